// The guest's file descriptors: finding a free number, growing, use by several threads, and what a standard stream
// turns out to be.
#include "runtime/wasi/fd_table.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/platform/virtual_memory.h"

namespace ingot::wasi {

bool FdTable::grow() {
  const uint32_t old_capacity = capacity();
  if (old_capacity >= kMostEntries) return false;
  const uint32_t new_capacity = old_capacity * 4;
  void* pages = allocate_pages(round_up_to_page(new_capacity * sizeof(FdEntry)));
  if (pages == nullptr) return false;
  memcpy(pages, entries(), old_capacity * sizeof(FdEntry));
  if (grown_ != nullptr) release_address_space(grown_, round_up_to_page(old_capacity * sizeof(FdEntry)));
  grown_ = static_cast<FdEntry*>(pages);  // Fresh pages are zero, and a zeroed entry is a closed one.
  grown_capacity_ = new_capacity;
  return true;
}

bool FdTable::insert(const FdEntry& entry, uint32_t lowest, uint32_t* fd) {
  if (is_full()) return false;
  uint32_t candidate = lowest;
  while (candidate < capacity() && entries()[candidate].open) candidate++;
  while (candidate >= capacity())
    if (!grow()) return false;
  entries()[candidate] = entry;
  entries()[candidate].open = true;
  open_count_++;
  *fd = candidate;
  return true;
}

void FdTable::use(const FdEntry& entry, FdUse* use) {
  use->entry_ = entry;
  if constexpr (!kThreads) return;
  use->table_ = this;
  use->next_ = in_use_;
  in_use_ = use;
}

bool FdTable::leave_to_users(int host_fd) {
  for (FdUse* use = in_use_; use != nullptr; use = use->next_) {
    if (use->entry_.host_fd != host_fd) continue;
    use->closes_ = true;
    return true;
  }
  return false;
}

void FdUse::end() {
  if (!kThreads || table_ == nullptr) return;
  {
    LockGuard guard(table_->lock);
    FdUse** link = &table_->in_use_;
    while (*link != this) link = &(*link)->next_;
    *link = next_;
    if (closes_) closes_ = !table_->leave_to_users(entry_.host_fd);
  }
  table_ = nullptr;
  if (closes_) close(entry_.host_fd);
  closes_ = false;
}

FileType file_type_of(uint32_t host_mode, int host_fd) {
  switch (host_mode & S_IFMT) {
    case S_IFBLK: return FileType::BlockDevice;
    case S_IFCHR: return FileType::CharacterDevice;
    case S_IFDIR: return FileType::Directory;
    case S_IFREG: return FileType::RegularFile;
    case S_IFLNK: return FileType::SymbolicLink;
    case S_IFSOCK: {
      int type = SOCK_STREAM;
      socklen_t size = sizeof(type);
      if (host_fd >= 0) getsockopt(host_fd, SOL_SOCKET, SO_TYPE, &type, &size);
      return type == SOCK_DGRAM ? FileType::SocketDgram : FileType::SocketStream;
    }
    default: return FileType::Unknown;  // Pipes: WASI has no word for them.
  }
}

Rights rights_of(FileType type, int host_fd) {
  switch (type) {
    case FileType::Directory: return kDirectoryRights;
    case FileType::CharacterDevice:
      // Guests recognise a terminal by being a character device that cannot be sought in; /dev/null is none.
      return isatty(host_fd) != 0 ? kStreamRights : kStreamRights | kFdSeek | kFdTell;
    case FileType::Unknown: return kStreamRights;
    case FileType::SocketDgram:
    case FileType::SocketStream: return kSocketRights;
    default: return kFileRights;
  }
}

void resolve(FdEntry* entry) {
  if (!entry->unresolved) return;
  entry->unresolved = false;
  struct stat status;
  if (fstat(entry->host_fd, &status) != 0) return;  // Closed by whoever started us: every use says EBADF.
  entry->type = file_type_of(status.st_mode, entry->host_fd);
  // Streams are for reading and writing: a folder that somebody redirects there grants nothing in it.
  entry->rights_base = rights_of(entry->type, entry->host_fd) & ~(kPathRights | kFdReaddir);
  const int flags = fcntl(entry->host_fd, F_GETFL);
  if (flags < 0) return;
  if ((flags & O_ACCMODE) == O_RDONLY)
    entry->rights_base &= ~(kFdWrite | kFdAllocate | kFdFilestatSetSize | kFdFilestatSetTimes);
  if ((flags & O_ACCMODE) == O_WRONLY) entry->rights_base &= ~kFdRead;
}

int keep_off_standard_streams(int host_fd) {
  if (host_fd < 0 || host_fd > 2) return host_fd;
  const int moved = fcntl(host_fd, F_DUPFD_CLOEXEC, 3);
  const int error = errno;
  close(host_fd);
  errno = error;
  return moved;
}

}  // namespace ingot::wasi
