// Decodes the type section.  Spec: Binary Format > Types > Recursive Types, Composite Types.
//
// A type outside of `rec` is a recursion group of its own.
#include "compiler/decode/read_types.h"
#include "compiler/decode/sections.h"

namespace ingot {
namespace {

constexpr uint8_t kRec = 0x4E;
constexpr uint8_t kSubFinal = 0x4F;
constexpr uint8_t kSub = 0x50;
constexpr uint8_t kArray = 0x5E;
constexpr uint8_t kStruct = 0x5F;
constexpr uint8_t kFunc = 0x60;

Expected<uint32_t> read_limited_count(Reader& reader, uint32_t limit, const char* what) {
  const uint64_t start = reader.offset();
  const uint32_t count = INGOT_TRY(reader.read_count());
  if (count > limit) {
    return fail_at(start, std::string("too many ") + what + ": " + std::to_string(count) + ", at most " +
                              std::to_string(limit) + " are supported");
  }
  return count;
}

Expected<std::vector<ValType>> read_result_type(Reader& reader, uint32_t limit, const char* what) {
  const uint32_t count = INGOT_TRY(read_limited_count(reader, limit, what));
  std::vector<ValType> types;
  types.reserve(count);
  for (uint32_t i = 0; i < count; ++i) types.push_back(INGOT_TRY(read_val_type(reader)));
  return types;
}

Expected<void> read_composite_type(Reader& reader, SubType& type) {
  const uint64_t start = reader.offset();
  const uint8_t form = INGOT_TRY(reader.read_byte());
  switch (form) {
    case kFunc:
      type.kind = CompositeKind::Func;
      type.func.params = INGOT_TRY(read_result_type(reader, kMaxParams, "parameters"));
      type.func.results = INGOT_TRY(read_result_type(reader, kMaxResults, "results"));
      return {};
    case kStruct: {
      type.kind = CompositeKind::Struct;
      const uint32_t count = INGOT_TRY(read_limited_count(reader, kMaxFields, "fields"));
      type.fields.reserve(count);
      for (uint32_t i = 0; i < count; ++i) type.fields.push_back(INGOT_TRY(read_field_type(reader)));
      return {};
    }
    case kArray:
      type.kind = CompositeKind::Array;
      type.fields.push_back(INGOT_TRY(read_field_type(reader)));
      return {};
    default:
      // The form is a signed integer of 7 bits.
      return fail_at(start, form & 0x80 ? "integer representation too long" : "malformed definition type");
  }
}

Expected<void> read_sub_type(Reader& reader, Module& module) {
  SubType type;
  type.rec_group = static_cast<uint32_t>(module.rec_groups.size() - 1);
  type.offset = reader.offset();
  if (const int byte = reader.peek(); byte == kSub || byte == kSubFinal) {
    INGOT_CHECK(reader.read_byte());
    type.is_final = byte == kSubFinal;
    const uint32_t count = INGOT_TRY(reader.read_count());
    for (uint32_t i = 0; i < count; ++i) type.supertypes.push_back(INGOT_TRY(reader.read_u32()));
  }
  INGOT_CHECK(read_composite_type(reader, type));
  module.types.push_back(std::move(type));
  return {};
}

Expected<void> read_rec_group(Reader& reader, Module& module) {
  const uint64_t start = reader.offset();
  uint32_t count = 1;
  if (reader.peek() == kRec) {
    INGOT_CHECK(reader.read_byte());
    count = INGOT_TRY(read_item_count(reader, "types"));
  }
  if (module.types.size() + count > kMaxItems) return fail_at(start, "too many types");
  module.rec_groups.push_back({.first = static_cast<uint32_t>(module.types.size()), .count = count});
  for (uint32_t i = 0; i < count; ++i) INGOT_CHECK(read_sub_type(reader, module));
  return {};
}

}  // namespace

Expected<void> decode_type_section(Reader& reader, Module& module) {
  const uint32_t count = INGOT_TRY(read_item_count(reader, "types"));
  module.rec_groups.reserve(count);
  module.types.reserve(count);
  for (uint32_t i = 0; i < count; ++i) INGOT_CHECK(read_rec_group(reader, module));
  return {};
}

}  // namespace ingot
