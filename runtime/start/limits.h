// What a program is held to: by the compiler's options, and by INGOT_LIMIT, which can only lower it.
#pragma once

#include <stdint.h>

namespace ingot {

/// Zero: no limit.
struct Limits {
  uint64_t memory_bytes;
  uint64_t timeout_ns;
  uint64_t fuel;
  uint32_t fds;
};

/// Exit code of a program that has used up its time, as that of timeout(1).
inline constexpr int kExitTimeout = 124;

/// INGOT_LIMIT is `memory=SIZE;fds=N;timeout=TIME;fuel=N` in any order. Leaves with exit code 1 after a message if it
/// is anything else.
Limits read_limits(const char* const* environment);

/// From now on all memories together grow to no more than the limit. Leaves with exit code 1 after a message if they
/// begin with more.
void limit_memory(const Limits& limits, uint64_t initial_bytes);

/// Leaves with exit code 1 after a message if the program does not count what is limited.
void limit_fuel(const Limits& limits);

/// From now on. Real time, as told by the clock on the wall.
void start_timeout(const Limits& limits);

}  // namespace ingot
