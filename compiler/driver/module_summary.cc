// Gathers what a module contains.
#include "compiler/driver/module_summary.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>

#include "compiler/decode/reader.h"

namespace ingot {
namespace {

constexpr std::array<std::string_view, 14> kSectionNames = {"custom", "type",   "import",     "function", "table",
                                                            "memory", "global", "export",     "start",    "element",
                                                            "code",   "data",   "data count", "tag"};

std::string_view kind_name(ExternKind kind) {
  switch (kind) {
    case ExternKind::Func: return "func";
    case ExternKind::Table: return "table";
    case ExternKind::Memory: return "memory";
    case ExternKind::Global: return "global";
    case ExternKind::Tag: return "tag";
  }
  return "";
}

std::string limits_text(const Limits& limits) {
  std::string text = limits.address == AddressType::I64 ? "i64 " : "";
  text += fmt::format("{}", limits.min);
  if (limits.has_max) text += fmt::format(" {}", limits.max);
  if (limits.shared) text += " shared";
  return text;
}

/// Type indices of an undecided module may be out of range.
std::string func_type_text(const Module& module, uint32_t typeidx) {
  if (typeidx >= module.types.size() || module.types[typeidx].kind != CompositeKind::Func) return "?";
  return to_string(module.types[typeidx].func);
}

/// The type of one entity of an index space.
std::string extern_type(const Module& module, ExternKind kind, uint32_t index) {
  switch (kind) {
    case ExternKind::Func:
      return index < module.functions.size() ? func_type_text(module, module.functions[index].typeidx) : "?";
    case ExternKind::Table: {
      if (index >= module.tables.size()) return "?";
      const TableType& type = module.tables[index].type;
      return limits_text(type.limits) + " " + to_string(type.element);
    }
    case ExternKind::Memory:
      return index < module.memories.size() ? limits_text(module.memories[index].type.limits) : "?";
    case ExternKind::Global: {
      if (index >= module.globals.size()) return "?";
      const GlobalType& type = module.globals[index].type;
      return type.is_mutable ? "(mut " + to_string(type.type) + ")" : to_string(type.type);
    }
    case ExternKind::Tag: return index < module.tags.size() ? func_type_text(module, module.tags[index].typeidx) : "?";
  }
  return "?";
}

std::string type_text(const Module& module, uint32_t typeidx) {
  const SubType& type = module.types[typeidx];
  if (type.kind == CompositeKind::Func) return to_string(type.func);
  std::string fields;
  for (const FieldType& field : type.fields) {
    const std::string name = field.packed == PackedKind::I8    ? "i8"
                             : field.packed == PackedKind::I16 ? "i16"
                                                               : to_string(field.type);
    fields += " " + (field.is_mutable ? "(mut " + name + ")" : name);
  }
  return (type.kind == CompositeKind::Struct ? "struct" : "array") + fields;
}

/// WASI preview 1 and its older sibling, by the same table as the linker of imports in lower/.
bool is_wasi_function(std::string_view module, std::string_view name) {
  struct Call {
    std::string_view name;
    bool in_unstable;
  };
  enum : bool { Absent = false, Shared = true, Own = true };  // how the table says what wasi_unstable has
  constexpr Call kCalls[] = {
#define WASI_CALL(name, signature, unstable, memory, system_calls) {#name, unstable},
#include "ingot/wasi_preview1.def"
  };
  const bool is_unstable = module == "wasi_unstable";
  if (!is_unstable && module != "wasi_snapshot_preview1") return false;
  return std::ranges::any_of(kCalls,
                             [&](const Call& call) { return call.name == name && (call.in_unstable || !is_unstable); });
}

StorageSummary storage(std::string type, const Limits& limits, bool imported) {
  return {.type = std::move(type),
          .min = limits.min,
          .max = limits.has_max ? std::optional<uint64_t>(limits.max) : std::nullopt,
          .imported = imported,
          .shared = limits.shared,
          .is_64_bit = limits.address == AddressType::I64};
}

/// Walks the section headers; the module decoded, so they are well-formed.
std::vector<SectionSummary> sections_of(std::span<const uint8_t> bytes) {
  constexpr size_t kHeader = 8;  // magic and version
  std::vector<SectionSummary> sections;
  Reader reader(bytes.subspan(std::min(kHeader, bytes.size())), kHeader, Reader::Extent::File);
  while (!reader.at_end()) {
    const uint8_t id = reader.read_byte().value_or(0);
    const uint32_t byte_length = reader.read_u32().value_or(0);
    const uint64_t offset = reader.offset();
    Expected<Reader> contents = reader.read_part(byte_length);
    if (!contents) break;
    std::string name = id < kSectionNames.size() ? std::string(kSectionNames[id]) : fmt::format("section {}", id);
    if (id == 0) name = fmt::format("custom \"{}\"", contents->read_name().value_or(""));
    sections.push_back({.name = std::move(name), .offset = offset, .byte_length = byte_length});
  }
  return sections;
}

}  // namespace

ModuleSummary summarize(const Module& module, std::string file, FeatureSet features,
                        std::optional<Diagnostic> invalid) {
  ModuleSummary summary;
  summary.file = std::move(file);
  summary.module_name = module.names.module;
  summary.byte_length = module.bytes.size();
  summary.invalid = std::move(invalid);
  summary.features = features;
  for (uint32_t i = 0; i < module.types.size(); i++) summary.types.push_back(type_text(module, i));
  for (const Import& import : module.imports) {
    const bool provided = import.kind == ExternKind::Func && is_wasi_function(import.module, import.name);
    summary.imports.push_back({.module = std::string(import.module),
                               .name = std::string(import.name),
                               .kind = std::string(kind_name(import.kind)),
                               .type = extern_type(module, import.kind, import.index),
                               .is_provided = provided});
  }
  for (const Export& e : module.exports) {
    summary.exports.push_back({.name = std::string(e.name),
                               .kind = std::string(kind_name(e.kind)),
                               .type = extern_type(module, e.kind, e.index),
                               .index = e.index});
  }
  for (const Memory& memory : module.memories) {
    summary.memories.push_back(storage("", memory.type.limits, memory.imported));
  }
  for (const Table& table : module.tables) {
    summary.tables.push_back(storage(to_string(table.type.element), table.type.limits, table.imported));
  }
  summary.sections = sections_of(module.bytes);
  summary.defined_functions = module.functions.size() - module.imported_functions;
  summary.globals = module.globals.size();
  summary.data_segments = module.datas.size();
  summary.element_segments = module.elems.size();
  summary.start = module.start;
  return summary;
}

}  // namespace ingot
