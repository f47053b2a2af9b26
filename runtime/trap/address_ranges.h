// A set of address ranges that a signal handler can read at any moment.
//
// Writers take a lock; readers take none and allocate nothing. A slot, once there, stays: removing a range empties its
// slot for the next one. A reader may miss a range that is being added or removed right now by another thread, which is
// harmless: a range that this thread's fault lies in is in use by this thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "ingot/types.h"  // declares the inline namespace
#include "runtime/trap/stack_walker.h"

namespace ingot::hosted::detail {

class AddressRanges {
 public:
  struct Slot {
    std::atomic<uintptr_t> begin = 0;
    std::atomic<uintptr_t> end = 0;  ///< 0: empty
    std::atomic<const void*> tables = nullptr;
  };

  /// The returned slot is the range's handle.
  Slot* add(uintptr_t begin, uintptr_t end, const void* tables = nullptr);
  void remove(Slot* slot);
  /// Async-signal-safe.
  bool contains(uintptr_t address) const { return find(address).end != 0; }
  /// The range around the address, with the unwind tables that it was added with; end 0 if there is none.
  /// Async-signal-safe.
  UnwindTables find(uintptr_t address) const;

 private:
  static constexpr size_t kSlotsPerChunk = 256;
  struct Chunk {
    Slot slots[kSlotsPerChunk];
    std::atomic<size_t> used = 0;  ///< slots behind have never been in use
    std::atomic<Chunk*> next = nullptr;
  };
  Slot* take_slot();

  Chunk first_;
  std::mutex mutex_;
  std::vector<Slot*> free_;
  Chunk* last_ = nullptr;
};

/// A range in a set, taken out of it on destruction.
class RegisteredRange {
 public:
  RegisteredRange() = default;
  RegisteredRange(AddressRanges& set, const void* begin, uint64_t byte_length, const void* tables = nullptr)
      : set_(&set),
        slot_(set.add(reinterpret_cast<uintptr_t>(begin), reinterpret_cast<uintptr_t>(begin) + byte_length, tables)) {}
  RegisteredRange(RegisteredRange&& other) noexcept { *this = static_cast<RegisteredRange&&>(other); }
  RegisteredRange& operator=(RegisteredRange&& other) noexcept {
    std::swap(set_, other.set_);
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~RegisteredRange() {
    if (slot_ != nullptr) set_->remove(slot_);
  }

 private:
  AddressRanges* set_ = nullptr;
  AddressRanges::Slot* slot_ = nullptr;
};

/// The process's tables for the fault handler: machine code of loaded modules, reservations of linear memories.
AddressRanges& code_ranges();
AddressRanges& memory_ranges();

}  // namespace ingot::hosted::detail
