// Linear memories: reservation, growth, and the bounds check of the bulk operations.
//
// The base of a memory never moves: INGOT_MEMORY_RESERVATION bytes behind it are reserved at once, and growing only
// makes more of them accessible. Compiled code therefore needs no bounds check: what is outside faults. Shared by
// programs and the hosted library: no global state, everything about a memory is in its IngotMemory. The builtins
// themselves (ingot_memory_grow and the others of abi.h) are in builtins_memory.cc and builtins_wait.cc.
//
// Shared memories are used by several threads at once. All that changes in an IngotMemory is byte_length, and it only
// grows: whoever reads it by current_byte_length() may use that many bytes from then on.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ingot/abi.h"

namespace ingot {

inline constexpr uint32_t kWasmPageLog2 = 16;

/// More than this no 32-bit memory can have.
inline constexpr uint64_t kMaxMemory32Bytes = UINT64_C(1) << 32;

/// Reserves a memory with `bytes_before` accessible bytes in front of its base (rounded up to pages; a library instance
/// keeps its context there), behind an inaccessible page. Nothing behind the base is accessible yet.
/// Returns the base, or nullptr if there is no address space.
uint8_t* reserve_linear_memory(uint64_t bytes_before);

/// Gives back what reserve_linear_memory() returned.
void release_linear_memory(uint8_t* base, uint64_t bytes_before);

/// Reserves the program's memory 0 at a fixed base, behind the `image_bytes` (multiple of the page size) that are
/// mapped there already.
bool reserve_linear_memory_at(uint8_t* base, uint64_t image_bytes);

/// Fills in *memory (base already reserved, of which `accessible_bytes` can be used already) and makes the first
/// `byte_length` bytes accessible. False: out of memory.
bool open_linear_memory(IngotMemory* memory, uint8_t* base, uint64_t accessible_bytes, uint64_t byte_length,
                        uint64_t max_byte_length);

/// The size at this moment, which another thread may be changing.
inline uint64_t current_byte_length(const IngotMemory& memory) {
  return __atomic_load_n(&memory.byte_length, __ATOMIC_SEQ_CST);
}

/// Whether [start, start + length) lies in a space of `size` units. Never overflows.
constexpr bool range_fits(uint64_t start, uint64_t length, uint64_t size) {
  return length <= size && start <= size - length;
}

}  // namespace ingot
