// Arguments, leaving, signals, random bytes.  Spec: WASI snapshot preview 1, args_*, proc_*, sched_yield, random_get.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/host_errno.h"

namespace ingot::wasi {
namespace {

// WASI's number of a signal is its index here.
constexpr int kSignals[] = {0,       SIGHUP,    SIGINT,  SIGQUIT,  SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
                            SIGFPE,  SIGKILL,   SIGUSR1, SIGSEGV,  SIGUSR2, SIGPIPE, SIGALRM, SIGTERM,
                            SIGCHLD, SIGCONT,   SIGSTOP, SIGTSTP,  SIGTTIN, SIGTTOU, SIGURG,  SIGXCPU,
                            SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGPOLL, SIGPWR,  SIGSYS};

}  // namespace

ListSizes argument_sizes(const WasiContext& context) {
  ListSizes sizes = {.count = context.argument_count};
  for (uint32_t i = 0; i < context.argument_count; i++) sizes.byte_length += strlen(context.arguments[i]) + 1;
  return sizes;
}

Errno unchecked::args_sizes_get(WasiContext& context, Address count, Address buffer_size) {
  context.memory.store(count, context.argument_count);
  context.memory.store(buffer_size, static_cast<uint32_t>(argument_sizes(context).byte_length));
  return Errno::Success;
}

Errno unchecked::args_get(WasiContext& context, Address argv, Address buffer) {
  for (uint32_t i = 0; i < context.argument_count; i++) {
    const uint32_t length = static_cast<uint32_t>(strlen(context.arguments[i]) + 1);
    context.memory.store(argv + 4 * i, buffer);
    memcpy(context.memory.at(buffer), context.arguments[i], length);
    buffer += length;
  }
  return Errno::Success;
}

void unchecked::proc_exit(uint32_t code) { _exit(static_cast<int>(code)); }

Errno unchecked::proc_raise(uint32_t signal) {
  if (signal >= sizeof(kSignals) / sizeof(kSignals[0])) return Errno::Inval;
  if (signal == 0) return Errno::Success;
  // Our fault handler must not take it for a fault of its own.
  const int host_signal = kSignals[signal];
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigaction(host_signal, &action, nullptr);
  // Sent to the main thread, whichever asks: the only one that a program may send signals to (start/system_calls.cc),
  // and what signals do by default, they do to the whole process.
  return syscall(SYS_tkill, getpid(), host_signal) == 0 ? Errno::Success : last_error();
}

Errno unchecked::sched_yield() {
  ::sched_yield();
  return Errno::Success;
}

Errno unchecked::random_get(WasiContext& context, Address buffer, Length length) {
  uint8_t* bytes = context.memory.at(buffer);
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
