// Types by their first byte. Numbers, vectors and abstract heap types are small negative numbers in one byte; a type
// index is a non-negative number in the same place.
#include "compiler/decode/read_types.h"

namespace ingot {
namespace {

constexpr uint8_t kRefNull = 0x63;
constexpr uint8_t kRef = 0x64;
constexpr uint8_t kI16 = 0x77;
constexpr uint8_t kI8 = 0x78;

constexpr uint8_t kHasMax = 1;
constexpr uint8_t kShared = 2;
constexpr uint8_t kAddress64 = 4;
constexpr uint8_t kCustomPageSize = 8;

constexpr bool is_abstract_heap(int byte) { return byte >= 0x69 && byte <= 0x74; }

constexpr HeapType abstract_heap(int byte) { return HeapType::abstract(static_cast<AbstractHeap>(byte)); }

/// "WHAT 0x7f" at the place of the byte itself.
std::unexpected<Diagnostic> malformed(const Reader& reader, const char* what) {
  if (reader.at_end()) return reader.unexpected_end();
  constexpr char kDigits[] = "0123456789abcdef";
  const int byte = reader.peek();
  return reader.fail_here(std::string(what) + " 0x" + kDigits[byte >> 4] + kDigits[byte & 15]);
}

Expected<bool> read_mutability(Reader& reader) {
  if (reader.peek() > 1) return malformed(reader, "malformed mutability");
  return INGOT_TRY(reader.read_byte()) == 1;
}

Expected<Limits> read_limits(Reader& reader, uint8_t flags) {
  Limits limits;
  limits.has_max = flags & kHasMax;
  limits.shared = flags & kShared;
  limits.address = flags & kAddress64 ? AddressType::I64 : AddressType::I32;
  // 64 bits for both address types; that 32-bit limits are small enough is a rule of validation.
  limits.min = INGOT_TRY(reader.read_u64());
  if (limits.has_max) limits.max = INGOT_TRY(reader.read_u64());
  return limits;
}

}  // namespace

Expected<HeapType> read_heap_type(Reader& reader) {
  const int byte = reader.peek();
  if (is_abstract_heap(byte)) {
    INGOT_CHECK(reader.read_byte());
    return abstract_heap(byte);
  }
  if (byte >= 0x40 && byte < 0x80) return malformed(reader, "malformed heap type");
  const uint64_t start = reader.offset();
  const int64_t index = INGOT_TRY(reader.read_s33());
  if (index < 0) return fail_at(start, "malformed heap type");
  return HeapType::index(static_cast<uint32_t>(index));
}

Expected<ValType> read_ref_type(Reader& reader) {
  const int byte = reader.peek();
  if (is_abstract_heap(byte)) {
    INGOT_CHECK(reader.read_byte());
    return ValType::ref(abstract_heap(byte), true);
  }
  if (byte != kRef && byte != kRefNull) return malformed(reader, "malformed reference type");
  INGOT_CHECK(reader.read_byte());
  return ValType::ref(INGOT_TRY(read_heap_type(reader)), byte == kRefNull);
}

Expected<ValType> read_val_type(Reader& reader) {
  ValType type;
  switch (reader.peek()) {
    case 0x7F: type = kI32; break;
    case 0x7E: type = kI64; break;
    case 0x7D: type = kF32; break;
    case 0x7C: type = kF64; break;
    case 0x7B: type = kV128; break;
    case kRef:
    case kRefNull: return read_ref_type(reader);
    default:
      if (is_abstract_heap(reader.peek())) return read_ref_type(reader);
      return malformed(reader, "malformed value type");
  }
  INGOT_CHECK(reader.read_byte());
  return type;
}

Expected<FieldType> read_field_type(Reader& reader) {
  FieldType field;
  if (const int byte = reader.peek(); byte == kI8 || byte == kI16) {
    INGOT_CHECK(reader.read_byte());
    field.type = kI32;
    field.packed = byte == kI8 ? PackedKind::I8 : PackedKind::I16;
  } else {
    field.type = INGOT_TRY(read_val_type(reader));
  }
  field.is_mutable = INGOT_TRY(read_mutability(reader));
  return field;
}

Expected<TableType> read_table_type(Reader& reader) {
  TableType type;
  type.element = INGOT_TRY(read_ref_type(reader));
  if (reader.peek() & ~(kHasMax | kAddress64)) return malformed(reader, "malformed limits flags");
  type.limits = INGOT_TRY(read_limits(reader, INGOT_TRY(reader.read_byte())));
  return type;
}

Expected<MemoryType> read_memory_type(Reader& reader) {
  MemoryType type;
  const int flags = reader.peek();
  if (flags & ~(kHasMax | kShared | kAddress64 | kCustomPageSize)) return malformed(reader, "malformed limits flags");
  // A page size adds a byte. Flags that announce one that cannot be there are more likely wrong themselves.
  if ((flags & kCustomPageSize) && reader.remaining() < 3) return malformed(reader, "malformed limits flags");
  INGOT_CHECK(reader.read_byte());
  type.limits = INGOT_TRY(read_limits(reader, static_cast<uint8_t>(flags)));
  if (flags & kCustomPageSize) {
    const uint64_t start = reader.offset();
    type.page_size_log2 = INGOT_TRY(reader.read_u32());
    if (type.page_size_log2 >= 64) return fail_at(start, "invalid custom page size");
  }
  return type;
}

Expected<GlobalType> read_global_type(Reader& reader) {
  GlobalType type;
  type.type = INGOT_TRY(read_val_type(reader));
  type.is_mutable = INGOT_TRY(read_mutability(reader));
  return type;
}

Expected<uint32_t> read_tag_type(Reader& reader) {
  if (reader.peek() > 0) return malformed(reader, "malformed tag attribute");
  INGOT_CHECK(reader.read_byte());
  return reader.read_u32();
}

}  // namespace ingot
