// How to get from a frame to its caller: the rules of one frame description entry at one pc.
#pragma once

#include <stdint.h>

#include "runtime/trap/stack_walker.h"

namespace ingot {

/// Where the caller's value of a register is. Same: still there. Saved: in memory at CFA + offset. Unknown: nowhere
/// that this reader understands.
struct RegisterRule {
  enum Kind : uint8_t { Same, Saved, Unknown } kind = Same;
  int64_t offset = 0;
};

/// One row of the unwind table. The canonical frame address is the stack pointer of the caller.
struct FrameRules {
  bool cfa_is_known = true;
  uint64_t cfa_register = StackRegisters::kStackPointer;
  int64_t cfa_offset = 0;
  RegisterRule registers[StackRegisters::kCount];
};

/// What the frame description entry at `entry` covers: [*begin, *end). False if it is in a form that compilers for
/// x86-64 do not emit.
bool read_covered_range(const uint8_t* entry, uintptr_t* begin, uintptr_t* end);

/// The rules at pc, which `entry` covers. False: not understood.
bool read_frame_rules(const uint8_t* entry, uintptr_t pc, FrameRules* rules);

}  // namespace ingot
