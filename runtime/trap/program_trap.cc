// The end of a program that trapped.
#include "runtime/trap/program_trap.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/platform/lock.h"
#include "runtime/platform/text_buffer.h"

namespace ingot {

namespace {

/// Of several threads that trap at once, one tells its trap and ends the program; the others wait for that.
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

void die_of_trap(const TrapSite& site, const char* detail, const void* ucontext) {
  if constexpr (kThreads) claim_the_end();
  TextBuffer message;
  message.text("trap: ").text(trap_text(site.kind));
  if (detail != nullptr) message.text(": ").guest_name(detail);
  // Written before the stack is walked: should that fail, the cause is known.
  message.character('\n').flush_to(STDERR_FILENO);
  StackRegisters registers;
  if (ucontext != nullptr)
    registers_of_fault(ucontext, &registers);
  else
    capture_registers(&registers);
  write_backtrace(site, registers, /*at_fault=*/true);
  _exit(kTrapExitCode);
}

}  // namespace ingot

extern "C" {

void ingot_raise_trap(IngotTrapKind kind) { ingot::die_of_trap({.kind = kind}, nullptr, nullptr); }

void ingot_unknown_import(const char* name) { ingot::die_of_trap({.kind = IngotTrapUnknownImport}, name, nullptr); }
}
