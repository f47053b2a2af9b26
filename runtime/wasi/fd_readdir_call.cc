// Listing a directory.  Spec: WASI snapshot preview 1, fd_readdir.
//
// A cookie is the kernel's own position of the next entry (d_off), as telldir gives it: it stays good while entries
// come and go, and a guest that makes one up gets what lseek makes of it. Every call starts by seeking there, so
// nothing is kept between calls. The guest's buffer is filled to the last byte, by part of an entry if need be, unless
// the end of the directory was reached: that is how the guest knows.
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/host_errno.h"
#include "runtime/wasi/lookup.h"

namespace ingot::wasi {
namespace {

/// Head of the kernel's struct linux_dirent64; a NUL-terminated name follows directly behind `type`.
struct KernelDirent {
  uint64_t ino;
  int64_t next;
  uint16_t byte_length;
  uint8_t type;
} __attribute__((packed));

constexpr uint32_t kHostBufferBytes = 8192;

FileType file_type_of_dirent(uint8_t type) {
  // The numbers of <dirent.h>: DT_CHR 2, DT_DIR 4, DT_BLK 6, DT_REG 8, DT_LNK 10, DT_SOCK 12.
  switch (type) {
    case 2: return FileType::CharacterDevice;
    case 4: return FileType::Directory;
    case 6: return FileType::BlockDevice;
    case 8: return FileType::RegularFile;
    case 10: return FileType::SymbolicLink;
    case 12: return FileType::SocketStream;
    default: return FileType::Unknown;
  }
}

/// The guest's buffer and how much of it is full.
struct Output {
  uint8_t* bytes;
  uint32_t capacity;
  uint32_t used = 0;

  bool full() const { return used == capacity; }

  void append(const void* source, uint32_t length) {
    const uint32_t room = capacity - used;
    const uint32_t taken = length < room ? length : room;
    memcpy(bytes + used, source, taken);
    used += taken;
  }
};

void append_entry(Output* output, const KernelDirent& host, const char* name) {
  const uint32_t name_length = static_cast<uint32_t>(strlen(name));
  Dirent entry = {};
  entry.next = static_cast<uint64_t>(host.next);
  entry.ino = host.ino;
  entry.name_length = name_length;
  entry.filetype = static_cast<uint8_t>(file_type_of_dirent(host.type));
  output->append(&entry, sizeof(entry));
  output->append(name, name_length);
}

/// Adds entries from the directory's position on until the output is full or the directory ends.
Errno fill(int directory, Output* output) {
  while (!output->full()) {
    alignas(8) char buffer[kHostBufferBytes];
    const long got = syscall(SYS_getdents64, directory, buffer, sizeof(buffer));
    if (got < 0 && errno == ENOENT) return Errno::Success;  // Removed meanwhile: nothing in it.
    if (got < 0) return last_error();
    if (got == 0) return Errno::Success;
    for (long position = 0; position < got && !output->full();) {
      KernelDirent host;
      memcpy(&host, buffer + position, sizeof(host));
      append_entry(output, host, buffer + position + sizeof(host));
      position += host.byte_length;
    }
  }
  return Errno::Success;
}

}  // namespace

Errno unchecked::fd_readdir(WasiContext& context, Fd fd, Address buffer, Length length, uint64_t cookie, Address used) {
  FdUse entry;
  Errno error = require(context, fd, kFdReaddir, &entry);
  if (error != Errno::Success) return error;
  // The position is the host's and the same for all threads that read this directory.
  LockGuard guard(context.reading_directory);
  if (lseek(entry->host_fd, static_cast<off_t>(cookie), SEEK_SET) < 0) return last_error();
  Output output = {.bytes = context.memory.at(buffer), .capacity = length};
  error = fill(entry->host_fd, &output);
  if (error == Errno::Success) context.memory.store(used, output.used);
  return error;
}

}  // namespace ingot::wasi
