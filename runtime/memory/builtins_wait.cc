// memory.atomic.wait and notify.  Spec: Threads proposal > Execution > Wait and Notify.
//
// Waiters are queued by us, not by the kernel on the address itself: a signal that interrupts a futex takes the waiter
// off the kernel's queue, so that a notify would miss it and its next comparison would see a newer value; the spec
// knows neither. With a queue of our own, wait32 and wait64 also share one order, in which they are woken.
//
// Waiters live on the stack of the thread that waits, in one list per bucket, oldest first. A thread sleeps on the word
// of its own waiter, which only a notify changes. The comparison happens under the bucket's lock, and notify takes that
// lock, unless the bucket is empty. That it is, it learns by an atomic read-modify-write, as waiters enter by one:
// either notify comes first, then the waiter's comparison sees everything that happened before the notify, or it sees
// the waiter.
#include <stddef.h>

#include "ingot/abi.h"
#include "runtime/platform/futex.h"
#include "runtime/platform/lock.h"

namespace {

constexpr uint32_t kWoken = 0, kNotEqual = 1, kTimedOut = 2;

struct Waiter {
  const void* address;
  uint32_t notified;
  Waiter* previous;
  Waiter* next;
};

/// All zeros when empty.
struct Bucket {
  ingot::Lock lock;
  uint32_t waiters = 0;  ///< in the list, or about to be
  Waiter* oldest = nullptr;
  Waiter* newest = nullptr;

  void append(Waiter* waiter) {
    waiter->previous = newest;
    waiter->next = nullptr;
    (newest != nullptr ? newest->next : oldest) = waiter;
    newest = waiter;
  }

  void remove(Waiter* waiter) {
    (waiter->previous != nullptr ? waiter->previous->next : oldest) = waiter->next;
    (waiter->next != nullptr ? waiter->next->previous : newest) = waiter->previous;
    __atomic_fetch_sub(&waiters, 1, __ATOMIC_SEQ_CST);
  }
};

constexpr unsigned kBucketsLog2 = 8;
constinit Bucket buckets[1u << kBucketsLog2];

Bucket& bucket_of(const void* address) {
  // Addresses are multiples of four, often of a cache line: their higher bits count as well.
  const uint64_t hash = (reinterpret_cast<uintptr_t>(address) >> 2) * UINT64_C(0x9E3779B97F4A7C15);
  return buckets[hash >> (64 - kBucketsLog2)];
}

uint64_t deadline_after(int64_t timeout_ns) {
  if (timeout_ns < 0) return ingot::kNoDeadline;
  // Cannot overflow: neither number uses the highest bit.
  return ingot::monotonic_nanoseconds() + static_cast<uint64_t>(timeout_ns);
}

/// Sleeps until `waiter`, which is in the bucket, is notified or the deadline has passed.
uint32_t sleep(Bucket& bucket, Waiter* waiter, uint64_t deadline) {
  bool in_time = true;
  while (in_time && __atomic_load_n(&waiter->notified, __ATOMIC_ACQUIRE) == 0)
    in_time = ingot::futex_wait(&waiter->notified, 0, deadline);
  if (in_time) return kWoken;
  // Only the lock decides who was first.
  ingot::LockGuard guard(bucket.lock);
  if (__atomic_load_n(&waiter->notified, __ATOMIC_ACQUIRE) != 0) return kWoken;
  bucket.remove(waiter);
  return kTimedOut;
}

template <typename Integer>
uint32_t wait(void* address, Integer expected, int64_t timeout_ns) {
  ingot::touch_stack_for_lock();
  const uint64_t deadline = deadline_after(timeout_ns);
  Bucket& bucket = bucket_of(address);
  Waiter waiter = {.address = address, .notified = 0, .previous = nullptr, .next = nullptr};
  {
    ingot::LockGuard guard(bucket.lock);
    __atomic_fetch_add(&bucket.waiters, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(static_cast<Integer*>(address), __ATOMIC_SEQ_CST) != expected) {
      __atomic_fetch_sub(&bucket.waiters, 1, __ATOMIC_SEQ_CST);
      return kNotEqual;
    }
    bucket.append(&waiter);
  }
  return sleep(bucket, &waiter, deadline);
}

}  // namespace

extern "C" {

uint32_t ingot_atomic_wait32(void* address, uint32_t expected, int64_t timeout_ns) {
  return wait(address, expected, timeout_ns);
}

uint32_t ingot_atomic_wait64(void* address, uint64_t expected, int64_t timeout_ns) {
  return wait(address, expected, timeout_ns);
}

uint32_t ingot_atomic_notify(void* address, uint32_t count) {
  Bucket& bucket = bucket_of(address);
  if (__atomic_fetch_add(&bucket.waiters, 0, __ATOMIC_SEQ_CST) == 0) return 0;
  ingot::touch_stack_for_lock();
  ingot::LockGuard guard(bucket.lock);
  uint32_t woken = 0;
  for (Waiter* waiter = bucket.oldest; waiter != nullptr && woken < count;) {
    Waiter* next = waiter->next;
    if (waiter->address == address) {
      bucket.remove(waiter);
      // From here the waiter may be gone; waking somebody else who sleeps where it was does no harm.
      __atomic_store_n(&waiter->notified, 1, __ATOMIC_RELEASE);
      ingot::futex_wake(&waiter->notified, 1);
      ++woken;
    }
    waiter = next;
  }
  return woken;
}
}
