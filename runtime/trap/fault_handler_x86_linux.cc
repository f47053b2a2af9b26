// Reading and classifying faults on x86-64 Linux.
#include <string.h>
#include <sys/auxv.h>
#include <ucontext.h>

#include "runtime/platform/virtual_memory.h"
#include "runtime/trap/fault_handler.h"

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

namespace ingot {
namespace {

// `ud1l CODE(%eax), %eax`: these four bytes, then CODE.
constexpr unsigned char kTrapInstruction[] = {0x67, 0x0f, 0xb9, 0x80};

/// The stack pointer is at most this far from what a push, a call or a stack probe touches.
constexpr uintptr_t kMaxDistanceFromSp = 1u << 20;

/// The trap whose instruction is at pc, which is in compiled code; or none.
TrapSite read_trap_instruction(uintptr_t pc) {
  const unsigned char* code = reinterpret_cast<const unsigned char*>(pc);
  // Byte by byte: if the first four are there, the assembler has put the whole instruction there. Nothing is read
  // behind the end of the code.
  for (size_t i = 0; i < sizeof(kTrapInstruction); ++i)
    if (code[i] != kTrapInstruction[i]) return {};
  uint32_t trap_code;
  memcpy(&trap_code, code + sizeof(kTrapInstruction), sizeof(trap_code));
  return decode_trap_code(trap_code);
}

bool is_near(uintptr_t a, uintptr_t b) { return (a < b ? b - a : a - b) <= kMaxDistanceFromSp; }

}  // namespace

Fault read_fault(int signal, const siginfo_t* info, const void* ucontext) {
  const greg_t* registers = static_cast<const ucontext_t*>(ucontext)->uc_mcontext.gregs;
  return {
      .signal = signal,
      .from_kernel = info->si_code > 0,  // SI_USER, SI_TKILL and the others of processes are not positive
      .pc = static_cast<uintptr_t>(registers[REG_RIP]),
      .sp = static_cast<uintptr_t>(registers[REG_RSP]),
      .address = reinterpret_cast<uintptr_t>(info->si_addr),
  };
}

TrapSite classify_fault(const Fault& fault, const FaultPlace& place) {
  if (!fault.from_kernel || !place.pc_in_code) return {};
  if (fault.signal == SIGILL) return read_trap_instruction(fault.pc);
  if (fault.signal != SIGSEGV && fault.signal != SIGBUS) return {};
  if (place.address_in_memory) return {.kind = IngotTrapOutOfBoundsMemory};
  if (place.address_in_stack_guard && is_near(fault.address, fault.sp)) return {.kind = IngotTrapCallStackExhausted};
  return {};
}

size_t signal_stack_bytes() {
  constexpr size_t kHandlerBytes = 64u << 10;
  return round_up_to_page(getauxval(AT_MINSIGSTKSZ) + kHandlerBytes);
}

}  // namespace ingot
