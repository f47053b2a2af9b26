// The memory of a guest as calls see it.
//
// The guest is hostile: pointers may be anything, misaligned, and ranges may overlap each other. So all ranges that a
// call names are checked before it does anything (call_memory.h), values of the guest are read once, into a local, and
// structures are copied out whole. Memory never shrinks and never moves: a checked range stays good for the length of
// a call. Addresses of preview 1 have 32 bits: of a memory with 64-bit addresses the calls see the first 4 GiB, and
// sums of an address and an offset in a checked range do not wrap.
#pragma once

#include <stdint.h>
#include <string.h>

#include "ingot/abi.h"
#include "runtime/memory/linear_memory.h"

namespace ingot::wasi {

class GuestMemory {
 public:
  constexpr explicit GuestMemory(const IngotMemory* memory) : memory_(memory) {}

  /// The host address of `byte_length` bytes at `address`, or nullptr if they are not all inside. The sum is made with
  /// 64 bits: it cannot wrap as long as lengths are below 2^63, which products of two 32-bit numbers are.
  uint8_t* range(uint32_t address, uint64_t byte_length) const {
    const uint64_t size = current_byte_length(*memory_);
    const uint64_t seen = size < kMaxMemory32Bytes ? size : kMaxMemory32Bytes;
    return range_fits(address, byte_length, seen) ? memory_->base + address : nullptr;
  }

  bool contains(uint32_t address, uint64_t byte_length) const { return range(address, byte_length) != nullptr; }

  /// For an address whose range has been checked.
  uint8_t* at(uint32_t address) const { return memory_->base + address; }

  /// For an address whose range has been checked. Any alignment.
  template <typename T>
  T load(uint32_t address) const {
    T value;
    memcpy(&value, memory_->base + address, sizeof(T));
    // Another thread of the guest may write there: what was checked must be what is used, not a second look.
    asm volatile("" ::: "memory");
    return value;
  }

  /// For an address whose range has been checked. Any alignment.
  template <typename T>
  void store(uint32_t address, const T& value) const {
    memcpy(memory_->base + address, &value, sizeof(T));
  }

 private:
  const IngotMemory* memory_;
};

}  // namespace ingot::wasi
