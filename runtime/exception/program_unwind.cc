// Exceptions of programs: the walk from the throw to its handler.
//
// All frames are ours and none has anything to clean up, so one pass suffices: the first frame with a landing pad whose
// clauses name the tag gets the exception, and only then is anything left. What nobody catches is therefore reported
// with the whole stack still there.
#include "runtime/exception/landing_pads.h"
#include "runtime/exception/program_report.h"
#include "runtime/trap/program_trap.h"

extern "C" {

[[noreturn]] void ingot_unwind_throw(IngotException* exception, uint32_t offset, const ingot::StackRegisters* thrower) {
  using namespace ingot;
  const ProgramStack& stack = program_stack();
  StackWalker walker(*thrower, program_tables, stack.guard_end, stack.top, /*at_fault=*/false);
  for (; walker.has_frame(); walker.step()) try_landing(walker, exception);
  die_of_exception(*exception, offset, *thrower);
}

[[noreturn]] void ingot_unwind_resume(IngotException* exception, uint64_t, const ingot::StackRegisters* thrower) {
  ingot_unwind_throw(exception, INGOT_TRAP_OFFSET_UNKNOWN, thrower);
}
}
