// The landing pads of one function: its language-specific data area.
#pragma once

#include <stdint.h>

#include "ingot/abi.h"
#include "runtime/trap/stack_walker.h"

namespace ingot {

/// The landing pad of the function at `function` for an exception with this tag that leaves the call at pc; 0 if there
/// is none that has a clause for it. A null clause is one for every tag.
uintptr_t find_landing_pad(const uint8_t* landing_pads, uintptr_t function, uintptr_t pc, const void* tag);

/// Continues at the landing pad of the walker's frame that is for the exception, which is handed over; returns if there
/// is none.
void try_landing(const StackWalker& walker, IngotException* exception);

}  // namespace ingot
