// How to get from a frame to its caller: the rules of one frame description entry at one pc.
#pragma once

#include <stdint.h>

#include "runtime/trap/stack_walker.h"

namespace ingot {

/// Where the caller's value of a register is. Same: still there. Saved: in memory at CFA + offset. Unknown: nowhere
/// that this reader understands.
struct RegisterRule {
  enum Kind : uint8_t { Same, Saved, Unknown } kind;
  int32_t offset;
};

/// One row of the unwind table. The canonical frame address is the stack pointer of the caller. Without initialisers:
/// exceptions pay for each, frame by frame (benchmarks/exceptions/run.py).
struct FrameRules {
  bool cfa_is_known;
  uint64_t cfa_register;
  int64_t cfa_offset;
  uint64_t argument_bytes;  ///< pushed for the call, which a landing pad expects to be gone
  RegisterRule registers[StackRegisters::kCount];
};

/// Reads a frame description entry. False if it is in a form that compilers for x86-64 do not emit.
bool read_frame_entry(const uint8_t* entry, FrameEntry* frame);

/// The rules at pc, which `frame` covers. False: not understood.
bool read_frame_rules(const FrameEntry& frame, uintptr_t pc, FrameRules* rules);

}  // namespace ingot
