// Decodes the element, data count and data sections.  Spec: Binary Format > Modules > Element Section, Data Section.
//
// The flags of an element segment are three bits:
//   1  passive or declarative, otherwise active
//   2  active: names its table; otherwise: declarative
//   4  elements are expressions, otherwise function indices
// The two forms from before there were several tables (flags 0 and 4) do not say what kind of elements they have.
#include "compiler/decode/read_immediates.h"
#include "compiler/decode/read_types.h"
#include "compiler/decode/sections.h"

namespace ingot {
namespace {

constexpr uint32_t kElemNotActive = 1;
constexpr uint32_t kElemExplicit = 2;
constexpr uint32_t kElemExprs = 4;

SegmentMode elem_mode(uint32_t flags) {
  if ((flags & kElemNotActive) == 0) return SegmentMode::Active;
  return flags & kElemExplicit ? SegmentMode::Declarative : SegmentMode::Passive;
}

/// The type of the elements: a reference type before expressions, the byte 0 for functions before indices.
Expected<ValType> read_elem_type(Reader& reader, uint32_t flags) {
  const bool is_written = flags & (kElemNotActive | kElemExplicit);
  if (flags & kElemExprs) return is_written ? read_ref_type(reader) : Expected<ValType>(kFuncRef);
  if (is_written) {
    if (reader.peek() > 0) return reader.fail_here("malformed element kind");
    INGOT_CHECK(reader.read_byte());
  }
  return ValType::ref(HeapType::abstract(AbstractHeap::Func), false);
}

Expected<ElemSegment> read_elem_segment(Reader& reader) {
  ElemSegment segment;
  segment.offset = reader.offset();
  const uint32_t flags = INGOT_TRY(reader.read_u32());
  if (flags > 7) return fail_at(segment.offset, "malformed elements segment kind");
  segment.mode = elem_mode(flags);
  if (segment.mode == SegmentMode::Active) {
    if (flags & kElemExplicit) segment.table = INGOT_TRY(reader.read_u32());
    segment.table_offset = INGOT_TRY(read_const_expr(reader));
  }
  segment.type = INGOT_TRY(read_elem_type(reader, flags));
  segment.uses_exprs = flags & kElemExprs;
  const uint32_t count = INGOT_TRY(reader.read_count());
  if (segment.uses_exprs) {
    segment.exprs.reserve(count / 2);  // an expression takes two bytes at least, `end` and something before it
    for (uint32_t i = 0; i < count; ++i) segment.exprs.push_back(INGOT_TRY(read_const_expr(reader)));
  } else {
    segment.functions.reserve(count);
    for (uint32_t i = 0; i < count; ++i) segment.functions.push_back(INGOT_TRY(reader.read_u32()));
  }
  return segment;
}

Expected<DataSegment> read_data_segment(Reader& reader) {
  DataSegment segment;
  segment.offset = reader.offset();
  const uint32_t flags = INGOT_TRY(reader.read_u32());
  if (flags > 2) return fail_at(segment.offset, "malformed data segment kind");
  segment.mode = flags == 1 ? SegmentMode::Passive : SegmentMode::Active;
  if (flags == 2) segment.memory = INGOT_TRY(reader.read_u32());
  if (segment.mode == SegmentMode::Active) segment.memory_offset = INGOT_TRY(read_const_expr(reader));
  segment.bytes = INGOT_TRY(reader.read_bytes(INGOT_TRY(reader.read_u32())));
  return segment;
}

}  // namespace

Expected<void> decode_element_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "element segments"));
  for (uint32_t i = 0; i < count; ++i) module.elems.push_back(INGOT_TRY(read_elem_segment(reader)));
  return {};
}

Expected<void> decode_data_count_section(Reader& reader, Module& module) {
  module.data_count = INGOT_TRY(reader.read_u32());
  return {};
}

Expected<void> decode_data_section(Reader& reader, Module& module) {
  const uint64_t start = reader.offset();
  const uint32_t count = INGOT_TRY(read_item_count(reader, "data segments"));
  if (module.data_count && *module.data_count != count) {
    return fail_at(start, "data count and data section have inconsistent lengths");
  }
  module.datas.reserve(count);
  for (uint32_t i = 0; i < count; ++i) module.datas.push_back(INGOT_TRY(read_data_segment(reader)));
  return {};
}

}  // namespace ingot
