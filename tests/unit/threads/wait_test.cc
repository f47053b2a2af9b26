// memory.atomic.wait and notify.
#include <atomic>
#include <climits>

#include "ingot/abi.h"
#include "tests/unit/threads/support.h"

namespace ingot::test {
namespace {

constexpr uint32_t kWoken = 0, kNotEqual = 1, kTimedOut = 2;
constexpr int64_t kForever = -1;

/// Notifies until so many waiters were woken: they may be on their way still.
void wake(void* address, uint32_t waiters) {
  for (uint32_t woken = 0; woken < waiters; std::this_thread::yield())
    woken += ingot_atomic_notify(address, waiters - woken);
}

TEST(Wait, ComparesAndTimesOut) {
  alignas(8) uint64_t word = 7;
  EXPECT_EQ(ingot_atomic_wait32(&word, 8, kForever), kNotEqual);
  EXPECT_EQ(ingot_atomic_wait64(&word, 7 + (UINT64_C(1) << 32), kForever), kNotEqual);
  EXPECT_EQ(ingot_atomic_wait32(&word, 7, 0), kTimedOut);
  EXPECT_EQ(ingot_atomic_wait64(&word, 7, 1000), kTimedOut);
}

TEST(Wait, NobodyIsThereAfterATimeout) {
  uint32_t word = 0;
  EXPECT_EQ(ingot_atomic_notify(&word, 1), 0u);
  EXPECT_EQ(ingot_atomic_wait32(&word, 0, 1), kTimedOut);
  EXPECT_EQ(ingot_atomic_notify(&word, UINT32_MAX), 0u);
}

TEST(Wait, ALongTimeoutDoesNotOverflow) {
  uint32_t word = 0;
  run_threads(2, [&](int thread) {
    if (thread == 0) {
      EXPECT_EQ(ingot_atomic_wait32(&word, 0, INT64_MAX), kWoken);
    } else {
      wake(&word, 1);
    }
  });
}

TEST(Notify, WakesAsManyAsItSaysAndOnlyThoseAtTheAddress) {
  alignas(8) uint32_t words[2] = {0, 0};
  std::atomic<int> woken = 0;
  run_threads(6, [&](int thread) {
    if (thread < 4) {
      EXPECT_EQ(ingot_atomic_wait32(&words[0], 0, kForever), kWoken);
      ++woken;
    } else if (thread == 4) {
      // Both widths wait in one queue.
      EXPECT_EQ(ingot_atomic_wait64(&words[0], 0, kForever), kWoken);
      ++woken;
    } else {
      EXPECT_EQ(ingot_atomic_notify(&words[1], 100), 0u);
      EXPECT_EQ(ingot_atomic_notify(&words[0], 0), 0u);
      wake(&words[0], 5);
    }
  });
  EXPECT_EQ(woken, 5);
  EXPECT_EQ(ingot_atomic_notify(&words[0], 100), 0u);
}

/// A mutex of the guest, as C libraries build it: nobody is lost, and what it guards is ordered.
TEST(Wait, CarriesAMutex) {
  uint32_t state = 0;
  long guarded = 0;
  run_threads(8, [&](int) {
    for (int i = 0; i < 3000; ++i) {
      uint32_t old = 0;
      if (!__atomic_compare_exchange_n(&state, &old, 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        while (__atomic_exchange_n(&state, 2, __ATOMIC_SEQ_CST) != 0) ingot_atomic_wait32(&state, 2, kForever);
      ++guarded;
      if (__atomic_exchange_n(&state, 0, __ATOMIC_SEQ_CST) == 2) ingot_atomic_notify(&state, 1);
    }
  });
  EXPECT_EQ(guarded, 24000);
}

/// Notifies and timeouts race: each waiter is counted by exactly one of them.
TEST(Wait, IsEitherWokenOrTimedOut) {
  uint32_t word = 0;
  std::atomic<int> woken = 0, notified = 0, running = 6;
  run_threads(8, [&](int thread) {
    if (thread < 6) {
      for (int i = 0; i < 2000; ++i) woken += ingot_atomic_wait32(&word, 0, 20'000 + 1000 * thread) == kWoken;
      --running;
    } else {
      while (running != 0) notified += static_cast<int>(ingot_atomic_notify(&word, 2));
    }
  });
  EXPECT_EQ(woken, notified);
}

}  // namespace
}  // namespace ingot::test
