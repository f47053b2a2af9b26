// The library's signal handlers: a fault of compiled code becomes a trap of the innermost activation.
//
// Everything else belongs to the host and goes to the handler that was there before, or to the system's default. A
// fault is ours only if this thread is in compiled code (not in a host function), the pc lies in the machine code of a
// loaded module, and the address in the reservation of a linear memory or in the guard of this thread's stack. One
// exception: on the guard of the stack the pc may also lie in a builtin that compiled code has called, which has run
// out of stack; no builtin holds a lock or has anything to clean up.
#include <signal.h>
#include <ucontext.h>

#include <cstdlib>
#include <mutex>

#include "runtime/trap/activation.h"
#include "runtime/trap/address_ranges.h"
#include "runtime/trap/fault_handler.h"
#include "runtime/trap/thread_stack.h"

namespace ingot::hosted::detail {
namespace {

constexpr size_t kSignalCount = sizeof kFaultSignals / sizeof kFaultSignals[0];

// Written once, before our handler is installed for the signal.
struct sigaction g_previous[kSignalCount];

void pass_on(int signal, siginfo_t* info, void* context) {
  size_t index = 0;
  while (index + 1 < kSignalCount && kFaultSignals[index] != signal) ++index;
  const struct sigaction& previous = g_previous[index];
  if (previous.sa_flags & SA_SIGINFO) {
    previous.sa_sigaction(signal, info, context);
    return;
  }
  if (previous.sa_handler == SIG_DFL) {
    // Returning executes the faulting instruction again, now with the system's default: the process dies of this very
    // signal, at this very place. A signal that was sent is sent again.
    sigaction(signal, &previous, nullptr);
    if (info->si_code <= 0) raise(signal);
    return;
  }
  if (previous.sa_handler == SIG_IGN) {
    if (info->si_code > 0) std::abort();  // a real fault cannot be ignored: it would repeat for ever
    return;
  }
  previous.sa_handler(signal);
}

#if defined(__x86_64__)
void continue_at_exit(void* context, const Activation& activation) {
  greg_t* registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  constexpr greg_t kDirectionFlag = 0x400;
  registers[REG_RSP] = reinterpret_cast<greg_t>(activation.exit_sp());
  registers[REG_RIP] = reinterpret_cast<greg_t>(&ingot_activation_trapped);
  registers[REG_EFL] &= ~kDirectionFlag;
}
#else
#error "the hosted runtime knows x86-64 only"
#endif

TrapSite classify(const Activation& activation, int signal, const siginfo_t* info, const void* context) {
  if (activation.in_host) return {};
  Fault fault = read_fault(signal, info, context);
  FaultPlace place{};
  place.pc_in_code = code_ranges().contains(fault.pc);
  bool is_access = signal == SIGSEGV || signal == SIGBUS;
  place.address_in_memory = is_access && memory_ranges().contains(fault.address);
  place.address_in_stack_guard = is_access && is_stack_overflow(fault.address);
  // A builtin without stack; see the top of this file.
  if (place.address_in_stack_guard) place.pc_in_code = true;
  return classify_fault(fault, place);
}

void handle_fault(int signal, siginfo_t* info, void* context) {
  Activation* activation = Activation::current();
  TrapSite site;
  if (activation != nullptr) site = classify(*activation, signal, info, context);
  if (site.kind == IngotTrapNone) {
    pass_on(signal, info, context);
    return;
  }
  activation->record(site);
  // Returning from the handler restores the signal mask, so nothing needs sigsetjmp.
  continue_at_exit(context, *activation);
}

}  // namespace

void install_fault_handler() {
  static std::once_flag once;
  std::call_once(once, [] {
    // The handler reads these; their first use must not be in it.
    code_ranges();
    memory_ranges();
    struct sigaction action {};
    action.sa_sigaction = handle_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < kSignalCount; ++i) {
      sigaction(kFaultSignals[i], nullptr, &g_previous[i]);
      sigaction(kFaultSignals[i], &action, nullptr);
    }
  });
}

}  // namespace ingot::hosted::detail
