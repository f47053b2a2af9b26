// Sleeping until a word in memory changes, and waking those who sleep. Words are this process's alone.
#pragma once

#include <stdint.h>

namespace ingot {

inline constexpr uint64_t kNoDeadline = UINT64_MAX;

/// The monotonic clock in nanoseconds.
uint64_t monotonic_nanoseconds();

/// Sleeps if *word is `expected`, until futex_wake() or the deadline, a time of the monotonic clock. May return early
/// for no reason: callers look at the word again. False: the deadline has passed.
bool futex_wait(const uint32_t* word, uint32_t expected, uint64_t deadline);

/// Wakes up to `count` of those who sleep on `word`, which may be gone already: its memory is not touched.
void futex_wake(const uint32_t* word, int count);

}  // namespace ingot
