// The end of a program that trapped.
#include "runtime/trap/program_trap.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/platform/lock.h"

namespace ingot {

namespace {

/// Returns in one thread only.
void claim_the_end() {
  static uint32_t claimed_by = 0;  // a thread of the host, or 0
  const uint32_t self = static_cast<uint32_t>(syscall(SYS_gettid));
  uint32_t owner = 0;
  if (__atomic_compare_exchange_n(&claimed_by, &owner, self, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return;
  // A second trap of the same thread: while it was walking a stack that is broken.
  if (owner == self) return;
  for (;;) futex_wait(&claimed_by, owner, kNoDeadline);
}

}  // namespace

void end_with_report(TextBuffer& message, const TrapSite& site, const StackRegisters& registers, bool at_fault) {
  if constexpr (kThreads) claim_the_end();
  // Written before the stack is walked: should that fail, the cause is known.
  message.character('\n').flush_to(STDERR_FILENO);
  write_backtrace(site, registers, at_fault);
  _exit(kTrapExitCode);
}

void die_of_trap(const TrapSite& site, const char* detail, const void* ucontext) {
  TextBuffer message;
  message.text("trap: ").text(trap_text(site.kind));
  if (detail != nullptr) message.text(": ").guest_name(detail);
  StackRegisters registers;
  if (ucontext != nullptr)
    registers_of_fault(ucontext, &registers);
  else
    capture_registers(&registers);
  end_with_report(message, site, registers, /*at_fault=*/true);
}

}  // namespace ingot

extern "C" {

void ingot_raise_trap(IngotTrapKind kind) { ingot::die_of_trap({.kind = kind}, nullptr, nullptr); }

void ingot_unknown_import(const char* name) { ingot::die_of_trap({.kind = IngotTrapUnknownImport}, name, nullptr); }
}
