// Futexes of Linux.
#include "runtime/platform/futex.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/platform/timespec.h"

namespace ingot {
namespace {

// As in <linux/futex.h>, which a musl does not have.
constexpr int kWake = 1, kWaitBitset = 9, kPrivate = 128;
constexpr uint32_t kAnyBit = UINT32_MAX;

}  // namespace

uint64_t monotonic_nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return to_nanoseconds(now);
}

bool futex_wait(const uint32_t* word, uint32_t expected, uint64_t deadline) {
  const timespec until = to_timespec(deadline);
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
