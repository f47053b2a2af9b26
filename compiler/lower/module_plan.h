// What is decided about a module before any IR exists: which functions live, where state is, what things are called.
//
// Made once from the ValidatedModule, then shared read-only by all workers. A partition is lowered from the plan and a
// list of function indices alone, so the same plan gives the same bytes for any number of workers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/support/diagnostic.h"
#include "compiler/validate/const_eval.h"
#include "compiler/validate/validated_module.h"
#include "ingot/abi.h"

namespace ingot {

/// Closed world (an executable) or open world (objects and shared libraries, many instances).
enum class Product : uint8_t { Program, Library };

/// Programs: where code finds memory 0. Symbol: the absolute address INGOT_PROGRAM_MEMORY0_BASE (x86-64).
/// Register: pinned in the swiftself register, as other targets need it. Libraries always use the register.
enum class MemoryBase : uint8_t { Symbol, Register };

/// How a program is entered. Start: `_start` or `_initialize`. Invoke: exports are called by name (`-C entry=invoke`).
enum class ProgramEntry : uint8_t { Start, Invoke };

/// Programs: what the runtime holds them to. Zero: no limit.
struct ProgramLimits {
  uint64_t memory_bytes = 0;
  uint64_t timeout_ns = 0;
  uint32_t fds = 0;
  bool os_sandbox = true;
  bool filter_escapes = false;
};

class Profile;

/// What lowering does to make code faster; each can be turned off, to measure what it gains.
struct LowerPasses {
  bool native_libc = true;    ///< known functions of a C library get a native shim
  bool known_callees = true;  ///< call_indirect decides by the index where the table allows it
  bool inline_across = true;  ///< small callees in other partitions can be inlined
};

struct LowerOptions {
  Product product = Product::Program;
  MemoryBase memory_base = MemoryBase::Symbol;
  ProgramEntry entry = ProgramEntry::Start;
  bool unknown_imports_trap = false;  ///< --unknown-imports=trap
  LowerPasses passes = {};
  bool deterministic = false;                  ///< the deterministic profile: canonical NaNs, relaxed instructions too
  std::string module_name = {};                ///< when the name section has none: file stem
  std::string module_symbol = "ingot_module";  ///< libraries: name of the IngotModule; prefix of all hidden symbols
  std::vector<std::string> grants = {};        ///< programs: --dir at compile time
  std::vector<std::string> env = {};           ///< programs: --env at compile time
  std::vector<std::string> listeners = {};     ///< programs: --tcplisten at compile time
  bool sealed = false;                         ///< programs: no grants at run time
  std::optional<uint64_t> fuel = {};           ///< --fuel: instructions are counted, and this is the budget
  ProgramLimits limits = {};
  uint64_t stack_bytes = 8u << 20;   ///< programs: size of the Wasm stack
  bool profile_generate = false;     ///< programs: count where the program goes
  const Profile* profile = nullptr;  ///< where it went; not owned
  uint64_t required_cpu = 0;         ///< bits of INGOT_CPU_FEATURES_X86, from the target
};

/// A function of a C library (libc_function.h) and the memory that it works on.
enum class LibcFunctionKind : uint8_t {
  Memcpy,
  Memmove,
  Memset,
  Memcmp,
  Memchr,
  Memrchr,
  Strlen,
  Strcmp,
  Strncmp,
  Strchr,
  Strchrnul,
  Strcpy,
  Stpcpy,
  Strcspn,
  Strspn,
};
struct LibcFunction {
  LibcFunctionKind kind = LibcFunctionKind::Memcpy;
  uint32_t memidx = 0;
  std::optional<uint32_t> stack_pointer = {};  ///< globalidx, of those with a table on the stack of the C program
  /// The body compares as numbers what may be two addresses, or takes a number for signed: it does what C says where C
  /// says something, so for lengths of 31 bits and ends below 2^32. Others count down to small constants.
  bool orders_ends = true;
};

/// Library: byte distances below the base; see IngotModule in abi.h.
struct ContextLayout {
  std::vector<uint64_t> globals;    ///< by globalidx
  std::vector<uint64_t> func_refs;  ///< by funcidx; 0 if no reference to it can be made
  uint64_t fuel = 0;                ///< 0 if none is counted
  uint64_t imported_funcs = 0, tables = 0, memories = 0, tags = 0, datas = 0, elems = 0;
  uint64_t bytes = 0;  ///< whole context, IngotInstance included
};

/// What provides the imported functions of a program.
struct ResolvedImports {
  std::vector<std::string> symbols;  ///< by funcidx
  std::vector<uint32_t> memories;    ///< by funcidx: what addresses in the call mean; 0 also for calls without any
  uint64_t wasi_calls = 0;
};

/// A position of a table that holds a function.
struct TableTarget {
  uint32_t type_id = 0;  ///< canonical
  uint32_t position = 0;
  uint32_t funcidx = 0;
  auto operator<=>(const TableTarget&) const = default;
};

class ModulePlan {
 public:
  /// Programs: fails if imports stay unresolved, naming them all with their types.
  static Expected<ModulePlan> create(const ValidatedModule& valid, LowerOptions options);

  const ValidatedModule& valid() const { return *valid_; }
  const Module& module() const { return valid_->module(); }
  const LowerOptions& options() const { return options_; }
  bool is_program() const { return options_.product == Product::Program; }

