// The lock-free table of address ranges; see address_ranges.h.
#include "runtime/trap/address_ranges.h"

namespace ingot::hosted::detail {

AddressRanges::Slot* AddressRanges::take_slot() {
  if (!free_.empty()) {
    Slot* slot = free_.back();
    free_.pop_back();
    return slot;
  }
  if (last_ == nullptr) last_ = &first_;
  if (last_->used.load(std::memory_order_relaxed) == kSlotsPerChunk) {
    Chunk* chunk = new Chunk;  // never freed: a handler may be reading it
    last_->next.store(chunk, std::memory_order_release);
    last_ = chunk;
  }
  return &last_->slots[last_->used.fetch_add(1, std::memory_order_release)];
}

AddressRanges::Slot* AddressRanges::add(uintptr_t begin, uintptr_t end, const void* tables) {
  std::lock_guard lock(mutex_);
  Slot* slot = take_slot();
  slot->begin.store(begin, std::memory_order_relaxed);
  slot->tables.store(tables, std::memory_order_relaxed);
  slot->end.store(end, std::memory_order_release);
  return slot;
}

void AddressRanges::remove(Slot* slot) {
  std::lock_guard lock(mutex_);
  slot->end.store(0, std::memory_order_release);
  free_.push_back(slot);
}

UnwindTables AddressRanges::find(uintptr_t address) const {
  for (const Chunk* chunk = &first_; chunk != nullptr; chunk = chunk->next.load(std::memory_order_acquire)) {
    const size_t used = chunk->used.load(std::memory_order_acquire);
    for (size_t index = 0; index < used; ++index) {
      const Slot& slot = chunk->slots[index];
      uintptr_t end = slot.end.load(std::memory_order_acquire);
      if (address >= end) continue;
      uintptr_t begin = slot.begin.load(std::memory_order_acquire);
      const void* tables = slot.tables.load(std::memory_order_relaxed);
      // The end is read again: the slot may have been given to another range between the loads.
      if (address >= begin && slot.end.load(std::memory_order_acquire) == end) return {begin, end, tables};
    }
  }
  return {};
}

// Leaked on purpose: threads may still run compiled code while the process's static objects are destroyed. Made before
// the handler is installed, so that the handler never runs an initialiser.
AddressRanges& code_ranges() {
  static AddressRanges* const ranges = new AddressRanges;
  return *ranges;
}

AddressRanges& memory_ranges() {
  static AddressRanges* const ranges = new AddressRanges;
  return *ranges;
}

}  // namespace ingot::hosted::detail
