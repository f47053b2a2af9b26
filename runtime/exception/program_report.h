// The end of a program whose exception nobody caught.
#pragma once

#include "ingot/abi.h"
#include "runtime/trap/stack_walker.h"

namespace ingot {

/// Writes `trap: uncaught exception: TAG(PAYLOAD)` and a backtrace of the throw to stderr and exits as a trap does.
[[noreturn]] void die_of_exception(const IngotException& exception, uint32_t file_offset,
                                   const StackRegisters& thrower);

}  // namespace ingot
