// The signal handler of programs: a fault of compiled code becomes a trap, every other fault a crash that says so.
//
// The places of code and memories are link-time constants; that of the stack is the thread's.
#include <unistd.h>

#include "runtime/platform/lock.h"
#include "runtime/platform/text_buffer.h"
#include "runtime/trap/fault_handler.h"
#include "runtime/trap/program_trap.h"

// Bounds of INGOT_CODE_SECTION, defined by the linker script of programs.
extern "C" const char __start_ingot_code[], __stop_ingot_code[];

namespace ingot {
namespace {

/// The main thread's; written before the handler is installed.
ProgramStack main_stack;

/// All traps of compiled code come as one of these. Others (a division fault, a bus error of a file that shrank) are no
/// traps, and what the system does about them by default says it well enough.
constexpr int kTrapSignals[] = {SIGSEGV, SIGILL};

bool is_in(uintptr_t address, uintptr_t begin, uintptr_t end) { return address - begin < end - begin; }

bool is_in_memory(uintptr_t address) {
  for (uint64_t memidx = 0; memidx < ingot_program.memory_count; ++memidx) {
    const IngotMemory& memory = *ingot_program.memories[memidx].memory;
    const uintptr_t base = reinterpret_cast<uintptr_t>(memory.base);
    if (is_in(address, base, base + memory.reserved_bytes)) return true;
  }
  return false;
}

FaultPlace find_place(const Fault& fault, const ProgramStack& stack) {
  return {
      .pc_in_code = is_in(fault.pc, reinterpret_cast<uintptr_t>(__start_ingot_code),
                          reinterpret_cast<uintptr_t>(__stop_ingot_code)),
      .address_in_memory = is_in_memory(fault.address),
      .address_in_stack_guard = is_in(fault.address, stack.guard_begin, stack.guard_end),
  };
}

/// Runtime code that Wasm has called runs on the Wasm stack and may be the one that runs out of it. In a program this
/// is safe to call by its name, since the process ends here anyway.
bool is_overflow_in_runtime(const Fault& fault, const FaultPlace& place, const ProgramStack& stack) {
  return fault.from_kernel && fault.signal == SIGSEGV && place.address_in_stack_guard &&
         is_in(fault.sp, stack.guard_begin, stack.top);
}

void report_crash(const Fault& fault) {
  TextBuffer message;
  message.text("ingot: internal error: signal ").decimal(static_cast<uint64_t>(fault.signal));
  message.text(" at pc ").hex(fault.pc).text(", address ").hex(fault.address).text(" (not a trap of compiled code)\n");
  message.flush_to(STDERR_FILENO);
}

/// A fault of the same kind: while the signal is blocked, as it is here, that ends the process by default, and needs no
/// system call that the second wall would have to allow.
[[noreturn]] void die_of_sent_signal(int signal_number) {
  volatile uintptr_t nowhere = 0;
  if (signal_number == SIGSEGV) *reinterpret_cast<volatile char*>(nowhere) = 0;
  __builtin_trap();
}

void handle_fault(int signal_number, siginfo_t* info, void* ucontext) {
  const Fault fault = read_fault(signal_number, info, ucontext);
  const ProgramStack& stack = program_stack();
  const FaultPlace place = find_place(fault, stack);
  const TrapSite site = classify_fault(fault, place);
  if (site.kind != IngotTrapNone) die_of_trap(site, nullptr, ucontext);
  if (is_overflow_in_runtime(fault, place, stack))
    die_of_trap({.kind = IngotTrapCallStackExhausted}, nullptr, ucontext);
  if (!fault.from_kernel) die_of_sent_signal(signal_number);
  // Dies by the signal itself: the fault happens again when the handler returns.
  report_crash(fault);
  signal(signal_number, SIG_DFL);
}

}  // namespace

// The system knows the signal stack of each thread: no thread-local variable is needed to find what lies above it.
const ProgramStack& program_stack() {
  if constexpr (kThreads) {
    stack_t current;
    const bool known = sigaltstack(nullptr, &current) == 0 && (current.ss_flags & SS_DISABLE) == 0;
    const uintptr_t begin = reinterpret_cast<uintptr_t>(current.ss_sp);
    if (known && begin != main_stack.top) return *reinterpret_cast<const ProgramStack*>(begin + current.ss_size);
  }
  return main_stack;
}

bool use_signal_stack(const ProgramStack& stack) {
  stack_t alternative = {};
  alternative.ss_sp = reinterpret_cast<void*>(stack.top);
  alternative.ss_size = stack.signal_stack_end - stack.top;
  return sigaltstack(&alternative, nullptr) == 0;
}

void install_fault_handler(const ProgramStack& stack) {
  main_stack = stack;
  if (!use_signal_stack(stack)) die("cannot set up the signal stack");
  struct sigaction action = {};
  action.sa_sigaction = handle_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset(&action.sa_mask);
  sigdelset(&action.sa_mask, SIGALRM);  // The time limit ends a trap too whose message nobody reads.
  sigset_t unblocked;  // As whoever starts the program may have left them; the kernel would end it without a word.
  sigemptyset(&unblocked);
  for (int signal_number : kTrapSignals) {
    sigaction(signal_number, &action, nullptr);
    sigaddset(&unblocked, signal_number);
  }
  sigprocmask(SIG_UNBLOCK, &unblocked, nullptr);
}

}  // namespace ingot
