// Traps of programs: report and die. There is one instance per process and nobody to return to.
#pragma once

#include "runtime/platform/text_buffer.h"
#include "runtime/trap/stack_walker.h"
#include "runtime/trap/trap.h"

namespace ingot {

/// Exit code of a program that trapped: 128 + SIGABRT, as shells show an abort and as other runtimes do.
inline constexpr int kTrapExitCode = 134;

/// Frames that a backtrace shows.
inline constexpr unsigned kMaxBacktraceFrames = 64;

/// Writes `trap: TEXT` (and `: detail`, if not null) and a backtrace to stderr and exits. `ucontext` is that of the
/// fault; nullptr: called by a builtin. Async-signal-safe.
[[noreturn]] void die_of_trap(const TrapSite& site, const char* detail, const void* ucontext);

/// Writes the message, a newline and a backtrace to stderr and exits. Of several threads that are here at once, one
/// does and the others wait for that. `registers`, `at_fault`: where the stack is walked from, as for StackWalker.
[[noreturn]] void end_with_report(TextBuffer& message, const TrapSite& site, const StackRegisters& registers,
                                  bool at_fault);

/// Writes the Wasm functions on the stack to stderr, innermost first. site: what trapped in the first of them.
/// at_fault: as for StackWalker.
void write_backtrace(const TrapSite& site, const StackRegisters& registers, bool at_fault);

/// The unwind tables of the program, for StackWalker.
UnwindTables program_tables(uintptr_t pc);

/// Where the stacks of a thread are: guard, Wasm stack, and directly above it the alternative stack of the fault
/// handler. Other threads than the main one have this directly above that.
struct ProgramStack {
  uintptr_t guard_begin, guard_end, top, signal_stack_end;
};

/// The stack of the calling thread. Async-signal-safe.
const ProgramStack& program_stack();

/// Makes faults of compiled code traps. Before: every fault is a crash. `stack` is that of the main thread.
void install_fault_handler(const ProgramStack& stack);

/// Gives the calling thread its signal stack. False: the system refuses.
bool use_signal_stack(const ProgramStack& stack);

}  // namespace ingot
