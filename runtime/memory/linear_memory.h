// Linear memories: reservation, growth, and the bounds check of the bulk operations.
//
// The base of a memory never moves: address space for all that it may become is reserved behind it at once, and growing
// only makes more of that accessible. There are two kinds (docs/lowering.md, Addresses):
//   guarded  32-bit addresses and pages of 64 KiB: INGOT_MEMORY_RESERVATION, which no access can leave
//   checked  all others: the maximum, or kMaxCheckedBytes if that is less, and INGOT_MEMORY_GUARD
// Shared by programs and the hosted library: no global state, everything about a memory is in its IngotMemory. The
// builtins themselves (ingot_memory_grow and the others of abi.h) are in builtins_memory.cc and
// builtins_wait.cc.
//
// Shared memories are used by several threads at once. All that changes in an IngotMemory is byte_length, and it only
// grows: whoever reads it by current_byte_length() may use that many bytes from then on.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ingot/abi.h"

namespace ingot {

inline constexpr uint32_t kWasmPageLog2 = 16;

/// More than this no memory with 32-bit addresses can have.
inline constexpr uint64_t kMaxMemory32Bytes = UINT64_C(1) << 32;
/// A checked memory grows to this, or to its initial size, whatever its type says: a process has 128 TiB of address
/// space, and memory.grow may fail.
inline constexpr uint64_t kMaxCheckedBytes = UINT64_C(64) << 30;

/// A memory of a type, without its reservation.
IngotMemory closed_memory(const IngotMemoryInfo& type);

/// Reserves a closed memory and makes its first byte_length bytes accessible. `bytes_before` accessible bytes lie in
/// front of its base (rounded up to pages; a library instance keeps its context there), behind an inaccessible page.
/// False: no address space, or no memory.
bool open_linear_memory(IngotMemory* memory, uint64_t bytes_before);

/// The same at a fixed base, behind the `image_bytes` (multiple of the page size, less than is reserved) that are
/// mapped there already.
bool open_linear_memory_at(IngotMemory* memory, uint8_t* base, uint64_t image_bytes);

/// Gives back what open_linear_memory() took; nothing if the memory is closed.
void close_linear_memory(const IngotMemory& memory, uint64_t bytes_before);

/// The size at this moment, which another thread may be changing.
inline uint64_t current_byte_length(const IngotMemory& memory) {
  return __atomic_load_n(&memory.byte_length, __ATOMIC_SEQ_CST);
}

/// Whether [start, start + length) lies in a space of `size` units. Never overflows.
constexpr bool range_fits(uint64_t start, uint64_t length, uint64_t size) {
  return length <= size && start <= size - length;
}

}  // namespace ingot
