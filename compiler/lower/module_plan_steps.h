// The steps that ModulePlan::create is made of. Private to module_plan*.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/lower/module_plan.h"
#include "compiler/validate/const_eval.h"

namespace ingot {

/// What can be reached from the roots. By index of each index space, imports included.
struct Liveness {
  std::vector<bool> functions;     ///< called by live code, or reachable through a table or a reference
  std::vector<bool> referenced;    ///< a reference to it can be made, other than as an entry of a constant table
  std::vector<bool> elems, datas;  ///< mentioned by live code
  std::vector<bool> globals_written;
  std::vector<bool> tables_written;  ///< by live code: set, fill, copy, init, grow
  std::vector<bool> tables_read;     ///< by live code: get, copy
  std::vector<bool> tables_called;   ///< by live code: call_indirect, return_call_indirect
  std::vector<bool> tables_tail_called;

  bool table_is_constant(uint32_t tableidx) const { return !tables_written[tableidx] && !tables_read[tableidx]; }
};

/// Programs: what the functions in `roots` can reach. With -C entry=invoke the roots are referenced as well.
Liveness find_live(const ValidatedModule& valid, const std::vector<uint32_t>& roots, bool roots_are_referenced);

/// Libraries: everything is live; the facts hold for all that the module and its host can do.
Liveness everything_live(const ValidatedModule& valid);

/// What exceptions can leave: functions by funcidx; by canonical type, what a call_indirect can reach; what a call_ref
/// can reach.
struct Throwing {
  std::vector<bool> functions, types;
  bool references = false;
};
Throwing find_throwing(const ValidatedModule& valid, const Liveness& live, bool open_world);

/// Function of element `index` of a segment; nullopt for null, and for elements of other types.
std::optional<uint32_t> element_function(ConstEvaluator& consts, const ElemSegment& segment, uint64_t index);

/// Function that fills a table at instantiation, if it has an initial value.
std::optional<uint32_t> table_init_function(ConstEvaluator& consts, const Table& table);

/// Programs: the symbol of the WASI function behind each imported function; empty if it is to trap, or is not live.
/// Fails if a live import is provided by nothing, naming all of them.
Expected<ResolvedImports> resolve_imports(const ValidatedModule& valid, const Liveness& live,
                                          const LowerOptions& options);

/// Programs: the function that threads enter, if the module imports wasi.thread-spawn. Fails if it could not be run
/// that way.
Expected<std::optional<uint32_t>> find_thread_start(const Module& module);
inline constexpr std::string_view kThreadSpawnModule = "wasi";
inline constexpr std::string_view kThreadSpawnName = "thread-spawn";

/// Programs: what instantiation makes of tables.
struct TableImages {
  std::vector<std::vector<std::optional<uint32_t>>> images;  ///< by tableidx
  IngotTrapKind trap = IngotTrapNone;                        ///< an active segment is out of bounds
};
Expected<TableImages> build_table_images(const Module& module);

/// The positions of a table that hold functions, by type.
std::vector<TableTarget> find_table_targets(const ValidatedModule& valid,
                                            const std::vector<std::optional<uint32_t>>& image);

/// Programs: IngotTrapOutOfBoundsMemory if an active data segment is out of bounds.
IngotTrapKind check_data_segments(const Module& module);

/// Value of a constant expression of an address type, in programs.
uint64_t constant_address(ConstEvaluator& consts, const ConstExpr& expression, AddressType type);

/// Which of the live functions are known to be a C library's. By funcidx.
std::vector<std::optional<LibcFunction>> find_libc_functions(const Module& module, const std::vector<uint32_t>& live);

/// Libraries: where everything is in the context.
ContextLayout lay_out_context(const ValidatedModule& valid, const Liveness& live, bool counts_fuel);

/// For people: see ModulePlan::display_name. By funcidx.
std::vector<std::string> collect_display_names(const Module& module);

/// For linkers and debuggers: see ModulePlan::function_symbol. By funcidx.
std::vector<std::string> make_function_symbols(const std::vector<std::string>& names, const LowerOptions& options);

}  // namespace ingot
