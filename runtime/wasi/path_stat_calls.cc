// Status and times of a file by its path.  Spec: WASI snapshot preview 1, path_filestat_get, path_filestat_set_times.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/platform/text_buffer.h"
#include "runtime/wasi/calls.h"
#include "runtime/wasi/file_status.h"
#include "runtime/wasi/host_errno.h"
#include "runtime/wasi/lookup.h"
#include "runtime/wasi/path_resolve.h"

namespace ingot::wasi {
namespace {

#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif

/// One component that the host cannot take for anything else: most paths of most programs.
bool is_plain_name(const GuestPath& path) {
  return strchr(path.text, '/') == nullptr && strcmp(path.text, ".") != 0 && strcmp(path.text, "..") != 0;
}

Errno status_of(WasiContext& context, int root, const GuestPath& path, bool follow, struct stat* status) {
  if (is_plain_name(path)) {
    // One system call instead of three, unless it is a link that is to be followed.
    if (fstatat(root, path.text, status, AT_SYMLINK_NOFOLLOW) != 0) return last_error();
    if (!follow || !S_ISLNK(status->st_mode)) return Errno::Success;
  }
  int host_fd;
  const Errno error = open_beneath(context, root, path.text, O_PATH | (follow ? 0 : O_NOFOLLOW), 0, &host_fd);
  if (error != Errno::Success) return error;
  const int failed = fstatat(host_fd, "", status, AT_EMPTY_PATH);
  const Errno result = failed == 0 ? Errno::Success : last_error();
  close(host_fd);
  return result;
}

/// Sets times through an O_PATH descriptor.
Errno set_times(int host_fd, const timespec times[2]) {
  if (utimensat(host_fd, "", times, AT_EMPTY_PATH) == 0) return Errno::Success;
  if (errno != EINVAL) return last_error();
  // Linux before 5.8. The name is ours, not the guest's, and leads to the very file that is open.
  TextBuffer name;
  name.text("/proc/self/fd/").decimal(static_cast<uint64_t>(host_fd)).character('\0');
  return utimensat(AT_FDCWD, name.data(), times, 0) == 0 ? Errno::Success : last_error();
}

Errno find_directory(WasiContext& context, Fd fd, Rights rights, uint32_t lookup, FdUse* use) {
  if ((lookup & ~kLookupSymlinkFollow) != 0) return Errno::Inval;
  const Errno error = require(context, fd, rights, use);
  if (error != Errno::Success) return error;
  return (*use)->type == FileType::Directory ? Errno::Success : Errno::NotDir;
}

}  // namespace

Errno unchecked::path_filestat_get(WasiContext& context, Fd fd, uint32_t lookup, Address path, Length length,
                                   Address result, Layout layout) {
  GuestPath guest_path;
  Errno error = copy_path(context, path, length, &guest_path);
  if (error != Errno::Success) return error;
  FdUse entry;
  error = find_directory(context, fd, kPathFilestatGet, lookup, &entry);
  if (error != Errno::Success) return error;
  struct stat status;
  error = status_of(context, entry->host_fd, guest_path, lookup == kLookupSymlinkFollow, &status);
  if (error == Errno::Success) store_filestat(context, result, status, file_type_of(status.st_mode, -1), layout);
  return error;
}

Errno unchecked::path_filestat_set_times(WasiContext& context, Fd fd, uint32_t lookup, Address path, Length length,
                                         uint64_t atim, uint64_t mtim, uint32_t flags) {
  GuestPath guest_path;
  Errno error = copy_path(context, path, length, &guest_path);
  if (error != Errno::Success) return error;
  timespec times[2];
  error = to_host_times(atim, mtim, flags, times);
  if (error != Errno::Success) return error;
  FdUse entry;
  error = find_directory(context, fd, kPathFilestatSetTimes, lookup, &entry);
  if (error != Errno::Success) return error;
  int host_fd;
  const int open_flags = O_PATH | (lookup == kLookupSymlinkFollow ? 0 : O_NOFOLLOW);
  error = open_beneath(context, entry->host_fd, guest_path.text, open_flags, 0, &host_fd);
  if (error != Errno::Success) return error;
  error = set_times(host_fd, times);
  close(host_fd);
  return error;
}

}  // namespace ingot::wasi
