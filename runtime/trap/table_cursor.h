// A position in a table of DWARF numbers: call frame information, landing pads.  Spec: DWARF 5, "Variable Length Data";
// Linux Standard Base, "DWARF Exception Header Encoding".
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace ingot {

// Encodings of pointers (DW_EH_PE_...): a format, and what the value is relative to.
inline constexpr uint8_t kAbsolute = 0x00, kUleb = 0x01, kUint32 = 0x03, kInt32 = 0x0B, kInt64 = 0x0C;
inline constexpr uint8_t kFormatMask = 0x0F, kPcRelative = 0x10, kIndirect = 0x80;
inline constexpr uint8_t kPcRelativeInt32 = kPcRelative | kInt32;  // the small code model's encoding
inline constexpr uint8_t kNoPointer = 0xFF;

/// A position in a table.
class TableCursor {
 public:
  TableCursor() = default;
  TableCursor(const uint8_t* at, const uint8_t* end) : at_(at), end_(end) {}

  const uint8_t* at() const { return at_; }
  bool at_end() const { return at_ >= end_; }
  void skip(uint64_t bytes) { at_ = bytes < static_cast<uint64_t>(end_ - at_) ? at_ + bytes : end_; }
  template <class T>
  T read() {
    T value = 0;
    if (static_cast<size_t>(end_ - at_) >= sizeof(T)) memcpy(&value, at_, sizeof(T));
    skip(sizeof(T));
    return value;
  }
  uint64_t read_uleb() {
    unsigned shift = 0;
    return read_leb(&shift);
  }
  int64_t read_sleb() {
    unsigned shift = 0;
    const uint64_t value = read_leb(&shift);
    const bool is_negative = shift < 64 && shift > 0 && (value >> (shift - 1) & 1);
    return static_cast<int64_t>(is_negative ? value | ~uint64_t{0} << shift : value);
  }
  /// A pointer, or a number in the encoding of one. 0 if the encoding is not one that compilers for x86-64 use. Of
  /// indirect pointers, the address of the pointer.
  uintptr_t read_pointer(uint8_t encoding) {
    const uintptr_t field = reinterpret_cast<uintptr_t>(at_);
    uintptr_t value = 0;
    switch (encoding & kFormatMask) {
      case kAbsolute: value = read<uint64_t>(); break;
      case kUleb: value = read_uleb(); break;
      case kInt32: value = static_cast<uintptr_t>(static_cast<intptr_t>(read<int32_t>())); break;
      case kUint32: value = read<uint32_t>(); break;
      case kInt64: value = read<uint64_t>(); break;
      default: return 0;
    }
    return value != 0 && (encoding & kPcRelative) != 0 ? field + value : value;
  }

 private:
  uint64_t read_leb(unsigned* shift) {
    uint64_t value = 0;
    for (uint8_t byte = 0x80; byte & 0x80; *shift += 7) {
      byte = read<uint8_t>();
      if (*shift < 64) value |= uint64_t{byte & 0x7Fu} << *shift;
    }
    return value;
  }

  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
};

}  // namespace ingot
