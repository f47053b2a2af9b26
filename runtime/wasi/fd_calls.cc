// What a descriptor is, where it stands, closing and renumbering.  Spec: WASI snapshot preview 1, fd_*.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/fd_flags.h"
#include "runtime/wasi/host_errno.h"
#include "runtime/wasi/lookup.h"

namespace ingot::wasi {
namespace {

constexpr int kNothingToClose = -1;

/// Takes a number out of the table, whose lock is held. Returns the host's descriptor to close. The host's stderr stays
/// open: traps are told there.
int remove_entry(FdTable& fds, Fd fd) {
  const int host_fd = fds.find(fd)->host_fd;
  fds.remove(fd);
  return host_fd == STDERR_FILENO || fds.leave_to_users(host_fd) ? kNothingToClose : host_fd;
}

/// With the lock free again: some files take long to close.
Errno close_host_fd(int host_fd) {
  // The descriptor is gone even if close is interrupted.
  return host_fd == kNothingToClose || close(host_fd) == 0 || errno == EINTR ? Errno::Success : last_error();
}

Errno seek(WasiContext& context, Fd fd, uint64_t offset, int host_whence, Address result) {
  FdUse entry;
  // Asking for the position is less than changing it.
  const bool tells = offset == 0 && host_whence == SEEK_CUR;
  Errno error = require(context, fd, tells ? kFdTell : kFdSeek, &entry);
  if (error == Errno::NotCapable && tells) error = require(context, fd, kFdSeek, &entry);
  if (error != Errno::Success) return error;
  const off_t position = lseek(entry->host_fd, static_cast<off_t>(offset), host_whence);
  if (position < 0) return last_error();
  context.memory.store(result, static_cast<uint64_t>(position));
  return Errno::Success;
}

}  // namespace

Errno unchecked::fd_close(WasiContext& context, Fd fd) {
  int host_fd;
  {
    LockGuard guard(context.fds.lock);
    if (context.fds.find(fd) == nullptr) return Errno::BadFd;
    host_fd = remove_entry(context.fds, fd);
  }
  return close_host_fd(host_fd);
}

Errno unchecked::fd_renumber(WasiContext& context, Fd from, Fd to) {
  int replaced;
  {
    LockGuard guard(context.fds.lock);
    const FdEntry* source = context.fds.find(from);
    if (source == nullptr || context.fds.find(to) == nullptr) return Errno::BadFd;
    if (from == to) return Errno::Success;
    const FdEntry moved = *source;
    replaced = remove_entry(context.fds, to);
    context.fds.remove(from);
    uint32_t placed;
    context.fds.insert(moved, to, &placed);
  }
  close_host_fd(replaced);  // Whatever it says, the number is another file's now.
  return Errno::Success;
}

Errno unchecked::fd_fdstat_get(WasiContext& context, Fd fd, Address result) {
  FdUse entry;
  const Errno error = require_open(context, fd, &entry);
  if (error != Errno::Success) return error;
  const int host_flags = fcntl(entry->host_fd, F_GETFL);
  if (host_flags < 0) return last_error();
  Fdstat status = {};
  status.filetype = static_cast<uint8_t>(entry->type);
  status.flags = static_cast<uint16_t>(from_host_flags(host_flags));
  status.rights_base = entry->rights_base;
  status.rights_inheriting = entry->rights_inheriting;
  context.memory.store(result, status);
  return Errno::Success;
}

Errno unchecked::fd_fdstat_set_flags(WasiContext& context, Fd fd, uint32_t flags) {
  if ((flags & ~kFdflagsAll) != 0) return Errno::Inval;
  FdUse entry;
  const Errno error = require(context, fd, kFdFdstatSetFlags, &entry);
  if (error != Errno::Success) return error;
  const int host_flags = fcntl(entry->host_fd, F_GETFL);
  if (host_flags < 0) return last_error();
  // How writes are synchronised is fixed when a file is opened; Linux would ignore a change without a word.
  constexpr uint32_t kChangeable = kFdflagAppend | kFdflagNonblock;
  const uint32_t wanted_sync = to_host_flags(flags & ~kChangeable);
  if (wanted_sync != (static_cast<uint32_t>(host_flags) & O_SYNC)) return Errno::NotSup;
  const int kept = host_flags & ~(O_APPEND | O_NONBLOCK);
  const int changed = static_cast<int>(to_host_flags(flags & kChangeable));
  return fcntl(entry->host_fd, F_SETFL, kept | changed) == 0 ? Errno::Success : last_error();
}

Errno unchecked::fd_fdstat_set_rights(WasiContext& context, Fd fd, Rights base, Rights inheriting) {
  LockGuard guard(context.fds.lock);
  FdEntry* entry = context.fds.find(fd);
  if (entry == nullptr) return Errno::BadFd;
  resolve(entry);
  if ((base & ~entry->rights_base) != 0 || (inheriting & ~entry->rights_inheriting) != 0) return Errno::NotCapable;
  entry->rights_base = base;
  entry->rights_inheriting = inheriting;
  return Errno::Success;
}

Errno unchecked::fd_prestat_get(WasiContext& context, Fd fd, Address result) {
  LockGuard guard(context.fds.lock);
  const FdEntry* entry = context.fds.find(fd);
  // EBADF is what guests end their search for preopens at, so it is also the word for what is no preopen.
  if (entry == nullptr || entry->preopen_name == nullptr) return Errno::BadFd;
  Prestat prestat = {};
  prestat.name_length = entry->preopen_name_length;
  context.memory.store(result, prestat);
  return Errno::Success;
}

Errno unchecked::fd_prestat_dir_name(WasiContext& context, Fd fd, Address path, Length length) {
  LockGuard guard(context.fds.lock);
  const FdEntry* entry = context.fds.find(fd);
  if (entry == nullptr || entry->preopen_name == nullptr) return Errno::BadFd;
  if (length < entry->preopen_name_length) return Errno::NameTooLong;
  memcpy(context.memory.at(path), entry->preopen_name, entry->preopen_name_length);
  return Errno::Success;
}

Errno unchecked::fd_seek(WasiContext& context, Fd fd, uint64_t offset, uint32_t whence, Address result) {
  static_assert(SEEK_SET == kWhenceSet && SEEK_CUR == kWhenceCur && SEEK_END == kWhenceEnd);
  if (whence > kWhenceEnd) return Errno::Inval;
  return seek(context, fd, offset, static_cast<int>(whence), result);
}

Errno unchecked::unstable_fd_seek(WasiContext& context, Fd fd, uint64_t offset, uint32_t whence, Address result) {
  constexpr int kHostWhence[] = {SEEK_CUR, SEEK_END, SEEK_SET};
  if (whence >= sizeof(kHostWhence) / sizeof(kHostWhence[0])) return Errno::Inval;
  return seek(context, fd, offset, kHostWhence[whence], result);
}

Errno unchecked::fd_tell(WasiContext& context, Fd fd, Address result) { return seek(context, fd, 0, SEEK_CUR, result); }

}  // namespace ingot::wasi
