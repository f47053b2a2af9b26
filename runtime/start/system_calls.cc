// The names of the table are read by the compiler that builds this file: a row is a list of indices at run time.
#include "runtime/start/system_calls.h"

#include <sys/syscall.h>

namespace ingot {
namespace {

struct SystemCall {
  const char* name;
  uint16_t number;
  SyscallCheck check;
};

constexpr SystemCall kSystemCalls[] = {
#define CALL(name) \
  { #name, SYS_##name, SyscallCheck::None }
    CALL(accept4),
    CALL(brk),
    {"clone", SYS_clone, SyscallCheck::ThreadsOnly},
    CALL(clock_getres),
    CALL(clock_gettime),
    CALL(close),
    CALL(dup2),
    CALL(exit),
    CALL(exit_group),
    CALL(fadvise64),
    CALL(fallocate),
    {"fcntl", SYS_fcntl, SyscallCheck::FcntlCommand},
    {"fcntl_getfl", SYS_fcntl, SyscallCheck::FcntlGetFlags},
    CALL(fdatasync),
    CALL(fork),
    CALL(fstat),
    CALL(fstatfs),
    CALL(fsync),
    CALL(ftruncate),
    CALL(futex),
    CALL(getdents64),
    CALL(getpid),
    CALL(getrandom),
    CALL(getsockopt),
    CALL(gettid),
    {"ioctl", SYS_ioctl, SyscallCheck::IoctlCommand},
    {"ioctl_terminal", SYS_ioctl, SyscallCheck::IoctlTerminal},
    CALL(linkat),
    CALL(lseek),
    CALL(madvise),
    CALL(mkdirat),
    {"mmap", SYS_mmap, SyscallCheck::NotExecutable},
    {"mprotect", SYS_mprotect, SyscallCheck::NotExecutable},
    CALL(mremap),
    CALL(munmap),
    CALL(newfstatat),
    CALL(openat),
    CALL(openat2),
    CALL(pipe),
    CALL(ppoll),
    CALL(preadv),
    CALL(pwritev),
    CALL(read),
    CALL(readlinkat),
    CALL(readv),
    CALL(recvmsg),
    CALL(renameat),
    CALL(restart_syscall),
    CALL(rt_sigaction),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(sched_yield),
    CALL(sendmsg),
    CALL(set_robust_list),
    CALL(set_tid_address),
    CALL(shutdown),
    CALL(sigaltstack),
    CALL(symlinkat),
    {"tkill", SYS_tkill, SyscallCheck::SelfOnly},
    CALL(unlinkat),
    CALL(utimensat),
    CALL(wait4),
    CALL(write),
    CALL(writev),
#undef CALL
};
constexpr int kSystemCallCount = sizeof(kSystemCalls) / sizeof(kSystemCalls[0]);

/// The table without the names, which programs do not carry.
struct Rules {
  struct {
    uint16_t number;
    SyscallCheck check;
  } rows[kSystemCallCount] = {};
};

constexpr Rules without_names() {
  Rules rules;
  for (int i = 0; i < kSystemCallCount; i++) rules.rows[i] = {kSystemCalls[i].number, kSystemCalls[i].check};
  return rules;
}
constexpr Rules kRules = without_names();

/// Messages, traps, memory and tables that grow, leaving.
constexpr char kRuntime[] =
    "brk exit_group madvise mmap mprotect mremap munmap rt_sigaction rt_sigprocmask rt_sigreturn write";
/// What a descriptor is: found out at its first use (fd_table.cc).
constexpr char kStream[] = "fcntl_getfl fstat getsockopt ioctl_terminal";
/// Resolution beneath a directory (path_resolve.cc, path_walk.cc).
constexpr char kPath[] = "@new_fd newfstatat openat openat2 readlinkat";
constexpr char kNewFd[] = "@stream close fcntl";
/// Calls of exports, in a child process if they are expected to trap (invoke_main.cc).
constexpr char kInvoke[] = "close dup2 fork gettid pipe read set_robust_list wait4";
/// A thread that can sleep: timeouts, locks.
constexpr char kWait[] = "clock_gettime futex restart_syscall";
constexpr char kThreads[] = "clock_gettime clone exit futex gettid set_robust_list set_tid_address sigaltstack";

// ---- Reading the column "system calls" ------------------------------------------------------------------------------

/// Called for what the table must not contain: no constant expression, so that building fails there.
void malformed() { __builtin_trap(); }

struct Group {
  static constexpr int kMost = 16;
  uint8_t count = 0;
  uint8_t calls[kMost] = {};
  bool needs_directory = false;

  constexpr void add(int call) {
    if (count == kMost) malformed();
    calls[count++] = static_cast<uint8_t>(call);
  }
};

constexpr bool is_word(const char* text, int length, const char* word) {
  for (int i = 0; i < length; i++)
    if (word[i] != text[i]) return false;
  return word[length] == '\0';
}

constexpr void add_words(const char* text, Group* group);

constexpr void add_word(const char* text, int length, Group* group) {
  if (is_word(text, length, "@stream")) return add_words(kStream, group);
  if (is_word(text, length, "@new_fd")) return add_words(kNewFd, group);
  if (is_word(text, length, "@path")) {
    group->needs_directory = true;
    return add_words(kPath, group);
  }
  for (int i = 0; i < kSystemCallCount; i++)
    if (is_word(text, length, kSystemCalls[i].name)) {
      for (int k = 0; k < group->count; k++)
        if (group->calls[k] == i) return;
      return group->add(i);
    }
  malformed();
}

constexpr void add_words(const char* text, Group* group) {
  while (*text != '\0') {
    int length = 0;
    while (text[length] != ' ' && text[length] != '\0') length++;
    add_word(text, length, group);
    text += text[length] == ' ' ? length + 1 : length;
  }
}

constexpr Group read_group(const char* words) {
  Group group;
  add_words(words, &group);
  return group;
}

constexpr Group kRows[] = {
#define WASI_CALL(name, signature, unstable, memory, system_calls) read_group(system_calls),
#include "ingot/wasi_preview1.def"
};
constexpr Group kRuntimeGroup = read_group(kRuntime), kInvokeGroup = read_group(kInvoke),
                kWaitGroup = read_group(kWait), kThreadsGroup = read_group(kThreads),
                kStreamGroup = read_group(kStream);

void allow(SyscallFilter* filter, const Group& group) {
  for (int i = 0; i < group.count; i++) {
    const auto& call = kRules.rows[group.calls[i]];
    filter->allow(call.number, call.check);
  }
}

}  // namespace

void allow_system_calls(SyscallFilter* filter, const ProgramParts& parts) {
  allow(filter, kRuntimeGroup);
  if (parts.invokes) allow(filter, kInvokeGroup);
  if (parts.waits) allow(filter, kWaitGroup);
  if (parts.has_threads) allow(filter, kThreadsGroup);
  for (uint64_t calls = parts.wasi_calls; calls != 0; calls &= calls - 1) {
    const Group& row = kRows[__builtin_ctzll(calls)];
    // What needs a folder may still be asked of a stream, to be told that it is none.
    allow(filter, parts.has_directories || !row.needs_directory ? row : kStreamGroup);
  }
}

}  // namespace ingot
