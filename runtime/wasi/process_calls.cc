// Arguments, leaving, signals, random bytes.  Spec: WASI snapshot preview 1, args_*, proc_*, sched_yield, random_get.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/host_errno.h"

namespace ingot::wasi {
namespace {

uint64_t arguments_byte_length(const WasiContext& context) {
  uint64_t total = 0;
  for (uint32_t i = 0; i < context.argument_count; i++) total += strlen(context.arguments[i]) + 1;
  return total;
}

// WASI's number of a signal is its index here.
constexpr int kSignals[] = {0,       SIGHUP,    SIGINT,  SIGQUIT,  SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
                            SIGFPE,  SIGKILL,   SIGUSR1, SIGSEGV,  SIGUSR2, SIGPIPE, SIGALRM, SIGTERM,
                            SIGCHLD, SIGCONT,   SIGSTOP, SIGTSTP,  SIGTTIN, SIGTTOU, SIGURG,  SIGXCPU,
                            SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGPOLL, SIGPWR,  SIGSYS};

}  // namespace

Errno args_sizes_get(WasiContext& context, Address count, Address buffer_size) {
  if (!context.memory.contains(count, 4) || !context.memory.contains(buffer_size, 4)) return Errno::Fault;
  context.memory.store(count, context.argument_count);
  context.memory.store(buffer_size, static_cast<uint32_t>(arguments_byte_length(context)));
  return Errno::Success;
}

Errno args_get(WasiContext& context, Address argv, Address buffer) {
  if (!context.memory.contains(argv, uint64_t{4} * context.argument_count)) return Errno::Fault;
  if (!context.memory.contains(buffer, arguments_byte_length(context))) return Errno::Fault;
  for (uint32_t i = 0; i < context.argument_count; i++) {
    const uint32_t length = static_cast<uint32_t>(strlen(context.arguments[i]) + 1);
    context.memory.store(argv + 4 * i, buffer);
    memcpy(context.memory.range(buffer, length), context.arguments[i], length);
    buffer += length;
  }
  return Errno::Success;
}

void proc_exit(uint32_t code) { _exit(static_cast<int>(code)); }

Errno proc_raise(uint32_t signal) {
  if (signal >= sizeof(kSignals) / sizeof(kSignals[0])) return Errno::Inval;
  if (signal == 0) return Errno::Success;
  // Our fault handler must not take it for a fault of its own.
  const int host_signal = kSignals[signal];
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigaction(host_signal, &action, nullptr);
  return raise(host_signal) == 0 ? Errno::Success : last_error();
}

Errno sched_yield() {
  ::sched_yield();
  return Errno::Success;
}

Errno random_get(WasiContext& context, Address buffer, Length length) {
  uint8_t* bytes = context.memory.range(buffer, length);
  if (bytes == nullptr) return Errno::Fault;
  size_t left = length;
  while (left != 0) {
    const ssize_t got = getrandom(bytes, left, 0);  // The kernel gives at most 32 MiB at once.
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return last_error();
    bytes += got;
    left -= static_cast<size_t>(got);
  }
  return Errno::Success;
}

}  // namespace ingot::wasi
