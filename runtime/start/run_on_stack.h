// Running a function on another stack.
#pragma once

namespace ingot {

/// Calls function(argument) on the stack whose highest address is `top` (multiple of 16), and returns to this one.
extern "C" void ingot_run_on_stack(void* top, void (*function)(void*), void* argument);

}  // namespace ingot
