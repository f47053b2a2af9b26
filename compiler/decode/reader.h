// A cursor over bytes of the input that knows its place in the file.  Spec: Binary Format > Values.
//
// Both users of the binary format read with it: the section decoders, and the walker that reads the instructions of
// bodies. Every read either succeeds and moves on, or returns a Diagnostic whose message begins with the wording of the
// official test suite. Single-byte integers, nearly all there are, are read inline.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "compiler/support/diagnostic.h"
#include "compiler/wasm/module.h"
#include "compiler/wasm/opcodes.h"

namespace ingot {

class Reader {
 public:
  /// What the end of the bytes is the end of; decides how running past it is called.
  enum class Extent : uint8_t { File, Section };

  Reader(std::span<const uint8_t> bytes, uint64_t offset, Extent extent = Extent::Section)
      : begin_(bytes.data()),
        cursor_(begin_),
        end_(begin_ + bytes.size()),
        behind_(end_),
        base_(offset),
        extent_(extent) {}
  explicit Reader(const ByteRange& range) : Reader(range.bytes, range.offset) {}

  /// Of the next byte, in the file.
  uint64_t offset() const { return base_ + static_cast<uint64_t>(cursor_ - begin_); }
  uint64_t remaining() const { return static_cast<uint64_t>(end_ - cursor_); }
  bool at_end() const { return cursor_ == end_; }
  /// The next byte, without moving; -1 at the end.
  int peek() const { return at_end() ? -1 : *cursor_; }
  /// The bytes from `start` (an earlier offset() of this reader) to here.
  ByteRange since(uint64_t start) const { return {.bytes = {begin_ + (start - base_), cursor_}, .offset = start}; }

  Expected<uint8_t> read_byte() {
    if (at_end()) [[unlikely]]
      return unexpected_end();
    return *cursor_++;
  }
  Expected<uint32_t> read_u32() {
    if (is_short()) [[likely]]
      return *cursor_++;
    return read_long_u32();
  }
  Expected<uint64_t> read_u64() {
    if (is_short()) [[likely]]
      return *cursor_++;
    return read_long_u64();
  }
  Expected<int32_t> read_s32() {
    if (is_short()) [[likely]]
      return extend_short(*cursor_++);
    return read_long_s32();
  }
  /// 33 bits: block types and heap types.
  Expected<int64_t> read_s33() {
    if (is_short()) [[likely]]
      return extend_short(*cursor_++);
    return read_long_s33();
  }
  Expected<int64_t> read_s64() {
    if (is_short()) [[likely]]
      return extend_short(*cursor_++);
    return read_long_s64();
  }
  /// Little-endian, as floating-point constants are stored.
  Expected<uint32_t> read_fixed_u32();
  Expected<uint64_t> read_fixed_u64();

  Expected<std::span<const uint8_t>> read_bytes(uint64_t count);
  /// A name: length and valid UTF-8.
  Expected<std::string_view> read_name();
  /// The length of a vector whose elements take at least one byte each: never more than there are bytes left, so that
  /// whoever reserves memory for it is bounded by the input.
  Expected<uint32_t> read_count();
  /// A reader for the next `size` bytes, which are skipped here. Too large a size is "length out of bounds".
  Expected<Reader> read_part(uint32_t size);

  /// An opcode: its row, or "illegal opcode".
  Expected<const OpInfo*> read_op() {
    if (at_end()) [[unlikely]]
      return unexpected_end();
    const uint8_t byte = *cursor_;
    if (byte >= 0xFB) [[unlikely]]
      return read_prefixed_op();
    const OpInfo* op = find_op(byte);
    if (op == nullptr) [[unlikely]]
      return illegal_opcode(byte);
    ++cursor_;
    return op;
  }

  /// An error at the place of the next byte.
  std::unexpected<Diagnostic> fail_here(std::string message) const { return fail_at(offset(), std::move(message)); }
  std::unexpected<Diagnostic> unexpected_end() const;

 private:
  bool is_short() const { return cursor_ != end_ && *cursor_ < 0x80; }
  /// Bit 6 of a single byte is the sign.
  static int32_t extend_short(uint8_t byte) { return static_cast<int32_t>(byte ^ 0x40) - 0x40; }

  template <class Int, unsigned Bits>
  Expected<Int> read_leb();
  Reader beyond_end(uint64_t start) const;
  template <class Int, unsigned Bits>
  std::unexpected<Diagnostic> cut_off_leb(uint64_t start) const;
  Expected<uint32_t> read_long_u32();
  Expected<uint64_t> read_long_u64();
  Expected<int32_t> read_long_s32();
  Expected<int64_t> read_long_s33();
  Expected<int64_t> read_long_s64();
  Expected<const OpInfo*> read_prefixed_op();
  std::unexpected<Diagnostic> length_out_of_bounds(uint32_t length) const;
  std::unexpected<Diagnostic> illegal_opcode(uint8_t byte) const;

  const uint8_t* begin_;
  const uint8_t* cursor_;
  const uint8_t* end_;
  const uint8_t* behind_;  ///< the end of the bytes that this reader is a part of; only errors look there
  uint64_t base_;
  Extent extent_;
};

/// Whether the bytes are what the spec calls a name.
bool is_valid_utf8(std::span<const uint8_t> bytes);

}  // namespace ingot
