// A decoded module: plain data, immutable after decode.  Spec: Structure > Modules.
//
// Index spaces put imports first, as the spec does. Bodies, expressions and data borrow the input bytes, which must
// outlive the Module; every borrowed span knows its offset in the file for error messages.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/wasm/index_map.h"
#include "compiler/wasm/types.h"

namespace ingot {

/// Bytes of the input and where they start in the file.
struct ByteRange {
  std::span<const uint8_t> bytes;
  uint64_t offset = 0;
  const IndexMap* indices = nullptr;  ///< what the indices in the bytes mean; null: what they say
};

/// A constant expression: its instructions, `end` included.
using ConstExpr = ByteRange;

enum class ExternKind : uint8_t { Func = 0, Table = 1, Memory = 2, Global = 3, Tag = 4 };

struct Import {
  static constexpr uint32_t kNoMemory = UINT32_MAX;
  std::string_view module;
  std::string_view name;
  ExternKind kind = ExternKind::Func;
  uint32_t index = 0;  ///< in the index space of its kind
  uint64_t offset = 0;
  // Merged modules:
  std::string_view importer = {};  ///< the file that wants it
  uint32_t memory = 0;  ///< functions: the memory of the module that calls, e.g. for addresses that WASI gets
};

struct Export {
  std::string_view name;
  ExternKind kind = ExternKind::Func;
  uint32_t index = 0;
  uint64_t offset = 0;
};

/// A run of locals of one type, as the binary format declares them.
struct LocalRun {
  uint32_t count = 0;
  ValType type;
};

struct Function {
  static constexpr uint32_t kUnnamed = UINT32_MAX;
  uint32_t typeidx = 0;
  bool imported = false;
  /// Where its name comes from if the name section has none: the import, or the first export, of it.
  uint32_t named_by = kUnnamed;
  uint64_t declaration_offset = 0;  ///< of its type index in the function or import section
  // Defined functions only:
  ByteRange body;                ///< the instructions, without the local declarations, `end` included
  uint64_t body_offset = 0;      ///< of the first byte after the body's size field (local declarations)
  std::vector<LocalRun> locals;  ///< parameters not included
  uint64_t local_count = 0;      ///< sum of runs; at most 50,000 with parameters
};

struct Table {
  TableType type;
  bool imported = false;
  std::optional<ConstExpr> init;  ///< value of every element; null if absent
  uint64_t offset = 0;
};

struct Memory {
  MemoryType type;
  bool imported = false;
  uint64_t offset = 0;
};

struct Global {
  GlobalType type;
  bool imported = false;
  ConstExpr init;  ///< defined globals only
  uint64_t offset = 0;
};

struct Tag {
  uint32_t typeidx = 0;
  bool imported = false;
  uint64_t offset = 0;
};

enum class SegmentMode : uint8_t { Active, Passive, Declarative };

struct ElemSegment {
  SegmentMode mode = SegmentMode::Active;
  uint32_t table = 0;      ///< active only
  ConstExpr table_offset;  ///< active only
  ValType type = kFuncRef;
  // Exactly one of the two is used: the binary format has both forms.
  std::vector<uint32_t> functions;  ///< function indices
  std::vector<ConstExpr> exprs;
  bool uses_exprs = false;
  uint64_t offset = 0;

  uint64_t size() const { return uses_exprs ? exprs.size() : functions.size(); }
};

struct DataSegment {
  SegmentMode mode = SegmentMode::Active;
  uint32_t memory = 0;      ///< active only
  ConstExpr memory_offset;  ///< active only
  std::span<const uint8_t> bytes;
  uint64_t offset = 0;
};

struct CustomSection {
  std::string_view name;
  ByteRange contents;
};

/// The name section, as far as it is well-formed (the spec forbids failing on a malformed one).
struct Names {
  std::string_view module;
  std::map<uint32_t, std::string_view> functions;
  std::map<uint32_t, std::string_view> tags;
};

/// What the module says about one `if` or `br_if`.
struct BranchHint {
  uint64_t offset = 0;  ///< of the instruction in the file
  bool likely = false;  ///< its condition holds, or does not, most of the time
};

/// One of the modules that a merged module was made of. Its functions follow each other; its offsets begin at
/// `first_offset`, so that an offset tells the part.
struct ModulePart {
  std::string_view name;  ///< under which others import from it
  uint64_t first_offset = 0;
  uint32_t first_function = 0;      ///< in the merged module
  uint32_t own_first_function = 0;  ///< the same function in the index space of the part
};

struct Module {
  std::span<const uint8_t> bytes;  ///< the whole input

  std::vector<SubType> types;
  std::vector<RecGroup> rec_groups;
  std::vector<Import> imports;
  std::vector<Function> functions;
  std::vector<Table> tables;
  std::vector<Memory> memories;
  std::vector<Global> globals;
  std::vector<Tag> tags;
  std::vector<Export> exports;
  std::optional<uint32_t> start;
  uint64_t start_offset = 0;
  std::vector<ElemSegment> elems;
  std::vector<DataSegment> datas;
  std::optional<uint32_t> data_count;
  std::vector<CustomSection> customs;
  Names names;
  std::vector<BranchHint> branch_hints;  ///< by ascending offset
  std::vector<ModulePart> parts;         ///< by first_offset; empty unless merged

  uint32_t imported_functions = 0;
  uint32_t imported_tables = 0;
  uint32_t imported_memories = 0;
  uint32_t imported_globals = 0;
  uint32_t imported_tags = 0;

  /// Type of function `funcidx`; valid once the module is validated.
  const FuncType& func_type(uint32_t funcidx) const { return types[functions[funcidx].typeidx].func; }
  const FuncType& func_type_at(uint32_t typeidx) const { return types[typeidx].func; }
};

/// "name" of the name section, else "module.field" of the import, else the export name, else "func[12]".
std::string function_name(const Module& module, uint32_t funcidx);

/// What addresses in calls of WASI mean: the memory that is exported as "memory", else memory 0; Import::kNoMemory
/// without any.
uint32_t memory_of_calls(const Module& module);

}  // namespace ingot
