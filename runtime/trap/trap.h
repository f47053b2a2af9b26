// Traps: their texts and the code that a trapping instruction carries.
//
// Shared by programs and the hosted library. ingot_raise_trap() (abi.h) has one implementation in each: a program
// reports the trap and dies (program_trap.h), the library leaves compiled code and returns the trap to the caller.
#pragma once

#include <stdint.h>

#include "ingot/abi.h"

namespace ingot {

/// The official test suite's words for a trap. For unknown numbers "unknown trap".
const char* trap_text(IngotTrapKind kind);

/// A trap and where it happened.
struct TrapSite {
  IngotTrapKind kind = IngotTrapNone;
  uint32_t file_offset = INGOT_TRAP_OFFSET_UNKNOWN;  ///< of the Wasm instruction in the .wasm file
};

/// Takes INGOT_TRAP_CODE apart.
constexpr TrapSite decode_trap_code(uint32_t code) {
  return {static_cast<IngotTrapKind>(code >> INGOT_TRAP_OFFSET_BITS), code & INGOT_TRAP_OFFSET_UNKNOWN};
}

}  // namespace ingot
