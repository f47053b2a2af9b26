// Walks up a stack by its unwind tables (.eh_frame), for backtraces.
//
// libgcc's unwinder can do the same, but weighs 30 KB with what it pulls in, allocates, and aborts on what it does not
// expect. This one knows the rules that compilers emit for x86-64, stops at anything else, and reads nothing but the
// tables and the given stack. Async-signal-safe, no state.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace ingot {

/// Registers by their DWARF numbers.
struct StackRegisters {
  static constexpr unsigned kBasePointer = 6, kStackPointer = 7, kReturnAddress = 16, kCount = 17;
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

class StackWalker {
 public:
  /// Begins at the frame that has these registers (kReturnAddress is its pc). The stack is [stack_begin, stack_end);
  /// eh_frame_hdr describes all code on it. at_fault: pc is the instruction itself, not the one behind a call.
  StackWalker(const StackRegisters& registers, const void* eh_frame_hdr, uintptr_t stack_begin, uintptr_t stack_end,
              bool at_fault);

  /// False at the end: the frame has no unwind information.
  bool has_frame() const { return table_entry_ != nullptr; }
  uintptr_t pc() const { return pc_; }
  /// First instruction of the frame's function.
  uintptr_t function() const { return function_; }
  /// Goes to the caller.
  void step();

 private:
  void enter_frame(bool pc_is_exact);

  StackRegisters registers_;
  const uint8_t* eh_frame_hdr_;
  uintptr_t stack_begin_, stack_end_;
  uintptr_t pc_ = 0;
  uintptr_t function_ = 0;
  const uint8_t* table_entry_ = nullptr;  // the frame description entry of pc_
};

}  // namespace ingot
