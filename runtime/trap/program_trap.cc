// The end of a program that trapped.
#include "runtime/trap/program_trap.h"

#include <unistd.h>

#include "runtime/platform/text_buffer.h"

namespace ingot {

void die_of_trap(const TrapSite& site, const char* detail, const void* ucontext) {
  TextBuffer message;
  message.text("trap: ").text(trap_text(site.kind));
  if (detail != nullptr) message.text(": ").guest_name(detail);
  // Written before the stack is walked: should that fail, the cause is known.
  message.character('\n').flush_to(STDERR_FILENO);
  write_backtrace(site, ucontext);
  _exit(kTrapExitCode);
}

}  // namespace ingot

extern "C" {

void ingot_raise_trap(IngotTrapKind kind) { ingot::die_of_trap({.kind = kind}, nullptr, nullptr); }

void ingot_unknown_import(const char* name) { ingot::die_of_trap({.kind = IngotTrapUnknownImport}, name, nullptr); }
}
