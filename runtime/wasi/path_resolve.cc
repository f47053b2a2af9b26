// Paths of a guest: copying them in, opening beneath a directory by openat2, splitting off the last component.
#include "runtime/wasi/path_resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/wasi/host_errno.h"

namespace ingot::wasi {
namespace {

/// The kernel's struct open_how; its header is not among those of the C library.
struct OpenHow {
  uint64_t flags;
  uint64_t mode;
  uint64_t resolve;
};
constexpr uint64_t kResolveNoMagiclinks = 0x02;
constexpr uint64_t kResolveBeneath = 0x08;

// openat2 says EAGAIN when something was renamed during a `..`. A few tries, then the walk, which does not care.
constexpr int kMostTries = 8;

/// Returns 0 or errno.
int open_by_kernel(int root, const char* path, int flags, uint32_t mode, int* host_fd) {
  OpenHow how = {
      .flags = static_cast<uint64_t>(flags), .mode = mode, .resolve = kResolveBeneath | kResolveNoMagiclinks};
  const long result = syscall(SYS_openat2, root, path, &how, sizeof(how));
  if (result < 0) return errno;
  *host_fd = static_cast<int>(result);
  return 0;
}

/// Old kernels say ENOSYS, sandboxes around us sometimes EPERM.
bool kernel_can(int root) {
  int host_fd = -1;
  if (open_by_kernel(root, ".", O_PATH | O_CLOEXEC, 0, &host_fd) != 0) return false;
  close(host_fd);
  return true;
}

int open_by_any(WasiContext& context, int root, const char* path, int flags, uint32_t mode, int* host_fd) {
  ResolveMode way = __atomic_load_n(&context.resolve_mode, __ATOMIC_RELAXED);
  if (way == ResolveMode::Detect) {
    // Threads that find out at the same time find the same.
    way = kernel_can(root) ? ResolveMode::Kernel : ResolveMode::Walk;
    __atomic_store_n(&context.resolve_mode, way, __ATOMIC_RELAXED);
  }
  if (way == ResolveMode::Kernel) {
    for (int tries = 0; tries < kMostTries; tries++) {
      const int error = open_by_kernel(root, path, flags, mode, host_fd);
      if (error != EAGAIN && error != EINTR) return error;
    }
  }
  return walk_beneath(root, path, flags, mode, host_fd);
}

}  // namespace

Errno copy_path(const WasiContext& context, uint32_t address, uint32_t byte_length, GuestPath* path) {
  if (byte_length >= kPathCapacity) return Errno::NameTooLong;
  memcpy(path->text, context.memory.at(address), byte_length);
  path->text[byte_length] = '\0';
  path->length = byte_length;
  if (byte_length == 0) return Errno::NoEnt;
  return strlen(path->text) == byte_length ? Errno::Success : Errno::Inval;
}

Errno open_beneath(WasiContext& context, int root, const char* path, int flags, uint32_t mode, int* host_fd) {
  flags |= O_CLOEXEC;
  if ((flags & O_PATH) == 0) flags |= O_NOCTTY;
  const int error = open_by_any(context, root, path, flags, mode, host_fd);
  if (error == EXDEV) return Errno::NotCapable;
  if (error != 0) return from_host_errno(error);
  *host_fd = keep_off_standard_streams(*host_fd);
  return *host_fd >= 0 ? Errno::Success : last_error();
}

Location::~Location() {
  if (owned_) close(directory_);
}

Errno Location::find(WasiContext& context, int root, GuestPath* path) {
  if (path->absolute()) return Errno::NotCapable;
  char* const text = path->text;
  uint32_t end = path->length;
  while (text[end - 1] == '/') end--;  // Stops: the first byte is not a slash.
  trailing_slash_ = end != path->length;
  uint32_t start = end;
  while (start > 0 && text[start - 1] != '/') start--;
  name_ = text + start;
  text[trailing_slash_ ? end + 1 : end] = '\0';

  const uint32_t name_length = end - start;
  const char* parent = text;
  if (name_length == 1 && name_[0] == '.') kind_ = LastComponent::Dot;
  if (name_length == 2 && name_[0] == '.' && name_[1] == '.') kind_ = LastComponent::DotDot;
  if (kind_ == LastComponent::Name) {
    if (start == 0) {
      directory_ = root;
      return Errno::Success;
    }
    text[start - 1] = '\0';  // The parent keeps slashes before that one, which mean nothing.
  }
  const Errno error = open_beneath(context, root, parent, O_PATH | O_DIRECTORY, 0, &directory_);
  owned_ = error == Errno::Success;
  return error;
}

}  // namespace ingot::wasi
