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

[[noreturn]] void unwind(Activation& activation, IngotException* exception, const StackRegisters& thrower,
                         bool is_resumed) {
  StackWalker walker(thrower, tables_of_code, thrower.values[StackRegisters::kStackPointer] - sizeof(uint64_t),
                     reinterpret_cast<uintptr_t>(activation.exit_sp()), /*at_fault=*/false);
  for (; walker.has_frame(); walker.step()) {
    // The frame that resumes is where the walk stopped: it is noted already.
    if (!is_resumed) activation.add_frame({walker.pc(), walker.function()});
    is_resumed = false;
    try_landing(walker, exception);
  }
  activation.end_exception(exception);
  leave_activation(activation);
}

}  // namespace
}  // namespace ingot::hosted::detail

extern "C" {

[[noreturn]] void ingot_unwind_throw(IngotException* exception, uint32_t offset, const ingot::StackRegisters* thrower) {
  using namespace ingot::hosted::detail;
  Activation& activation = Activation::running();
  activation.begin_exception(offset);
  unwind(activation, exception, *thrower, /*is_resumed=*/false);
}

[[noreturn]] void ingot_unwind_resume(IngotException* exception, uint64_t, const ingot::StackRegisters* thrower) {
  using namespace ingot::hosted::detail;
  unwind(Activation::running(), exception, *thrower, /*is_resumed=*/true);
}

// As in program_unwind.cc. An unwinder of the host's, on its way to the end of a thread, say, passes through.
int ingot_personality(int, int, uint64_t, void*, void*) { return 8; }
}
