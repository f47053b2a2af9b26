// The memory builtins of abi.h: memory.grow and init.  Spec: Execution > Memory Instructions.
//
// Bounds are checked before the first byte is touched: an operation that traps has had no effect. Offsets and lengths
// of 32-bit memories arrive zero-extended; no sum of them is made before it is known not to wrap.
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

// Of programs, which may have a limit on the sum of their memories (runtime/start/limits.cc).
[[gnu::weak]] bool ingot_take_memory(uint64_t bytes);

uint64_t ingot_memory_grow(IngotMemory* memory, uint64_t delta_pages) {
  ingot::touch_stack_for_lock();
  ingot::LockGuard guard(growing);
  const uint64_t old_bytes = memory->byte_length;
  const uint32_t page_size_log2 = memory->page_size_log2;
  if (delta_pages > (memory->max_byte_length - old_bytes) >> page_size_log2) return UINT64_MAX;
  if (ingot_take_memory != nullptr && !ingot_take_memory(delta_pages << page_size_log2)) return UINT64_MAX;
  const uint64_t new_bytes = old_bytes + (delta_pages << page_size_log2);
  // Nothing can have written behind the end in the last page of the system: what is new reads zero.
  const uint64_t accessible = ingot::round_up_to_page(old_bytes);
  const uint64_t wanted = ingot::round_up_to_page(new_bytes);
  if (wanted != accessible && !ingot::commit_pages(memory->base + accessible, wanted - accessible)) return UINT64_MAX;
  // Only now, when the pages are there, may others see the new size.
  __atomic_store_n(&memory->byte_length, new_bytes, __ATOMIC_SEQ_CST);
  return old_bytes >> page_size_log2;
}

void ingot_memory_init(IngotMemory* memory, IngotDataSegment* segment, uint64_t dest, uint64_t source,
                       uint64_t length) {
  if (!range_fits(source, length, segment->byte_length)) ingot_raise_trap(IngotTrapOutOfBoundsMemory);
  uint8_t* to = checked_range(memory, dest, length);
  // A dropped segment has no bytes: no pointer arithmetic on it. Shared memories: docs/threads.md, Plain accesses.
  if (length != 0) memcpy(to, segment->bytes + source, length);
}
}
