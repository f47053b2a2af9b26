// Decodes the import and the export section.  Spec: Binary Format > Modules > Import Section, Export Section.
//
// An import becomes an entry of the index space of its kind, before all definitions.
#include "compiler/decode/read_types.h"
#include "compiler/decode/sections.h"

namespace ingot {
namespace {

constexpr int kLastKind = static_cast<int>(ExternKind::Tag);

Expected<ExternKind> read_extern_kind(Reader& reader, const char* error) {
  if (reader.peek() > kLastKind) return reader.fail_here(error);
  return static_cast<ExternKind>(INGOT_TRY(reader.read_byte()));
}

/// Reads the type of an import and adds it to its index space. Returns its index.
Expected<uint32_t> read_imported_entity(Reader& reader, Module& module, ExternKind kind) {
  const uint64_t offset = reader.offset();
  switch (kind) {
    case ExternKind::Func: {
      Function function;
      function.imported = true;
      function.named_by = static_cast<uint32_t>(module.imports.size());
      function.declaration_offset = offset;
      function.typeidx = INGOT_TRY(reader.read_u32());
      module.functions.push_back(std::move(function));
      return module.imported_functions++;
    }
    case ExternKind::Table:
      module.tables.push_back(
          {.type = INGOT_TRY(read_table_type(reader)), .imported = true, .init = {}, .offset = offset});
      return module.imported_tables++;
    case ExternKind::Memory:
      module.memories.push_back({.type = INGOT_TRY(read_memory_type(reader)), .imported = true, .offset = offset});
      return module.imported_memories++;
    case ExternKind::Global:
      module.globals.push_back(
          {.type = INGOT_TRY(read_global_type(reader)), .imported = true, .init = {}, .offset = offset});
      return module.imported_globals++;
    case ExternKind::Tag:
      module.tags.push_back({.typeidx = INGOT_TRY(read_tag_type(reader)), .imported = true, .offset = offset});
      return module.imported_tags++;
  }
  __builtin_unreachable();  // read_extern_kind lets no other kind through
}

}  // namespace

Expected<void> decode_import_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "imports"));
  module.imports.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    Import import;
    import.offset = reader.offset();
    import.module = INGOT_TRY(reader.read_name());
    import.name = INGOT_TRY(reader.read_name());
    import.kind = INGOT_TRY(read_extern_kind(reader, "malformed import kind"));
    import.index = INGOT_TRY(read_imported_entity(reader, module, import.kind));
    module.imports.push_back(import);
  }
  return {};
}

Expected<void> decode_export_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "exports"));
  module.exports.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    Export entry;
    entry.offset = reader.offset();
    entry.name = INGOT_TRY(reader.read_name());
    entry.kind = INGOT_TRY(read_extern_kind(reader, "malformed export kind"));
    entry.index = INGOT_TRY(reader.read_u32());
    if (entry.kind == ExternKind::Func && entry.index < module.functions.size()) {
      uint32_t& named_by = module.functions[entry.index].named_by;
      if (named_by == Function::kUnnamed) named_by = i;
    }
    module.exports.push_back(entry);
  }
  return {};
}

}  // namespace ingot
