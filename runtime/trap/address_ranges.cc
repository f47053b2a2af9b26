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
  if (used_in_last_ == kSlotsPerChunk) {
    Chunk* chunk = new Chunk;  // never freed: a handler may be reading it
    last_->next.store(chunk, std::memory_order_release);
    last_ = chunk;
    used_in_last_ = 0;
  }
  return &last_->slots[used_in_last_++];
}

AddressRanges::Slot* AddressRanges::add(uintptr_t begin, uintptr_t end) {
  std::lock_guard lock(mutex_);
  Slot* slot = take_slot();
  slot->begin.store(begin, std::memory_order_relaxed);
  slot->end.store(end, std::memory_order_release);
  return slot;
}

void AddressRanges::remove(Slot* slot) {
  std::lock_guard lock(mutex_);
  slot->end.store(0, std::memory_order_release);
  free_.push_back(slot);
}

bool AddressRanges::contains(uintptr_t address) const {
  for (const Chunk* chunk = &first_; chunk != nullptr; chunk = chunk->next.load(std::memory_order_acquire)) {
    for (const Slot& slot : chunk->slots) {
      uintptr_t end = slot.end.load(std::memory_order_acquire);
      if (address >= end) continue;
      uintptr_t begin = slot.begin.load(std::memory_order_acquire);
      // The end is read again: the slot may have been given to another range between the two loads.
      if (address >= begin && slot.end.load(std::memory_order_relaxed) == end) return true;
    }
  }
  return false;
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
