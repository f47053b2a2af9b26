// How a call finds the descriptor it works on, and whether it may.
#include "runtime/wasi/lookup.h"

#include <unistd.h>

#include "runtime/platform/text_buffer.h"

namespace ingot::wasi {
namespace {

Errno error_for_missing(const FdEntry& entry, Rights missing) {
  switch (entry.type) {
    case FileType::Directory: return (missing & kNotOnDirectories) != 0 ? Errno::IsDir : Errno::NotCapable;
    case FileType::CharacterDevice:
    case FileType::Unknown:
    case FileType::SocketDgram:
    case FileType::SocketStream:
      if ((missing & (kFdSeek | kFdTell)) != 0) return Errno::SeekPipe;
      break;
    default: break;
  }
  return (missing & (kPathRights | kFdReaddir)) != 0 ? Errno::NotDir : Errno::NotCapable;
}

/// Once: a program may try again and again.
void tell_limit() {
  static bool told;
  if (!told) TextBuffer().text("ingot: limit of open descriptors reached (--max-fds)\n").flush_to(STDERR_FILENO);
  told = true;
}

}  // namespace

Errno require(WasiContext& context, uint32_t fd, Rights rights, FdUse* use) {
  use->end();
  LockGuard guard(context.fds.lock);
  FdEntry* found = context.fds.find(fd);
  if (found == nullptr) return Errno::BadFd;
  // Reading and writing is left to the host, which knows whether it can be done: hello world needs no fstat.
  const bool host_decides = found->unresolved && (rights & ~(kFdRead | kFdWrite)) == 0;
  if (!host_decides) {
    resolve(found);
    const Rights missing = rights & ~found->rights_base;
    if (missing != 0) return error_for_missing(*found, missing);
  }
  context.fds.use(*found, use);
  return Errno::Success;
}

Errno require_open(WasiContext& context, uint32_t fd, FdUse* use) {
  use->end();
  LockGuard guard(context.fds.lock);
  FdEntry* found = context.fds.find(fd);
  if (found == nullptr) return Errno::BadFd;
  resolve(found);
  context.fds.use(*found, use);
  return Errno::Success;
}

Errno publish(WasiContext& context, FdEntry entry, uint32_t* fd) {
  LockGuard guard(context.fds.lock);
  if (context.fds.insert(entry, 0, fd)) return Errno::Success;
  close(entry.host_fd);
  if (context.fds.is_full()) tell_limit();
  return Errno::ManyFiles;
}

}  // namespace ingot::wasi
