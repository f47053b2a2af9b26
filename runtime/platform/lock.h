// A lock of four bytes that is all zeros when open, so that it can be static in a runtime without constructors.
//
// The runtime is built twice for programs: with threads, and without, where a lock is nothing (INGOT_THREADS=0, see
// runtime/CMakeLists.txt). The hosted library always has threads. Whoever holds a lock calls neither the guest nor the
// host, and of the system only what answers at once; but reading directories and filtering what goes to a terminal are
// done by one thread at a time.
#pragma once

#include <stdint.h>

#include "runtime/platform/futex.h"

#ifndef INGOT_THREADS
#define INGOT_THREADS 1
#endif

namespace ingot {

/// Whether more than one thread can be in this runtime.
inline constexpr bool kThreads = INGOT_THREADS != 0;

class Lock {
 public:
  void lock() {
    if constexpr (kThreads) {
      uint32_t state = kOpen;
      if (!__atomic_compare_exchange_n(&state_, &state, kHeld, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) wait();
    }
  }
  void unlock() {
    if constexpr (kThreads) {
      if (__atomic_exchange_n(&state_, kOpen, __ATOMIC_RELEASE) == kContended) futex_wake(&state_, 1);
    }
  }

 private:
  static constexpr uint32_t kOpen = 0, kHeld = 1, kContended = 2;

  /// Whoever has waited leaves the lock as contended: there may be others, and one wake too many does no harm.
  void wait() {
    while (__atomic_exchange_n(&state_, kContended, __ATOMIC_ACQUIRE) != kOpen)
      futex_wait(&state_, kContended, kNoDeadline);
  }

  uint32_t state_ = kOpen;
};

class LockGuard {
 public:
  explicit LockGuard(Lock& lock) : lock_(lock) { lock_.lock(); }
  ~LockGuard() { lock_.unlock(); }
  LockGuard(const LockGuard&) = delete;
  LockGuard& operator=(const LockGuard&) = delete;

 private:
  Lock& lock_;
};

/// Compiled code that runs out of stack inside a builtin leaves it as it is (hosted_fault_handler.cc). Builtins that
/// take a lock call this first: it fails in their stead if the stack has no room for what they do while they hold it.
[[gnu::noinline]] inline void touch_stack_for_lock() {
  if constexpr (!kThreads) return;
  // Far more than frames of these builtins and of the system calls in them take (g++ -fstack-usage).
  constexpr unsigned kRoomBytes = 12u << 10, kStepBytes = 1u << 10;
  char room[kRoomBytes];
  // From the top downwards, so that no guard page is stepped over.
  for (unsigned end = kRoomBytes; end != 0; end -= kStepBytes) {
    room[end - kStepBytes] = 0;
    asm volatile("" : : "r"(room) : "memory");  // the compiler sees no use of it
  }
}

}  // namespace ingot
