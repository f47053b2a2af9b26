// Futexes of Linux.
#include "runtime/platform/futex.h"

#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace ingot {
namespace {

// As in <linux/futex.h>, which a musl does not have.
constexpr int kWake = 1, kWaitBitset = 9, kPrivate = 128;
constexpr uint32_t kAnyBit = UINT32_MAX;

constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;

}  // namespace

uint64_t monotonic_nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * kNanosecondsPerSecond + static_cast<uint64_t>(now.tv_nsec);
}

bool futex_wait(const uint32_t* word, uint32_t expected, uint64_t deadline) {
  timespec until;
  until.tv_sec = static_cast<time_t>(deadline / kNanosecondsPerSecond);
  until.tv_nsec = static_cast<long>(deadline % kNanosecondsPerSecond);
  // The variant with a bit set takes an absolute time.
  const long result = syscall(SYS_futex, word, kWaitBitset | kPrivate, expected,
                              deadline == kNoDeadline ? nullptr : &until, nullptr, kAnyBit);
  if (result == 0 || errno == EAGAIN || errno == EINTR) return true;
  return errno != ETIMEDOUT && monotonic_nanoseconds() < deadline;  // forbidden, perhaps
}

void futex_wake(const uint32_t* word, int count) {
  syscall(SYS_futex, word, kWake | kPrivate, count, nullptr, nullptr, 0);
}

}  // namespace ingot
