// Internal errors. Everything the handler prints was prepared beforehand: a handler may only call async-signal-safe
// functions, and the heap may be the reason for the crash.
#include "compiler/driver/crash.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <string>

#include "compiler/driver/options.h"

namespace ingot {
namespace {

// The only mutable globals of the tool: a signal handler has no other way to know anything.
std::string crash_command;                         // written before the handlers are installed, then only read
std::atomic<const char*> crash_stage{"starting"};  // literals
alignas(16) unsigned char crash_stack[64 * 1024];  // stack overflows (deep recursion in LLVM) need another stack

constexpr char kAdvice[] =
    "ingot: note: this is a bug in ingot; please report it with the module and the command above\n"
    "ingot: note: the same command with --emit=llvm-ir-unopt -o module.ll gives what LLVM was asked to compile\n";

void print(std::string_view text) {
  // Nothing can be done about a failure.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

void print_message(std::string_view what) {
  print("ingot: internal error: ");
  print(what);
  print(" (while ");
  print(crash_stage.load());
  print(")\n");
  advise_to_report();
}

const char* signal_text(int signal) {
  switch (signal) {
    case SIGSEGV: return "segmentation fault";
    case SIGBUS: return "bus error";
    case SIGILL: return "illegal instruction";
    case SIGFPE: return "arithmetic exception";
    default: return "aborted";
  }
}

void on_fatal_signal(int signal) {
  print_message(signal_text(signal));
  _exit(kExitInternal);
}

}  // namespace

void install_crash_handlers(int argc, const char* const* argv) {
  for (int i = 0; i < argc; i++) {
    if (i > 0) crash_command += ' ';
    crash_command += argv[i];
  }
  stack_t stack = {};
  stack.ss_sp = crash_stack;
  stack.ss_size = sizeof crash_stack;
  sigaltstack(&stack, nullptr);
  struct sigaction action = {};
  action.sa_handler = on_fatal_signal;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) sigaction(signal, &action, nullptr);
}

void advise_to_report() {
  print("ingot: note: command: ");
  print(crash_command);
  print("\n");
  print(kAdvice);
}

void set_crash_stage(const char* stage) { crash_stage.store(stage); }

int report_internal_error(std::string_view what) {
  print_message(what);
  return kExitInternal;
}

}  // namespace ingot
