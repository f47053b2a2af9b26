// Sizes of the stacks that compiled code runs on, in programs.
#pragma once

#include <stdint.h>

#include "ingot/abi.h"
#include "runtime/platform/virtual_memory.h"

namespace ingot {

/// Runtime functions that Wasm calls have frames of several pages and do not probe: the guard is wider than any of
/// them.
inline constexpr uint64_t kStackGuardBytes = 1u << 20;
inline constexpr uint64_t kMinStackBytes = 64u << 10;

/// The size that every thread's Wasm stack has, as it was asked for at compile time.
inline uint64_t wasm_stack_bytes() {
  const uint64_t bytes = round_up_to_page(ingot_program.stack_bytes);
  return bytes < kMinStackBytes ? kMinStackBytes : bytes;
}

}  // namespace ingot
