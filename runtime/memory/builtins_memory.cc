// The memory builtins of abi.h: memory.grow, fill, copy, init.  Spec: Execution > Memory Instructions.
//
// Bounds are checked before the first byte is touched: an operation that traps has had no effect. Offsets and lengths
// of 32-bit memories arrive zero-extended.
#include <string.h>

#include "runtime/memory/linear_memory.h"
#include "runtime/platform/lock.h"
#include "runtime/platform/virtual_memory.h"

using ingot::range_fits;

namespace {

/// Memories grow one at a time, shared or not: the kernel changes one mapping of a process at a time anyway.
constinit ingot::Lock growing;

/// Traps unless [start, start + length) is in the memory; otherwise its address. Not even a length of 0 may start
/// behind the end.
uint8_t* checked_range(const IngotMemory* memory, uint64_t start, uint64_t length) {
  if (!range_fits(start, length, ingot::current_byte_length(*memory))) ingot_raise_trap(IngotTrapOutOfBoundsMemory);
  return memory->base + start;
}

}  // namespace

extern "C" {

// Of programs, which may have a limit besides the module's own (runtime/start/limits.cc).
[[gnu::weak]] void ingot_memory_limit_reached(const IngotMemory* memory);

uint64_t ingot_memory_grow(IngotMemory* memory, uint64_t delta_pages) {
  ingot::touch_stack_for_lock();
  ingot::LockGuard guard(growing);
  const uint64_t old_bytes = memory->byte_length;
  const uint64_t old_pages = old_bytes / INGOT_WASM_PAGE_BYTES;
  if (delta_pages > (memory->max_byte_length - old_bytes) / INGOT_WASM_PAGE_BYTES) {
    if (ingot_memory_limit_reached != nullptr) ingot_memory_limit_reached(memory);
    return UINT64_MAX;
  }
  const uint64_t delta_bytes = delta_pages * INGOT_WASM_PAGE_BYTES;
  if (!ingot::commit_pages(memory->base + old_bytes, delta_bytes)) return UINT64_MAX;
  // Only now, when the pages are there, may others see the new size.
  __atomic_store_n(&memory->byte_length, old_bytes + delta_bytes, __ATOMIC_SEQ_CST);
  return old_pages;
}

void ingot_memory_fill(IngotMemory* memory, uint64_t dest, uint32_t value, uint64_t length) {
  memset(checked_range(memory, dest, length), static_cast<int>(value & 0xFF), length);
}

void ingot_memory_copy(IngotMemory* dest_memory, IngotMemory* source_memory, uint64_t dest, uint64_t source,
                       uint64_t length) {
  const uint8_t* from = checked_range(source_memory, source, length);
  memmove(checked_range(dest_memory, dest, length), from, length);
}

void ingot_memory_init(IngotMemory* memory, IngotDataSegment* segment, uint64_t dest, uint64_t source,
                       uint64_t length) {
  if (!range_fits(source, length, segment->byte_length)) ingot_raise_trap(IngotTrapOutOfBoundsMemory);
  uint8_t* to = checked_range(memory, dest, length);
  // A dropped segment has no bytes: no pointer arithmetic on it.
  if (length != 0) memcpy(to, segment->bytes + source, length);
}
}
