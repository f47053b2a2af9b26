// From a hardware fault to a trap: the part that programs and the hosted library share.
//
// The handler of each product looks up where the addresses of a fault lie and asks classify_fault(). It must accept a
// fault as a trap only if the pc is in compiled code and the address in a registered reservation: a bug of our own must
// never look like a trap of the guest. Everything here is async-signal-safe and without state.
#pragma once

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/trap/trap.h"

namespace ingot {

/// The signals by which compiled code traps.
inline constexpr int kFaultSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};

/// What a signal handler was told.
struct Fault {
  int signal;
  bool from_kernel;  ///< a real fault, not a signal sent by kill(2)
  uintptr_t pc;
  uintptr_t sp;
  uintptr_t address;  ///< SIGSEGV, SIGBUS: what was touched
};
Fault read_fault(int signal, const siginfo_t* info, const void* ucontext);

/// Where the addresses of a fault lie, by the product's own tables.
struct FaultPlace {
  bool pc_in_code;              ///< pc is in INGOT_CODE_SECTION
  bool address_in_memory;       ///< in the reservation of a linear memory
  bool address_in_stack_guard;  ///< in the guard of the stack that was running
};

/// The trap that this fault is; kind IngotTrapNone if it is none: then something is broken that is not the guest.
TrapSite classify_fault(const Fault& fault, const FaultPlace& place);

/// The alternative stack a thread needs for the handler, which also walks the stack: signal frame (AVX-512, AMX) and
/// room.
size_t signal_stack_bytes();

}  // namespace ingot
