// The stack of the calling thread: its bounds, its guard, and the alternative stack for the fault handler.
//
// Compiled code runs on the stack of its caller and checks nothing: it overflows into the guard page below, and the
// fault there is the trap. Threads made by pthread_create have such a page; the main thread's stack grows until its
// resource limit, where the kernel refuses.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ingot/types.h"  // declares the inline namespace

namespace ingot::hosted::detail {

struct StackBounds {
  uintptr_t low = 0;                        ///< lowest usable address; 0 if not known
  uintptr_t high = 0;                       ///< one past the highest
  uintptr_t guard_low = 0, guard_high = 0;  ///< where a fault means that the stack is used up
  bool is_main = false;
};

/// Gets the calling thread ready to run compiled code: finds out its bounds and gives it an alternative signal stack,
/// once per thread. False if there is no memory for that.
bool prepare_thread();

/// Bounds of the calling thread, as prepare_thread() found them. Async-signal-safe.
const StackBounds& thread_stack();

/// Whether the running stack has room for host code (kHostStackBytes). Stacks that are not the thread's own, such as
/// those of coroutines, are not known here: the answer is yes.
bool has_room_for_host_code();

/// Whether the fault address says that this thread's stack is used up. Async-signal-safe.
bool is_stack_overflow(uintptr_t fault_address);

}  // namespace ingot::hosted::detail
