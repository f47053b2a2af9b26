// Paths of a guest, kept beneath the directory they start from.
//
// A guest path is bytes relative to one of its directories. `..` may be used but not to leave that directory; links are
// followed if they stay inside too, so an absolute target is an escape. Refusals are ENOTCAPABLE.
//
// Two ways, equal in what they allow and answer:
//   Kernel  openat2 with RESOLVE_BENEATH (Linux 5.6)
//   Walk    component by component, every link read and expanded here, never by the kernel (path_walk.cc)
//
// Everything else is made from one primitive, open_beneath. Calls that act on a name (unlink, rename, ...) open the
// parent through it and pass the host a single component, which the host does not follow.
#pragma once

#include <stdint.h>

#include "runtime/wasi/context.h"

namespace ingot::wasi {

inline constexpr uint32_t kPathCapacity = 4096;  // Linux's PATH_MAX, the NUL included

/// A guest's path, copied out of its memory once.
struct GuestPath {
  char text[kPathCapacity];
  uint32_t length;

  bool absolute() const { return text[0] == '/'; }
};

/// Copies a range that has been checked: ENAMETOOLONG, EINVAL for NUL inside, ENOENT for the empty path.
Errno copy_path(const WasiContext& context, uint32_t address, uint32_t byte_length, GuestPath* path);

/// Opens `path` beneath the host directory `root`. Host flags; O_CLOEXEC and O_NOCTTY are added. On success *host_fd is
/// the caller's to close, and above 2.
Errno open_beneath(WasiContext& context, int root, const char* path, int flags, uint32_t mode, int* host_fd);

/// The component-wise way; same contract, but returns the host's errno, EXDEV for an escape.
int walk_beneath(int root, const char* path, int flags, uint32_t mode, int* host_fd);

enum class LastComponent : uint8_t { Name, Dot, DotDot };

/// Where a call acts that works on names: a directory and one component in it.
class Location {
 public:
  Location() = default;
  Location(const Location&) = delete;
  Location& operator=(const Location&) = delete;
  ~Location();

  /// Splits the path and opens the parent. Keeps pointing into `path`, which it changes.
  Errno find(WasiContext& context, int root, GuestPath* path);

  int directory() const { return directory_; }
  /// One component; trailing slashes of the path are kept as one, which the host must get only in calls that do not
  /// follow a link there: mkdir, rmdir, unlink, rename, and the new name of link and symlink.
  const char* name() const { return name_; }
  LastComponent kind() const { return kind_; }
  bool trailing_slash() const { return trailing_slash_; }

 private:
  int directory_ = -1;
  bool owned_ = false;
  bool trailing_slash_ = false;
  LastComponent kind_ = LastComponent::Name;
  const char* name_ = nullptr;
};

}  // namespace ingot::wasi
