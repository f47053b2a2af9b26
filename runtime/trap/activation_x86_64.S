# Entering compiled code so that a trap can leave it.  System V x86-64.
#
# int ingot_activation_enter(IngotEntry entry, IngotCode code, void *context, IngotValue *values, void **exit_sp)
#   Saves the callee-saved registers, stores the stack pointer behind them to *exit_sp, and calls
#   entry(code, context, values). Returns 0 when that returns, 1 when a trap left it.
# ingot_activation_trapped
#   Where a trap continues: the fault handler sets rsp to the activation's exit_sp and rip to here. Not a function.
# void ingot_activation_leave(void *exit_sp)
#   The same for runtime code that was called by compiled code. Does not return.

        .text
        .globl  ingot_activation_enter
        .hidden ingot_activation_enter
        .type   ingot_activation_enter, @function
        .p2align 4
ingot_activation_enter:
        .cfi_startproc
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        .cfi_offset %rbx, -24
        .cfi_offset %r12, -32
        .cfi_offset %r13, -40
        .cfi_offset %r14, -48
        .cfi_offset %r15, -56
        subq    $8, %rsp                # the call below needs a multiple of 16
        movq    %rsp, (%r8)
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        callq   *%rax
        xorl    %eax, %eax
.Lleave:
        addq    $8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        .cfi_def_cfa %rsp, 8
        retq

        .globl  ingot_activation_trapped
        .hidden ingot_activation_trapped
ingot_activation_trapped:
        .cfi_def_cfa %rsp, 64           # eight words above exit_sp, the return address included
        movl    $1, %eax
        jmp     .Lleave
        .cfi_endproc
        .size   ingot_activation_enter, .-ingot_activation_enter

        .globl  ingot_activation_leave
        .hidden ingot_activation_leave
        .type   ingot_activation_leave, @function
ingot_activation_leave:
        movq    %rdi, %rsp
        jmp     ingot_activation_trapped
        .size   ingot_activation_leave, .-ingot_activation_leave

        .section .note.GNU-stack,"",@progbits
