// A seccomp filter: the system calls that this process may make from now on; any other ends it.
//
// The filter is a classic BPF program that looks the number up in a bitmap. Installing it costs every program at its
// start, mostly by the number of instructions, since the kernel compiles it. (A search by comparisons the kernel could
// evaluate beforehand for every number, and remember; that costs more than short programs ever get back.)
#pragma once

#include <stdint.h>

namespace ingot {

/// What is asked of a system call beyond its number.
enum class SyscallCheck : uint8_t {
  Denied,
  None,
  NotExecutable,  ///< mmap, mprotect: third argument without PROT_EXEC
  FcntlCommand,   ///< second argument duplicates, or is about flags
  IoctlCommand,   ///< second argument is TIOCGWINSZ or FIONREAD
  SelfOnly,       ///< tkill: first argument is this thread
  ThreadsOnly,    ///< clone: makes a thread, not a process
  Count,
};

class SyscallFilter {
 public:
  static constexpr uint32_t kNumbers = 512;  ///< of x86-64; later ones are denied

  void allow(uint32_t number, SyscallCheck check);
  int count() const;

  /// Returns 0 or errno. Needs no_new_privs. Other threads are not restricted.
  int install() const;

 private:
  SyscallCheck checks_[kNumbers] = {};
};

}  // namespace ingot
