// Time as WASI counts it: nanoseconds in 64 bits, without a sign.
#pragma once

#include <stdint.h>
#include <time.h>

namespace ingot::wasi {

inline constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;
inline constexpr uint32_t kClockRealtime = 0, kClockMonotonic = 1, kClockCount = 4;

/// For clock < kClockCount: WASI's numbers 0 to 3 are those of Linux.
inline clockid_t host_clock(uint32_t clock) {
  static_assert(CLOCK_REALTIME == 0 && CLOCK_MONOTONIC == 1 && CLOCK_PROCESS_CPUTIME_ID == 2 &&
                CLOCK_THREAD_CPUTIME_ID == 3);
  return static_cast<clockid_t>(clock);
}

/// Times before 1970 do not exist for WASI: zero.
inline uint64_t to_nanoseconds(const timespec& time) {
  if (time.tv_sec < 0) return 0;
  return static_cast<uint64_t>(time.tv_sec) * kNanosecondsPerSecond + static_cast<uint64_t>(time.tv_nsec);
}

inline timespec to_timespec(uint64_t nanoseconds) {
  return {.tv_sec = static_cast<time_t>(nanoseconds / kNanosecondsPerSecond),
          .tv_nsec = static_cast<long>(nanoseconds % kNanosecondsPerSecond)};
}

}  // namespace ingot::wasi