  /// Defined functions that something can reach, ascending. Libraries keep all of them.
  const std::vector<uint32_t>& live_functions() const { return live_; }
  /// Imported functions too: something live calls it or can call it through a table or a reference.
  bool is_live(uint32_t funcidx) const { return function_live_[funcidx]; }
  /// Something can make a reference to the function, other than as an entry of a constant table.
  bool is_referenced(uint32_t funcidx) const { return referenced_[funcidx]; }
  /// Live code mentions the segment (init or drop). Libraries: all.
  bool elem_is_used(uint32_t elemidx) const { return elem_used_[elemidx]; }
  bool data_is_used(uint32_t dataidx) const { return data_used_[dataidx]; }
  /// Function, global and table facts that hold in the whole module.
  bool global_is_written(uint32_t globalidx) const { return global_written_[globalidx]; }
  /// What a global that is not imported is initialised with.
  const ConstResult& global_value(uint32_t globalidx) const { return global_values_[globalidx]; }
  /// Programs: nothing writes, grows, or reads elements of the table but call_indirect: its entries are constants.
  bool table_is_constant(uint32_t tableidx) const { return table_constant_[tableidx]; }
  /// Live code calls elements of the table.
  bool table_is_called(uint32_t tableidx) const { return table_called_[tableidx]; }
  bool table_is_tail_called(uint32_t tableidx) const { return table_tail_called_[tableidx]; }
  /// The function of a C library that a defined function is known to be; null: it is just a function.
  const LibcFunction* libc_function(uint32_t funcidx) const {
    const bool known = !libc_functions_.empty() && libc_functions_[funcidx].has_value();
    return known ? &*libc_functions_[funcidx] : nullptr;
  }
  /// An exception can leave the function; what a call_indirect of the type reaches; what a call_ref reaches.
  bool may_throw(uint32_t funcidx) const { return function_throws_[funcidx]; }
  bool type_may_throw(uint32_t typeidx) const { return type_throws_[valid_->canonical_type(typeidx)]; }
  bool references_may_throw() const { return references_throw_; }
  /// Programs: initial elements of a table, funcidx or nullopt for null; sized by the table's minimum.
  const std::vector<std::optional<uint32_t>>& table_image(uint32_t tableidx) const { return table_images_[tableidx]; }
  /// Programs: the positions of a constant table whose functions have the type or a subtype, ordered by type, then
  /// position. Nothing else can be reached by a call_indirect of that type.
  std::span<const TableTarget> table_targets(uint32_t tableidx, uint32_t typeidx) const;
  /// Programs: an active segment is out of bounds: the program traps at start, as the spec says.
  bool traps_at_start() const { return start_trap_ != IngotTrapNone; }
  /// Which trap that is; IngotTrapNone if there is none.
  IngotTrapKind start_trap() const { return start_trap_; }
  /// Programs: `_start` or `_initialize`, called after the start function.
  std::optional<uint32_t> entry_function() const { return entry_function_; }
  /// Programs that import wasi.thread-spawn: `wasi_thread_start`, which every thread of theirs enters. The module is
  /// then instantiated once per thread, and what belongs to an instance is thread-local.
  std::optional<uint32_t> thread_start() const { return thread_start_; }
  bool has_threads() const { return thread_start_.has_value(); }
  /// Programs: WASI function that provides an imported function, e.g. "ingot_wasi_fd_write"; empty if it traps.
  const std::string& import_symbol(uint32_t funcidx) const { return imports_.symbols[funcidx]; }
  /// With --profile-generate or --profile-use: what finds the function's counters in a profile.
  uint64_t profile_key(uint32_t funcidx) const { return profile_keys_.empty() ? 0 : profile_keys_[funcidx]; }
  /// Programs: the memory that the WASI function works on; 0 also if it works on none.
  uint32_t import_memory(uint32_t funcidx) const { return imports_.memories[funcidx]; }
  /// Programs: the WASI calls that live code may make; bit N for row N of wasi_preview1.def.
  uint64_t wasi_calls() const { return imports_.wasi_calls; }
  /// Libraries.
  const ContextLayout& context() const { return context_; }

  /// Link name of a defined function: readable in gdb and perf, unique, e.g. "f12.main".
  const std::string& function_symbol(uint32_t funcidx) const { return symbols_[funcidx]; }
  /// Name of a tag, for people: name section, else export, else import; else empty.
  const std::string& tag_name(uint32_t tagidx) const { return tag_names_[tagidx]; }
  /// Name section, else "module.field" of an import, else the first export's name, else empty. For people.
  const std::string& display_name(uint32_t funcidx) const { return names_[funcidx]; }

 private:
  friend class ModulePlanner;
  ModulePlan() = default;
  const ValidatedModule* valid_ = nullptr;
  LowerOptions options_;
  std::vector<uint32_t> live_;
  std::vector<bool> function_live_;
  std::vector<bool> referenced_;
  std::vector<bool> elem_used_;
  std::vector<bool> data_used_;
  std::vector<bool> global_written_;
  std::vector<ConstResult> global_values_;
  std::vector<bool> function_throws_, type_throws_;
  bool references_throw_ = false;
  std::vector<std::optional<LibcFunction>> libc_functions_;  ///< by funcidx; empty: none
  std::vector<uint64_t> profile_keys_;                       ///< by funcidx; empty: nothing is counted, nor known
  std::vector<bool> table_constant_;
  std::vector<bool> table_called_;
  std::vector<bool> table_tail_called_;
  std::vector<std::vector<std::optional<uint32_t>>> table_images_;
  std::vector<std::vector<TableTarget>> table_targets_;  ///< by tableidx; of constant tables
  IngotTrapKind start_trap_ = IngotTrapNone;
  std::optional<uint32_t> entry_function_;
  std::optional<uint32_t> thread_start_;
  ResolvedImports imports_;
  std::vector<std::string> names_;
  std::vector<std::string> tag_names_;
  std::vector<std::string> symbols_;
  ContextLayout context_;
};

}  // namespace ingot
