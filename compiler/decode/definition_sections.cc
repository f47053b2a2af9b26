// Decodes the sections that define functions (their types), tables, memories, tags, globals and the start function.
// Spec: Binary Format > Modules > Function Section, Table Section, Memory Section, Tag Section, Global Section, Start
// Section.
#include "compiler/decode/read_immediates.h"
#include "compiler/decode/read_types.h"
#include "compiler/decode/sections.h"

namespace ingot {
namespace {

/// A table type, or 0x40 0x00, a table type and the value of every element.
Expected<Table> read_table(Reader& reader) {
  constexpr uint8_t kHasInit = 0x40;
  Table table;
  table.offset = reader.offset();
  const bool has_init = reader.peek() == kHasInit;
  if (has_init) {
    INGOT_CHECK(reader.read_byte());
    INGOT_CHECK(read_zero_byte(reader));
  }
  table.type = INGOT_TRY(read_table_type(reader));
  if (has_init) table.init = INGOT_TRY(read_const_expr(reader));
  return table;
}

}  // namespace

Expected<void> decode_function_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "functions"));
  module.functions.reserve(module.functions.size() + count);
  for (uint32_t i = 0; i < count; ++i) {
    Function function;
    function.declaration_offset = reader.offset();
    function.typeidx = INGOT_TRY(reader.read_u32());
    module.functions.push_back(std::move(function));
  }
  return {};
}

Expected<void> decode_table_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "tables"));
  for (uint32_t i = 0; i < count; ++i) module.tables.push_back(INGOT_TRY(read_table(reader)));
  return {};
}

Expected<void> decode_memory_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "memories"));
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t offset = reader.offset();
    module.memories.push_back({.type = INGOT_TRY(read_memory_type(reader)), .imported = false, .offset = offset});
  }
  return {};
}

Expected<void> decode_tag_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "tags"));
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t offset = reader.offset();
    module.tags.push_back({.typeidx = INGOT_TRY(read_tag_type(reader)), .imported = false, .offset = offset});
  }
  return {};
}

Expected<void> decode_global_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "globals"));
  for (uint32_t i = 0; i < count; ++i) {
    Global global;
    global.offset = reader.offset();
    global.type = INGOT_TRY(read_global_type(reader));
    global.init = INGOT_TRY(read_const_expr(reader));
    module.globals.push_back(global);
  }
  return {};
}

Expected<void> decode_start_section(Reader& reader, Module& module) {
  module.start_offset = reader.offset();
  module.start = INGOT_TRY(reader.read_u32());
  return {};
}

}  // namespace ingot
