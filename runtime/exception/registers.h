// Leaving and entering compiled code in the middle of a function.
#pragma once

#include "runtime/trap/stack_walker.h"

namespace ingot {

/// Continues at a landing pad: all registers that calls preserve, the one that it is handed its exception in, the stack
/// pointer, and the pc. The number of the clause, which unwinders hand over besides, is read by nobody.
extern "C" [[noreturn]] void ingot_enter_landing_pad(const StackRegisters* registers);

}  // namespace ingot
