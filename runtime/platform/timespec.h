// Times of the system and counts of nanoseconds in 64 bits, without a sign.
#pragma once

#include <stdint.h>
#include <time.h>

namespace ingot {

inline constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;

/// Zero for times before 1970, which WASI does not have.
inline uint64_t to_nanoseconds(const timespec& time) {
  if (time.tv_sec < 0) return 0;
  return static_cast<uint64_t>(time.tv_sec) * kNanosecondsPerSecond + static_cast<uint64_t>(time.tv_nsec);
}

inline timespec to_timespec(uint64_t nanoseconds) {
  return {.tv_sec = static_cast<time_t>(nanoseconds / kNanosecondsPerSecond),
          .tv_nsec = static_cast<long>(nanoseconds % kNanosecondsPerSecond)};
}

}  // namespace ingot
