// Address space: reserve, make usable, give back. All sizes are bytes; addresses and sizes are multiples of kPageBytes.
//
// Thread-safe, async-signal-safe, no state.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace ingot {

inline constexpr size_t kPageBytes = 4096;

constexpr uint64_t round_up_to_page(uint64_t bytes) { return (bytes + kPageBytes - 1) & ~uint64_t{kPageBytes - 1}; }

/// Takes address space that nothing can touch and that costs no memory. nullptr: there is none left.
void* reserve_address_space(size_t bytes);

/// The same at a given place. False if something is there already, or there is no address space left.
bool reserve_address_space_at(void* address, size_t bytes);

/// Makes a part of a reservation readable and writable; what is touched for the first time reads zero.
bool commit_pages(void* address, size_t bytes);

/// Readable and writable zeros that take memory only when touched. nullptr: out of memory.
void* allocate_pages(size_t bytes);

/// The same at a given place. False if something is there already, or out of memory.
bool allocate_pages_at(void* address, size_t bytes);

/// Readable and writable zeros for a stack, at a given place. False if something is there already, or out of memory.
bool allocate_stack_at(void* address, size_t bytes);

/// A stack of `stack_bytes` with an inaccessible guard below. Returns its lowest usable address; nullptr: out of
/// memory.
void* allocate_stack(size_t stack_bytes, size_t guard_bytes);

/// Gives a reservation or an allocation back.
void release_address_space(void* address, size_t bytes);

}  // namespace ingot
