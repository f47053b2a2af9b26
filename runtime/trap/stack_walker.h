// Walks up a stack by its unwind tables (.eh_frame), for backtraces and for exceptions.
//
// libgcc's unwinder can do the same, but is larger with what it pulls in, allocates, aborts on what it does not expect,
// and walks twice over frames that have nothing to clean up. This one knows the rules that compilers emit for x86-64,
// stops at anything else, and reads nothing but the tables and the given stack. Async-signal-safe, no state.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "runtime/trap/table_cursor.h"

namespace ingot {

/// Registers by their DWARF numbers.
struct StackRegisters {
  static constexpr unsigned kBasePointer = 6, kStackPointer = 7, kReturnAddress = 16, kCount = 17;
  static constexpr unsigned kException = 0;  ///< what a landing pad is handed
  uint64_t values[kCount];
};

/// The registers of the function that this is inlined into, which must stay alive during the walk. Those that calls
/// preserve are right, the others zero.
[[gnu::always_inline]] inline void capture_registers(StackRegisters* registers) {
  *registers = {};
  asm volatile(
      "leaq 0(%%rip), %%rax\n\t"
      "movq %%rax, 128(%0)\n\t"
      "movq %%rsp, 56(%0)\n\t"
      "movq %%rbp, 48(%0)\n\t"
      "movq %%rbx, 24(%0)\n\t"
      "movq %%r12, 96(%0)\n\t"
      "movq %%r13, 104(%0)\n\t"
      "movq %%r14, 112(%0)\n\t"
      "movq %%r15, 120(%0)"
      :
      : "r"(registers->values)
      : "rax", "memory");
}

/// The registers at a fault, from the context that its handler got.
void registers_of_fault(const void* ucontext, StackRegisters* registers);

/// A frame description entry.
struct FrameEntry {
  uintptr_t begin = 0, end = 0;   ///< the code that it covers
  const uint8_t* lsda = nullptr;  ///< language-specific data area: the landing pads; null if there are none
  uint64_t code_alignment = 1;
  int64_t data_alignment = 1;
  TableCursor common_instructions, instructions;
  uint8_t lsda_encoding = kNoPointer;
};

/// The unwind tables (.eh_frame_hdr) of the code in [begin, end).
struct UnwindTables {
  uintptr_t begin = 0, end = 0;
  const void* eh_frame_hdr = nullptr;  ///< null: the walk ends at such code
};
/// The tables of the code around pc.
using FindTables = UnwindTables (*)(uintptr_t pc);

class StackWalker {
 public:
  /// Begins at the frame that has these registers (kReturnAddress is its pc). The stack is [stack_begin, stack_end).
  /// at_fault: pc is the instruction itself, not the one behind a call.
  StackWalker(const StackRegisters& registers, FindTables find_tables, uintptr_t stack_begin, uintptr_t stack_end,
              bool at_fault);

  /// False at the end: the frame has no unwind information.
  bool has_frame() const { return has_frame_; }
  uintptr_t pc() const { return pc_; }
  /// First instruction of the frame's function.
  uintptr_t function() const { return entry_.begin; }
  /// Where the frame's landing pads are described; null if it has none.
  const uint8_t* landing_pads() const { return entry_.lsda; }
  /// The registers that a landing pad of the frame begins with, but for its pc and what it is handed.
  StackRegisters landing_registers() const;
  /// Goes to the caller.
  void step();

 private:
  void enter_frame(bool pc_is_exact);

  StackRegisters registers_;
  FindTables find_tables_;
  UnwindTables tables_;
  uintptr_t stack_begin_, stack_end_;
  uintptr_t pc_ = 0;
  bool has_frame_ = false;
  FrameEntry entry_;
};

}  // namespace ingot
