// Start of a program: switch to the Wasm stack, check the CPU, read the limits, reserve the memories, take the signals
// of traps, give WASI what was granted, enter the sandbox of the operating system, enter the module.
//
// The kernel has already mapped memory 0's image (an ELF segment at the base), if there is one. Every system call here
// is paid by every program at every start: benchmarks/startup holds the sum to that of a C program.
#include <unistd.h>

#include "ingot/abi.h"
#include "runtime/memory/linear_memory.h"
#include "runtime/platform/cpu_features.h"
#include "runtime/platform/text_buffer.h"
#include "runtime/platform/virtual_memory.h"
#include "runtime/start/limits.h"
#include "runtime/start/os_sandbox.h"
#include "runtime/start/run_on_stack.h"
#include "runtime/start/stack_layout.h"
#include "runtime/start/startup.h"
#include "runtime/trap/fault_handler.h"
#include "runtime/trap/program_trap.h"
#include "runtime/wasi/program.h"

// Weak: a program that calls no WASI function does not carry WASI, and one without -C entry=invoke no way to call
// exports, and without --profile-generate no counters.
#pragma weak ingot_wasi_init
#pragma weak ingot_invoke_main
#pragma weak ingot_profile_start

// Defined by the linker script of programs (compiler/link/program_script.cc).
extern "C" const char ingot_image_begin[];

extern "C" const uint8_t ingot_abi_v5 = 5;
static_assert(INGOT_ABI_VERSION == 5, "the name of the symbol says the version");

namespace ingot {
namespace {

/// Systems keep the first 64 KiB of the address space free.
constexpr uint64_t kLowestAddress = 64u << 10;

void check_cpu() {
  const uint64_t required = ingot_program.required_cpu;
  if (required == 0) return;
  const uint64_t missing = required & ~detect_cpu_features(required);
  if (missing == 0) return;
  TextBuffer message;
  message.text("ingot: this program needs a CPU with ");
  const char* separator = "";
  for (unsigned bit = 0; bit < 64; ++bit) {
    if (!(missing >> bit & 1)) continue;
    const char* name = cpu_feature_name(bit);
    message.text(separator).text(name != nullptr ? name : "features unknown to this runtime");
    separator = ", ";
  }
  message.text(", which this one lacks\n").flush_to(STDERR_FILENO);
  _exit(1);
}

[[noreturn]] void die_without_memory(const IngotMemory& memory) {
  // No reservation was even tried for an initial size that no system has.
  const uint64_t bytes = memory.reserved_bytes != 0 ? memory.reserved_bytes : memory.byte_length;
  TextBuffer text;
  text.text("cannot reserve ").decimal(bytes >> 30).text(" GiB of address space for a memory of this program, or not ");
  text.text("provide its initial ").decimal(memory.byte_length);
  text.text(" bytes (is there a limit, as by `ulimit -v`?)").character('\0');
  die(text.data());
}

void open_memories(const Limits& limits) {
  uint64_t initial_bytes = 0;
  for (uint64_t memidx = 0; memidx < ingot_program.memory_count; ++memidx) {
    IngotMemory& memory = *ingot_program.memories[memidx].memory;
    memory = closed_memory(ingot_program.memories[memidx].type);
    if (__builtin_add_overflow(initial_bytes, memory.byte_length, &initial_bytes)) initial_bytes = UINT64_MAX;
  }
  limit_memory(limits, initial_bytes);
  uint8_t* base0 = reinterpret_cast<uint8_t*>(INGOT_PROGRAM_MEMORY0_BASE);
  for (uint64_t memidx = 0; memidx < ingot_program.memory_count; ++memidx) {
    IngotMemory* memory = ingot_program.memories[memidx].memory;
    const bool is_open = memidx == 0 ? open_linear_memory_at(memory, base0, ingot_program.memory0_image_bytes)
                                     : open_linear_memory(memory, 0);
    if (!is_open) die_without_memory(*memory);
  }
}

ProgramStack open_stack() {
  const uint64_t bytes = wasm_stack_bytes();
  const uint64_t signal_bytes = signal_stack_bytes();
  // Directly below the image, where nothing else is: the guard costs no system call. Very large stacks go elsewhere.
  const uintptr_t image = reinterpret_cast<uintptr_t>(ingot_image_begin);
  uintptr_t low = image - bytes - signal_bytes;
  const bool has_room = bytes < image - kStackGuardBytes - signal_bytes - kLowestAddress;
  if (!has_room || !allocate_stack_at(reinterpret_cast<void*>(low), bytes + signal_bytes))
    low = reinterpret_cast<uintptr_t>(allocate_stack(bytes + signal_bytes, kStackGuardBytes));
  if (low == 0) die("out of memory: cannot provide the stack of this program");
  return {.guard_begin = low - kStackGuardBytes,
          .guard_end = low,
          .top = low + bytes,
          .signal_stack_end = low + bytes + signal_bytes};
}

struct Arguments {
  int argc;
  char** argv;
  char** envp;
  ProgramStack stack;
};

/// On the Wasm stack, whose first page the module needs anyway: the one of the process has none to spare.
[[noreturn]] void start_program(void* argument) {
  auto& [argc, argv, envp, stack] = *static_cast<Arguments*>(argument);
  check_cpu();
  const Limits limits = read_limits(envp);
  limit_fuel(limits);
  open_memories(limits);
  install_fault_handler(stack);
  if (ingot_wasi_init != nullptr) ingot_wasi_init(argc, argv, envp, limits.fds);
  if (ingot_profile_start != nullptr) ingot_profile_start(envp);
  start_timeout(limits);
  enter_os_sandbox(envp);
  if (ingot_program.start != nullptr) ingot_program.start();
  // Nothing of the runtime is buffered: no need for what exit() does.
  _exit(ingot_invoke_main != nullptr ? ingot_invoke_main(argc, argv) : 0);
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv, char** envp) {
  using namespace ingot;
  Arguments arguments = {.argc = argc, .argv = argv, .envp = envp, .stack = open_stack()};
  ingot_run_on_stack(reinterpret_cast<void*>(arguments.stack.top), start_program, &arguments);
}
