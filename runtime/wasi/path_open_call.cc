// Opening a file.  Spec: WASI snapshot preview 1, path_open.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/fd_flags.h"
#include "runtime/wasi/host_errno.h"
#include "runtime/wasi/lookup.h"
#include "runtime/wasi/path_resolve.h"

namespace ingot::wasi {
namespace {

constexpr Rights kNeedWriting = kFdWrite | kFdAllocate | kFdFilestatSetSize;
constexpr uint32_t kProcMagic = 0x9fa0;

/// What the directory must allow for these flags, itself...
Rights needed_rights(uint32_t oflags) {
  Rights needed = kPathOpen;
  if ((oflags & kOflagCreat) != 0) needed |= kPathCreateFile;
  if ((oflags & kOflagTrunc) != 0) needed |= kPathFilestatSetSize;
  return needed;
}

/// ... and to what is opened below it.
Rights needed_inheriting(Rights base, Rights inheriting, uint32_t fdflags) {
  Rights needed = base | inheriting;
  if ((fdflags & (kFdflagSync | kFdflagRsync)) != 0) needed |= kFdSync;
  if ((fdflags & kFdflagDsync) != 0) needed |= kFdDatasync;
  return needed;
}

int to_open_flags(uint32_t lookup, uint32_t oflags, Rights base, uint32_t fdflags) {
  const bool writes = (base & kNeedWriting) != 0 || (oflags & kOflagTrunc) != 0;
  const bool reads = (base & (kFdRead | kFdReaddir)) != 0;
  int flags = !writes ? O_RDONLY : reads ? O_RDWR : O_WRONLY;
  if ((oflags & kOflagCreat) != 0) flags |= O_CREAT;
  if ((oflags & kOflagDirectory) != 0) flags |= O_DIRECTORY;
  if ((oflags & kOflagExcl) != 0) flags |= O_EXCL;
  if ((oflags & kOflagTrunc) != 0) flags |= O_TRUNC;
  if ((lookup & kLookupSymlinkFollow) == 0) flags |= O_NOFOLLOW;
  return flags | static_cast<int>(to_host_flags(fdflags));
}

/// With /proc granted, writing /proc/self/mem would end the sandbox. Files there are empty and on no real device, so
/// the file system is asked about in few cases only.
bool is_dangerous(int host_fd, const struct stat& status) {
  if (!S_ISREG(status.st_mode) || status.st_size != 0 || major(status.st_dev) != 0) return false;
  struct statfs file_system;
  return fstatfs(host_fd, &file_system) != 0 || static_cast<uint32_t>(file_system.f_type) == kProcMagic;
}

/// Makes the descriptor the guest gets out of the one the host gave; closes that if it must not be given.
Errno describe(int host_fd, bool writes, const FdEntry& directory, Rights base, Rights inheriting, FdEntry* entry) {
  struct stat status;
  Errno error = Errno::Success;
  if (fstat(host_fd, &status) != 0)
    error = last_error();
  else if (writes && is_dangerous(host_fd, status))
    error = Errno::NotCapable;
  if (error != Errno::Success) {
    close(host_fd);
    return error;
  }
  entry->host_fd = host_fd;
  entry->read_only = directory.read_only;
  entry->type = file_type_of(status.st_mode, host_fd);
  entry->rights_base = base & rights_of(entry->type, host_fd);
  entry->rights_inheriting = entry->type == FileType::Directory ? inheriting : 0;
  return Errno::Success;
}

}  // namespace

Errno unchecked::path_open(WasiContext& context, Fd fd, uint32_t lookup, Address path, Length length, uint32_t oflags,
                           Rights base, Rights inheriting, uint32_t fdflags, Address result) {
  GuestPath guest_path;
  Errno error = copy_path(context, path, length, &guest_path);
  if (error != Errno::Success) return error;
  if ((lookup & ~kLookupSymlinkFollow) != 0) return Errno::Inval;
  if ((oflags & ~kOflagsAll) != 0 || (fdflags & ~kFdflagsAll) != 0) return Errno::Inval;
  // Linux changed its mind about this pair several times.
  if ((oflags & kOflagCreat) != 0 && (oflags & kOflagDirectory) != 0) return Errno::Inval;
  // Bits that are no rights: many guests ask for all 64.
  base &= kAllRights;
  inheriting &= kAllRights;

  FdUse directory;
  error = require(context, fd, needed_rights(oflags), &directory);
  if (error != Errno::Success) return error;
  if (directory->type != FileType::Directory) return Errno::NotDir;
  if ((needed_inheriting(base, inheriting, fdflags) & ~directory->rights_inheriting) != 0) return Errno::NotCapable;

  const int flags = to_open_flags(lookup, oflags, base, fdflags);
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  if (writes && directory->read_only) return Errno::NotCapable;
  int host_fd;
  error =
      open_beneath(context, directory->host_fd, guest_path.text, flags, (flags & O_CREAT) != 0 ? 0666 : 0, &host_fd);
  if (error != Errno::Success) return error;
  FdEntry entry;
  error = describe(host_fd, writes, *directory, base, inheriting, &entry);
  uint32_t opened;
  if (error == Errno::Success) error = publish(context, entry, &opened);
  if (error == Errno::Success) context.memory.store(result, opened);
  return error;
}

}  // namespace ingot::wasi
