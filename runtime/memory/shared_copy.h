// Copies between a shared memory and the host's own, while threads may write to the memory.
//
// By atomic accesses, as wide as the address in the shared memory and the rest of the length allow: an aligned scalar
// is copied at once. Loads acquire and stores release, which costs nothing on x86.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace ingot {

/// Calls access(Integer()) for each piece, an unsigned type; it copies that much at `shared + at`.
template <typename Access>
void for_each_aligned_piece(const uint8_t* shared, size_t length, Access access) {
  for (size_t at = 0; at < length;) {
    const uintptr_t address = reinterpret_cast<uintptr_t>(shared + at);
    const size_t left = length - at;
    if (address % 8 == 0 && left >= 8) {
      access(uint64_t(), at);
      at += 8;
    } else if (address % 4 == 0 && left >= 4) {
      access(uint32_t(), at);
      at += 4;
    } else if (address % 2 == 0 && left >= 2) {
      access(uint16_t(), at);
      at += 2;
    } else {
      access(uint8_t(), at);
      at += 1;
    }
  }
}

inline void copy_from_shared(void* to, const uint8_t* shared, size_t length) {
  for_each_aligned_piece(shared, length, [&](auto value, size_t at) {
    value = __atomic_load_n(reinterpret_cast<const decltype(value)*>(shared + at), __ATOMIC_ACQUIRE);
    memcpy(static_cast<uint8_t*>(to) + at, &value, sizeof(value));
  });
}

inline void copy_to_shared(uint8_t* shared, const void* from, size_t length) {
  for_each_aligned_piece(shared, length, [&](auto value, size_t at) {
    memcpy(&value, static_cast<const uint8_t*>(from) + at, sizeof(value));
    __atomic_store_n(reinterpret_cast<decltype(value)*>(shared + at), value, __ATOMIC_RELEASE);
  });
}

inline void copy_to_memory(uint8_t* memory, const void* from, size_t length, bool is_shared) {
  if (is_shared)
    copy_to_shared(memory, from, length);
  else if (length != 0)
    memcpy(memory, from, length);
}

}  // namespace ingot
