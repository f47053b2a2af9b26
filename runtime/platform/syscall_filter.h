// A seccomp filter: the system calls that this process may make from now on; any other ends it.
//
// The filter is a classic BPF program that compares numbers and looks the others up in a bitmap.
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
  SelfOnly,       ///< tkill: first argument is the main thread, which installs this
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
