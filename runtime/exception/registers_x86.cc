// The builtins that throw, on x86-64 (System V): they save the registers of the code that calls them, so that the walk
// up the stack begins there and not in the runtime.
#include "runtime/exception/registers.h"

#include <stddef.h>

namespace ingot {

// values[n] is at 8 * n, n the DWARF number of the register: rax 0, rbx 3, rbp 6, rsp 7, r12 to r15, 16 the return
// address.
static_assert(offsetof(StackRegisters, values) == 0 && sizeof(StackRegisters) == 136);
static_assert(StackRegisters::kException == 0 && StackRegisters::kBasePointer == 6 &&
              StackRegisters::kStackPointer == 7 && StackRegisters::kReturnAddress == 16);

}  // namespace ingot

// The stack pointer that counts is that behind the call. No unwind information for
// ingot_enter_landing_pad: it leaves its frame at once.
asm(R"(
  .macro ingot_throws name, target
  .globl \name
  .type \name, @function
\name:
  .cfi_startproc
  movq (%rsp), %rax
  subq $136, %rsp
  .cfi_adjust_cfa_offset 136
  movq %rbx, 24(%rsp)
  movq %rbp, 48(%rsp)
  leaq 144(%rsp), %rcx
  movq %rcx, 56(%rsp)
  movq %r12, 96(%rsp)
  movq %r13, 104(%rsp)
  movq %r14, 112(%rsp)
  movq %r15, 120(%rsp)
  movq %rax, 128(%rsp)
  movq %rsp, %rdx
  call \target
  ud2
  .cfi_endproc
  .size \name, . - \name
  .endm

  .pushsection .text.ingot_throw, "ax", @progbits
  .hidden ingot_unwind_throw
  .hidden ingot_unwind_resume
  ingot_throws ingot_throw_exception, ingot_unwind_throw
  ingot_throws ingot_resume_exception, ingot_unwind_resume

  .globl ingot_enter_landing_pad
  .hidden ingot_enter_landing_pad
  .type ingot_enter_landing_pad, @function
ingot_enter_landing_pad:
  movq 0(%rdi), %rax
  movq 24(%rdi), %rbx
  movq 48(%rdi), %rbp
  movq 96(%rdi), %r12
  movq 104(%rdi), %r13
  movq 112(%rdi), %r14
  movq 120(%rdi), %r15
  movq 128(%rdi), %rcx
  movq 56(%rdi), %rsp
  jmp *%rcx
  .size ingot_enter_landing_pad, . - ingot_enter_landing_pad
  .popsection
)");
