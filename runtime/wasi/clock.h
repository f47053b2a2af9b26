// The clocks of WASI.
#pragma once

#include <stdint.h>
#include <time.h>

#include "runtime/platform/timespec.h"

namespace ingot::wasi {

inline constexpr uint32_t kClockRealtime = 0, kClockMonotonic = 1, kClockCount = 4;

/// For clock < kClockCount: WASI's numbers 0 to 3 are those of Linux.
inline clockid_t host_clock(uint32_t clock) {
  static_assert(CLOCK_REALTIME == 0 && CLOCK_MONOTONIC == 1 && CLOCK_PROCESS_CPUTIME_ID == 2 &&
                CLOCK_THREAD_CPUTIME_ID == 3);
  return static_cast<clockid_t>(clock);
}

}  // namespace ingot::wasi
