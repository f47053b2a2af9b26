// Allocation, and the collector: see exception_heap.h.
#include "runtime/exception/exception_heap.h"

#include <stdlib.h>
#include <string.h>

namespace ingot {
namespace {

constexpr uint32_t kCaptured = 1, kMarked = 2, kKept = 4;

/// Payloads up to this long share one size of blocks, which are kept for the next exception.
constexpr uint32_t kSmallPayload = 4;
constexpr size_t kMaxFreeBlocks = 64;

uint32_t capacity_of(uint32_t payload_count) { return payload_count < kSmallPayload ? kSmallPayload : payload_count; }

size_t bytes_of(const IngotTag& tag) {
  return sizeof(IngotException) + capacity_of(tag.payload_count) * sizeof(IngotValue);
}

size_t bytes_of(const IngotException& exception) { return bytes_of(*exception.tag); }

int compare_addresses(const void* left, const void* right) {
  const uintptr_t a = *static_cast<const uintptr_t*>(left), b = *static_cast<const uintptr_t*>(right);
  return (a > b) - (a < b);
}

}  // namespace

void keep_forever(IngotException* exception) { exception->flags |= kKept; }

void ExceptionHeap::free_all() {
  while (IngotException* exception = captured_) {
    captured_ = exception->next;
    free(exception);
  }
  while (IngotException* block = free_) {
    free_ = block->next;
    free(block);
  }
}

IngotException* ExceptionHeap::allocate(const IngotTag* tag) {
  const size_t bytes = bytes_of(*tag);
  IngotException* exception = tag->payload_count <= kSmallPayload ? free_ : nullptr;
  if (exception != nullptr) {
    free_ = exception->next;
    --free_count_;
  } else {
    exception = static_cast<IngotException*>(malloc(bytes));
    if (exception == nullptr) return nullptr;
  }
  memset(exception, 0, bytes);
  exception->tag = tag;
  return exception;
}

void ExceptionHeap::release(IngotException* exception) {
  if ((exception->flags & kCaptured) == 0) free_block(exception);
}

void ExceptionHeap::free_block(IngotException* exception) {
  if (exception->tag->payload_count > kSmallPayload || free_count_ == kMaxFreeBlocks) return free(exception);
  exception->next = free_;
  free_ = exception;
  ++free_count_;
}

bool ExceptionHeap::capture(IngotException* exception) {
  if ((exception->flags & kCaptured) != 0) return false;
  exception->flags |= kCaptured;
  exception->next = captured_;
  captured_ = exception;
  ++count_;
  bytes_ += bytes_of(*exception);
  return bytes_ >= collect_at_bytes_;
}

void ExceptionHeap::absorb(ExceptionHeap& other) {
  while (IngotException* exception = other.captured_) {
    other.captured_ = exception->next;
    exception->next = captured_;
    captured_ = exception;
  }
  count_ += other.count_;
  bytes_ += other.bytes_;
  other.count_ = other.bytes_ = 0;
}

bool ExceptionHeap::begin_collection() {
  if (count_ == 0) return false;
  sorted_ = static_cast<IngotException**>(malloc(count_ * sizeof(IngotException*)));
  if (sorted_ == nullptr) return false;
  size_t index = 0;
  for (IngotException* exception = captured_; exception != nullptr; exception = exception->next)
    sorted_[index++] = exception;
  qsort(sorted_, count_, sizeof(IngotException*), compare_addresses);
  words_scanned_ = 0;
  for (index = 0; index < count_; ++index)
    if (sorted_[index]->pins != 0 || (sorted_[index]->flags & kKept) != 0)
      mark(reinterpret_cast<uintptr_t>(sorted_[index]));
  return true;
}

void ExceptionHeap::mark(uintptr_t word) {
  // The last that begins at or below the word. Code may keep only a pointer into an exception.
  size_t begin = 0, end = count_;
  while (begin < end) {
    const size_t middle = begin + (end - begin) / 2;
    if (reinterpret_cast<uintptr_t>(sorted_[middle]) <= word)
      begin = middle + 1;
    else
      end = middle;
  }
  if (begin == 0) return;
  IngotException* exception = sorted_[begin - 1];
  if (word - reinterpret_cast<uintptr_t>(exception) >= bytes_of(*exception)) return;
  if ((exception->flags & kMarked) != 0) return;
  exception->flags |= kMarked;
  exception->next_to_mark = to_mark_;
  to_mark_ = exception;
}

void ExceptionHeap::mark_range(uintptr_t begin, uintptr_t end) {
  const uintptr_t lowest = reinterpret_cast<uintptr_t>(sorted_[0]);
  const uintptr_t span = reinterpret_cast<uintptr_t>(sorted_[count_ - 1]) + bytes_of(*sorted_[count_ - 1]) - lowest;
  for (uintptr_t at = (begin + 7) & ~uintptr_t{7}; at + sizeof(uintptr_t) <= end; at += sizeof(uintptr_t)) {
    uintptr_t word;
    memcpy(&word, reinterpret_cast<const void*>(at), sizeof(word));
    if (word - lowest < span) mark(word);
  }
  if (end > begin) words_scanned_ += (end - begin) / sizeof(uintptr_t);
}

void ExceptionHeap::mark_payloads() {
  while (IngotException* exception = to_mark_) {
    to_mark_ = exception->next_to_mark;
    for (uint32_t i = 0; i < exception->tag->payload_count; ++i)
      if (exception->tag->signature[i] == 'r') mark(INGOT_EXCEPTION_PAYLOAD(exception)[i].bits[0]);
  }
}

void ExceptionHeap::sweep() {
  const size_t old_count = count_;
  captured_ = nullptr;
  count_ = bytes_ = 0;
  for (size_t index = 0; index < old_count; ++index) {
    IngotException* exception = sorted_[index];
    if ((exception->flags & kMarked) == 0) {
      free_block(exception);
      continue;
    }
    exception->flags &= ~kMarked;
    exception->next = captured_;
    captured_ = exception;
    ++count_;
    bytes_ += bytes_of(*exception);
  }
}

void ExceptionHeap::end_collection() {
  mark_payloads();
  sweep();
  free(sorted_);
  sorted_ = nullptr;
  // The next one when they have doubled, and not before so much was captured that it pays for the scan of a deep stack.
  collect_at_bytes_ = bytes_ + (bytes_ > kMinCollectBytes ? bytes_ : kMinCollectBytes);
  if (collect_at_bytes_ < bytes_ + words_scanned_) collect_at_bytes_ = bytes_ + words_scanned_;
}

}  // namespace ingot
