// Integers of several bytes, names, prefixed opcodes.  Spec: Binary Format > Values > Integers, Names.
#include "compiler/decode/reader.h"

#include <cstdio>
#include <type_traits>

namespace ingot {
namespace {

/// Byte values in messages: two hexadecimal digits or more, as the test suite writes them.
std::string hex(uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "%02x", value);
  return text;
}

/// The number of bytes of the UTF-8 sequence that `lead` starts, 0 if it cannot start one.
unsigned sequence_length(uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;  // C0 and C1 would only be overlong forms of ASCII
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

/// The second byte rules out overlong forms, surrogates and code points above 10FFFF.
bool is_second_byte(uint8_t lead, uint8_t second) {
  switch (lead) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return second >= 0x80 && second <= 0xBF;
  }
}

}  // namespace

bool is_valid_utf8(std::span<const uint8_t> bytes) {
  size_t at = 0;
  while (at < bytes.size()) {
    const uint8_t lead = bytes[at];
    const unsigned length = sequence_length(lead);
    if (length == 0 || bytes.size() - at < length) return false;
    if (length > 1 && !is_second_byte(lead, bytes[at + 1])) return false;
    for (unsigned i = 2; i < length; ++i) {
      if ((bytes[at + i] & 0xC0) != 0x80) return false;
    }
    at += length;
  }
  return true;
}

std::unexpected<Diagnostic> Reader::unexpected_end() const {
  return fail_at(base_ + static_cast<uint64_t>(end_ - begin_),
                 extent_ == Extent::File ? "unexpected end" : "unexpected end of section or function");
}

/// LEB128 of at most ceil(Bits / 7) bytes. The bits of the last byte beyond `Bits` are zero, or the sign.
template <class Int, unsigned Bits>
Expected<Int> Reader::read_leb() {
  constexpr unsigned kMaxBytes = (Bits + 6) / 7;
  constexpr unsigned kLastBits = Bits - 7 * (kMaxBytes - 1);  // bits of the last byte that count
  constexpr bool kSigned = std::is_signed_v<Int>;
  const uint64_t start = offset();
  uint64_t value = 0;
  for (unsigned i = 0; i < kMaxBytes; ++i) {
    if (at_end()) return cut_off_leb<Int, Bits>(start);
    const uint8_t byte = *cursor_++;
    const uint8_t payload = byte & 0x7F;
    if (i == kMaxBytes - 1) {
      // For signed integers the sign bit belongs to the repetition.
      const uint8_t rest = payload >> (kSigned ? kLastBits - 1 : kLastBits);
      const bool is_sign = kSigned && rest == (0x7F >> (kLastBits - 1));
      if (rest != 0 && !is_sign) return fail_at(start, "integer too large");
      if (byte & 0x80) return fail_at(start, "integer representation too long");
    }
    value |= static_cast<uint64_t>(payload) << (7 * i);
    if ((byte & 0x80) == 0) {
      const unsigned width = 7 * (i + 1);
      if (kSigned && width < 64 && (payload & 0x40)) value |= ~UINT64_C(0) << width;
      return static_cast<Int>(value);
    }
  }
  __builtin_unreachable();  // the last byte either ends the integer or is an error
}

/// This reader back at `start`, with the bytes behind its end. The test suite wants to know what is wrong with an
/// integer or a name that crosses the end of its section if it is read to its own end.
Reader Reader::beyond_end(uint64_t start) const {
  Reader whole = *this;
  whole.cursor_ = begin_ + (start - base_);
  whole.end_ = behind_;
  return whole;
}

template <class Int, unsigned Bits>
std::unexpected<Diagnostic> Reader::cut_off_leb(uint64_t start) const {
  if (behind_ == end_) return unexpected_end();
  const Expected<Int> integer = beyond_end(start).read_leb<Int, Bits>();
  if (!integer && integer.error().offset == start) return std::unexpected(integer.error());
  return unexpected_end();
}

Expected<uint32_t> Reader::read_long_u32() { return read_leb<uint32_t, 32>(); }
Expected<uint64_t> Reader::read_long_u64() { return read_leb<uint64_t, 64>(); }
Expected<int32_t> Reader::read_long_s32() { return read_leb<int32_t, 32>(); }
Expected<int64_t> Reader::read_long_s33() { return read_leb<int64_t, 33>(); }
Expected<int64_t> Reader::read_long_s64() { return read_leb<int64_t, 64>(); }

Expected<std::span<const uint8_t>> Reader::read_bytes(uint64_t count) {
  if (count > remaining()) return unexpected_end();
  const std::span<const uint8_t> bytes(cursor_, count);
  cursor_ += count;
  return bytes;
}

Expected<uint32_t> Reader::read_fixed_u32() {
  const std::span<const uint8_t> bytes = INGOT_TRY(read_bytes(4));
  uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) value |= static_cast<uint32_t>(bytes[i]) << (8 * i);
  return value;
}

Expected<uint64_t> Reader::read_fixed_u64() {
  const uint64_t low = INGOT_TRY(read_fixed_u32());
  const uint64_t high = INGOT_TRY(read_fixed_u32());
  return low | high << 32;
}

Expected<std::string_view> Reader::read_name() {
  if (at_end() && behind_ != end_) {
    Reader whole = beyond_end(offset());
    const Expected<uint32_t> length = whole.read_u32();
    if (length && *length > whole.remaining()) return whole.length_out_of_bounds(*length);
  }
  const uint32_t length = INGOT_TRY(read_u32());
  if (length > remaining()) return length_out_of_bounds(length);
  const uint64_t start = offset();
  const std::span<const uint8_t> bytes = INGOT_TRY(read_bytes(length));
  if (!is_valid_utf8(bytes)) return fail_at(start, "malformed UTF-8 encoding");
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Expected<uint32_t> Reader::read_count() {
  const uint32_t count = INGOT_TRY(read_u32());
  if (count > remaining()) return unexpected_end();
  return count;
}

Expected<Reader> Reader::read_part(uint32_t size) {
  if (size > remaining()) return length_out_of_bounds(size);
  Reader part({cursor_, size}, offset());
  part.behind_ = behind_;
  cursor_ += size;
  return part;
}

std::unexpected<Diagnostic> Reader::length_out_of_bounds(uint32_t length) const {
  return fail_here("length out of bounds: " + std::to_string(length) + " bytes announced, " +
                   std::to_string(remaining()) + " left");
}

Expected<const OpInfo*> Reader::read_prefixed_op() {
  const uint64_t start = offset();
  const uint8_t prefix = *cursor_;
  if (prefix == 0xFF) return illegal_opcode(prefix);
  ++cursor_;
  const uint32_t opcode = INGOT_TRY(read_u32());
  // Beyond 16 bits the opcode would run into the prefix and could look like another instruction.
  const OpInfo* op = opcode > 0xFFFF ? nullptr : find_op(uint32_t{prefix} << 16 | opcode);
  if (op == nullptr) return fail_at(start, "illegal opcode " + hex(prefix) + " " + hex(opcode));
  return op;
}

std::unexpected<Diagnostic> Reader::illegal_opcode(uint8_t byte) const {
  return fail_here("illegal opcode " + hex(byte));
}

}  // namespace ingot
