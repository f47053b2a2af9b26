// Which system calls a program may make: those of the runtime itself, and what the WASI calls that the program imports
// need by the last column of include/ingot/wasi_preview1.def.
#pragma once

#include <stdint.h>

#include "runtime/platform/syscall_filter.h"

namespace ingot {

/// What a program has besides WASI calls.
struct ProgramParts {
  uint64_t wasi_calls;   ///< bit N for row N of the table
  bool has_directories;  ///< without one, no call gets as far as opening a path
  bool invokes;          ///< -C entry=invoke
  bool waits;            ///< memory.atomic.wait
  bool has_threads;
};

void allow_system_calls(SyscallFilter* filter, const ProgramParts& parts);

}  // namespace ingot
