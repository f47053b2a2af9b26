// A seccomp filter: the system calls that this process may make from now on; any other ends it.
//
// The filter is a classic BPF program that compares numbers and looks the others up in a bitmap.
#pragma once

#include <stdint.h>

namespace ingot {

/// What is asked of a system call beyond its number. Of two for the same call, the later allows more.
enum class SyscallCheck : uint8_t {
  None,
  NotExecutable,  ///< mmap, mprotect: third argument without PROT_EXEC
  FcntlGetFlags,  ///< second argument is F_GETFL, or F_GETFD, by which fstat of musl knows what is not open
  FcntlCommand,   ///< second argument duplicates, or is about flags
  IoctlTerminal,  ///< second argument is TIOCGWINSZ, by which isatty knows a terminal
  IoctlCommand,   ///< second argument is TIOCGWINSZ or FIONREAD
  SelfOnly,       ///< tkill: first argument is the main thread, which installs this
  ThreadsOnly,    ///< clone: makes a thread, not a process
  Count,
};

class SyscallFilter {
 public:
  static constexpr uint32_t kNumbers = 512;  ///< of x86-64; later ones are denied
  static constexpr int kWords = kNumbers / 32;
  static constexpr int kMostChecked = 16;

  /// May come again for the same number: what either allows.
  void allow(uint32_t number, SyscallCheck check);
  int count() const;

  /// Returns 0 or errno. Needs no_new_privs. Other threads are not restricted.
  int install() const;

 private:
  friend class SyscallFilterAssembler;

  struct Checked {
    uint16_t number;
    SyscallCheck check;
  };

  uint32_t always_[kWords] = {};  ///< bit number % 32 of word number / 32: without a check
  Checked checked_[kMostChecked] = {};
  int checked_count_ = 0;
  bool overflow_ = false;
};

}  // namespace ingot
