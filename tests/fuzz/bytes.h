// Puts modules together byte by byte.  Spec: Binary Format.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/wasm/opcodes.h"
#include "compiler/wasm/types.h"

namespace fuzz {

/// A growing piece of a module.
class Bytes {
 public:
  Bytes& byte(uint8_t value) {
    bytes_.push_back(value);
    return *this;
  }
  Bytes& uleb(uint64_t value) {
    for (; value > 0x7F; value >>= 7) byte(static_cast<uint8_t>(value | 0x80));
    return byte(static_cast<uint8_t>(value));
  }
  Bytes& sleb(int64_t value) {
    for (; value < -64 || value > 63; value >>= 7) byte(static_cast<uint8_t>(value | 0x80));
    return byte(static_cast<uint8_t>(value & 0x7F));
  }
  /// Little-endian.
  Bytes& fixed(uint64_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) byte(static_cast<uint8_t>(value >> (8 * i)));
    return *this;
  }
  Bytes& append(std::span<const uint8_t> more) {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return *this;
  }
  Bytes& append(const Bytes& more) { return append(more.bytes()); }
  Bytes& name(std::string_view text) {
    uleb(text.size());
    for (char c : text) byte(static_cast<uint8_t>(c));
    return *this;
  }
  /// A piece with its size in front: a section behind its number, a body.
  Bytes& sized(const Bytes& part) { return uleb(part.size()).append(part); }
  Bytes& section(uint8_t number, const Bytes& contents) { return byte(number).sized(contents); }

  Bytes& op(ingot::Op op) {
    const auto code = static_cast<uint32_t>(op);
    if (code < 0x10000) return byte(static_cast<uint8_t>(code));
    return byte(static_cast<uint8_t>(code >> 16)).uleb(code & 0xFFFF);
  }
  Bytes& heap_type(const ingot::HeapType& heap) {
    // Abstract heap types are single bytes, whose sign bit makes them negative.
    return heap.is_index ? sleb(heap.code) : byte(static_cast<uint8_t>(heap.code));
  }
  Bytes& type(const ingot::ValType& type) {
    // The short form where there is one: it is older.
    if (type.is_ref() && type.nullable && !type.heap.is_index) return heap_type(type.heap);
    if (type.is_ref()) return byte(type.nullable ? 0x63 : 0x64).heap_type(type.heap);
    constexpr uint8_t codes[] = {0x7F, 0x7E, 0x7D, 0x7C, 0x7B};
    return byte(codes[static_cast<size_t>(type.kind)]);
  }
  Bytes& types(std::span<const ingot::ValType> list) {
    uleb(list.size());
    for (const ingot::ValType& each : list) type(each);
    return *this;
  }
  Bytes& func_type(std::span<const ingot::ValType> params, std::span<const ingot::ValType> results) {
    return byte(0x60).types(params).types(results);
  }

  size_t size() const { return bytes_.size(); }
  std::span<const uint8_t> bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

/// SplitMix64: the same sequence everywhere for the same seed.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  /// Below `bound`, which is not 0.
  uint32_t below(uint32_t bound) { return static_cast<uint32_t>(next() % bound); }
  bool one_in(uint32_t n) { return below(n) == 0; }

 private:
  uint64_t state_;
};

/// The bits of a number of this kind, often one at which something changes: zero, limits, powers of two, NaN.
uint64_t interesting_bits(Random& random, ingot::ValKind kind);

}  // namespace fuzz
