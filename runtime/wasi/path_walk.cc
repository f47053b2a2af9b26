// Opening beneath a directory without the kernel's help: one component at a time.
//
// The kernel never follows a link here: every openat has O_NOFOLLOW and a single component, and a link is read and its
// text put in front of what is left. `..` is never given to the kernel either, since a directory that somebody moves
// meanwhile would lead outside: the way down to the parent is walked again from the root. That costs n steps for a `..`
// at depth n, on kernels before 5.6 only.
//
// Limits are the kernel's: 40 links, 4095 bytes of path. Beyond it: the text left with links expanded may be 8191 bytes
// and the path of the current directory 4095, else ENAMETOOLONG.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "runtime/wasi/path_resolve.h"

namespace ingot::wasi {
namespace {

constexpr int kMostLinks = 40;

class Walk {
 public:
  explicit Walk(int root) : root_(root), current_(root) {}
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;
  ~Walk() { leave(); }

  /// Returns 0 or errno.
  int open(const char* path, int flags, uint32_t mode, int* host_fd);

 private:
  static constexpr uint32_t kRestCapacity = 2 * kPathCapacity;

  struct Component {
    char* name;
    bool is_last;        ///< nothing but slashes behind it
    bool slash_follows;  ///< is_last: the path ends in a slash
  };

  int set_rest(const char* path);
  Component take_component();
  int enter(const char* name);
  int enter_parent();
  int expand_link(const Component& component);
  int open_final(const char* name, int flags, uint32_t mode, int* host_fd);
  int step(const Component& component, bool* entered);
  void leave();

  const int root_;
  int current_;  // O_PATH descriptor, ours unless it is root_
  int links_ = 0;
  uint32_t rest_ = 0;         // position in rest_text_
  uint32_t here_length_ = 0;  // bytes of here_
  char rest_text_[kRestCapacity];
  char here_[kPathCapacity];  // current_ as seen from root_: names, each with a NUL behind
};

void Walk::leave() {
  if (current_ != root_) close(current_);
  current_ = root_;
}

int Walk::set_rest(const char* path) {
  const size_t length = strlen(path);
  if (length >= kRestCapacity) return ENAMETOOLONG;
  // At the end of the buffer, so that the text of a link can be put in front.
  rest_ = static_cast<uint32_t>(kRestCapacity - length - 1);
  memcpy(rest_text_ + rest_, path, length + 1);
  return 0;
}

Walk::Component Walk::take_component() {
  while (rest_text_[rest_] == '/') rest_++;
  Component component = {.name = rest_text_ + rest_, .is_last = true, .slash_follows = false};
  while (rest_text_[rest_] != '/' && rest_text_[rest_] != '\0') rest_++;
  if (rest_text_[rest_] == '\0') return component;
  component.slash_follows = true;
  rest_text_[rest_++] = '\0';
  while (rest_text_[rest_] == '/') rest_++;
  component.is_last = rest_text_[rest_] == '\0';
  return component;
}

/// Goes down into a directory that is no link.
int Walk::enter(const char* name) {
  const size_t length = strlen(name) + 1;
  if (here_length_ + length > sizeof(here_)) return ENAMETOOLONG;
  const int next = openat(current_, name, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
  if (next < 0) return errno;
  leave();
  current_ = next;
  memmove(here_ + here_length_, name, length);  // enter_parent() passes a name that lies there.
  here_length_ += static_cast<uint32_t>(length);
  return 0;
}

int Walk::enter_parent() {
  if (here_length_ == 0) return EXDEV;
  uint32_t parent_length = here_length_ - 1;
  while (parent_length > 0 && here_[parent_length - 1] != '\0') parent_length--;
  leave();
  here_length_ = 0;
  while (here_length_ < parent_length) {
    // enter() appends the very bytes that are there.
    const int error = enter(here_ + here_length_);
    if (error != 0) return error;
  }
  return 0;
}

/// Puts the target of a link before the rest. EINVAL if it is no link.
int Walk::expand_link(const Component& component) {
  char target[kPathCapacity];
  const ssize_t got = readlinkat(current_, component.name, target, sizeof(target));
  if (got < 0) return errno;
  const uint32_t length = static_cast<uint32_t>(got);
  if (++links_ > kMostLinks) return ELOOP;
  if (length == sizeof(target)) return ENAMETOOLONG;
  if (length == 0) return ENOENT;
  if (target[0] == '/') return EXDEV;
  const uint32_t slash = component.slash_follows ? 1 : 0;
  if (rest_ < length + slash) return ENAMETOOLONG;
  if (slash != 0) rest_text_[--rest_] = '/';
  rest_ -= length;
  memcpy(rest_text_ + rest_, target, length);
  return 0;
}

int Walk::open_final(const char* name, int flags, uint32_t mode, int* host_fd) {
  *host_fd = openat(current_, name, flags | O_NOFOLLOW, mode);
  return *host_fd >= 0 ? 0 : errno;
}

/// Goes through a component that must be a directory, or a link whose text then comes next.
int Walk::step(const Component& component, bool* entered) {
  *entered = true;
  if (strcmp(component.name, ".") == 0) return 0;
  if (strcmp(component.name, "..") == 0) return enter_parent();
  const int error = enter(component.name);
  if (error != ENOTDIR && error != ELOOP) return error;
  *entered = false;
  const int link_error = expand_link(component);
  return link_error == EINVAL ? ENOTDIR : link_error;
}

int Walk::open(const char* path, int flags, uint32_t mode, int* host_fd) {
  if (path[0] == '/') return EXDEV;
  if (path[0] == '\0') return ENOENT;
  int error = set_rest(path);
  const bool creates = (flags & O_CREAT) != 0;
  const bool follows = (flags & O_NOFOLLOW) == 0 && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
  while (error == 0) {
    const Component component = take_component();
    const bool dots = strcmp(component.name, ".") == 0 || strcmp(component.name, "..") == 0;
    // Behind a slash there must be a directory, and a link is followed whatever the flags.
    if (!component.is_last || component.slash_follows || dots) {
      if (component.is_last && component.slash_follows && !dots && creates) return EISDIR;
      bool entered;
      error = step(component, &entered);
      if (error == 0 && entered && component.is_last) return open_final(".", flags, mode, host_fd);
      continue;
    }
    if (!follows) return open_final(component.name, flags, mode, host_fd);
    error = expand_link(component);
    if (error == EINVAL || error == ENOENT) return open_final(component.name, flags, mode, host_fd);
  }
  return error;
}

}  // namespace

int walk_beneath(int root, const char* path, int flags, uint32_t mode, int* host_fd) {
  return Walk(root).open(path, flags, mode, host_fd);
}

}  // namespace ingot::wasi
