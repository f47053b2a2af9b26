// What is done to an open file as a whole: size, times, status, advice, getting it to disk.  Spec: WASI snapshot
// preview 1, fd_*.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/file_status.h"
#include "runtime/wasi/host_errno.h"
#include "runtime/wasi/lookup.h"

namespace ingot::wasi {
namespace {

Errno result_of(int host_result) { return host_result == 0 ? Errno::Success : last_error(); }

/// Offsets are signed on the host.
bool fits_offset(uint64_t offset, uint64_t length) { return offset <= INT64_MAX && length <= INT64_MAX - offset; }

}  // namespace

Errno unchecked::fd_advise(WasiContext& context, Fd fd, uint64_t offset, uint64_t length, uint32_t advice) {
  constexpr int kAdvice[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                             POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  if (advice >= sizeof(kAdvice) / sizeof(kAdvice[0])) return Errno::Inval;
  FdUse entry;
  const Errno error = require(context, fd, kFdAdvise, &entry);
  if (error != Errno::Success) return error;
  if (!fits_offset(offset, length)) return Errno::Inval;
  const int failed =
      posix_fadvise(entry->host_fd, static_cast<off_t>(offset), static_cast<off_t>(length), kAdvice[advice]);
  return failed == 0 ? Errno::Success : from_host_errno(failed);
}

Errno unchecked::fd_allocate(WasiContext& context, Fd fd, uint64_t offset, uint64_t length) {
  FdUse entry;
  const Errno error = require(context, fd, kFdAllocate, &entry);
  if (error != Errno::Success) return error;
  if (!fits_offset(offset, length)) return Errno::FileTooBig;
  return result_of(fallocate(entry->host_fd, 0, static_cast<off_t>(offset), static_cast<off_t>(length)));
}

Errno unchecked::fd_datasync(WasiContext& context, Fd fd) {
  FdUse entry;
  const Errno error = require(context, fd, kFdDatasync, &entry);
  return error == Errno::Success ? result_of(fdatasync(entry->host_fd)) : error;
}

Errno unchecked::fd_sync(WasiContext& context, Fd fd) {
  FdUse entry;
  const Errno error = require(context, fd, kFdSync, &entry);
  return error == Errno::Success ? result_of(fsync(entry->host_fd)) : error;
}

Errno unchecked::fd_filestat_get(WasiContext& context, Fd fd, Address result, Layout layout) {
  FdUse entry;
  const Errno error = require(context, fd, kFdFilestatGet, &entry);
  if (error != Errno::Success) return error;
  struct stat status;
  if (fstat(entry->host_fd, &status) != 0) return last_error();
  store_filestat(context, result, status, entry->type, layout);
  return Errno::Success;
}

Errno unchecked::fd_filestat_set_size(WasiContext& context, Fd fd, uint64_t size) {
  FdUse entry;
  const Errno error = require(context, fd, kFdFilestatSetSize, &entry);
  if (error != Errno::Success) return error;
  if (size > INT64_MAX) return Errno::Inval;
  return result_of(ftruncate(entry->host_fd, static_cast<off_t>(size)));
}

Errno unchecked::fd_filestat_set_times(WasiContext& context, Fd fd, uint64_t atim, uint64_t mtim, uint32_t flags) {
  FdUse entry;
  Errno error = require(context, fd, kFdFilestatSetTimes, &entry);
  if (error != Errno::Success) return error;
  timespec times[2];
  error = to_host_times(atim, mtim, flags, times);
  return error == Errno::Success ? result_of(futimens(entry->host_fd, times)) : error;
}

}  // namespace ingot::wasi
