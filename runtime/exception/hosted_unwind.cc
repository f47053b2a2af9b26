// Exceptions of libraries: the walk from the throw to the next landing pad, or out of compiled code.
//
// Tags are known only when code runs, so landing pads stop every exception and compare its tag by themselves; one that
// nobody wants there comes back by resume_exception, and the walk goes on. So the frames of the throw are gone when an
// exception turns out to be uncaught: they are noted on the way. The walk stays in compiled code. It ends where that
// was entered: the exception leaves by the activation, as a trap does, and is the host's (Func::call).
#include "runtime/exception/landing_pads.h"
#include "runtime/trap/activation.h"
#include "runtime/trap/address_ranges.h"

namespace ingot::hosted::detail {
namespace {

UnwindTables tables_of_code(uintptr_t pc) { return code_ranges().find(pc); }

/// is_noted: the frame of the thrower is in the trace already.
[[noreturn]] void unwind(Activation& activation, IngotException* exception, const StackRegisters& thrower,
                         bool is_noted) {
  StackWalker walker(thrower, tables_of_code, thrower.values[StackRegisters::kStackPointer] - sizeof(uint64_t),
                     reinterpret_cast<uintptr_t>(activation.exit_sp()), /*at_fault=*/false);
  for (; walker.has_frame(); walker.step()) {
    if (!is_noted) activation.add_frame({walker.pc(), walker.function()});
    is_noted = false;
    try_landing(walker, exception);
  }
  activation.leave_by(exception);
  leave_activation(activation);
}

}  // namespace
}  // namespace ingot::hosted::detail

extern "C" {

[[noreturn]] void ingot_unwind_throw(IngotException* exception, uint32_t offset, const ingot::StackRegisters* thrower) {
  using namespace ingot::hosted::detail;
  Activation& activation = Activation::running();
  activation.begin_trace(exception, offset);
  unwind(activation, exception, *thrower, /*is_noted=*/false);
}

[[noreturn]] void ingot_unwind_resume(IngotException* exception, uint64_t, const ingot::StackRegisters* thrower) {
  using namespace ingot::hosted::detail;
  Activation& activation = Activation::running();
  // The frame that resumes is where the walk stopped. But an exception that was thrown on in this very function and is
  // not caught by the try around has come here without the runtime.
  const bool is_noted = activation.is_tracing(exception);
  if (!is_noted) activation.begin_trace(exception, INGOT_TRAP_OFFSET_UNKNOWN);
  unwind(activation, exception, *thrower, is_noted);
}
}
