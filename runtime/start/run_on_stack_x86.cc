// Stack switch on x86-64 (System V).
#include "runtime/start/run_on_stack.h"

// No unwind information on purpose: a stack walk ends here.
asm(R"(
  .pushsection .text.ingot_run_on_stack, "ax", @progbits
  .globl ingot_run_on_stack
  .type ingot_run_on_stack, @function
ingot_run_on_stack:
  pushq %rbp
  movq %rsp, %rbp
  movq %rdi, %rsp
  movq %rdx, %rdi
  call *%rsi
  movq %rbp, %rsp
  popq %rbp
  ret
  .size ingot_run_on_stack, . - ingot_run_on_stack
  .popsection
)");
