// What a guest is given at start: standard streams, and directories named by HOST[::GUEST].  See docs/wasi.md,
// "Grants".
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "runtime/platform/text_buffer.h"
#include "runtime/wasi/context.h"
#include "runtime/wasi/path_resolve.h"

namespace ingot::wasi {
namespace {

/// Not strerror: its table would be in every program.
const char* reason_of(int error) {
  switch (error) {
    case ENOENT: return "no such directory";
    case ENOTDIR: return "not a directory";
    case EACCES: return "permission denied";
    case ENAMETOOLONG: return "path too long";
    case EMFILE: return "too many open files";
    default: return "cannot be opened";
  }
}

/// Position of "::", or `length`.
uint32_t find_separator(const char* grant, uint32_t length) {
  for (uint32_t i = 0; i + 1 < length; i++)
    if (grant[i] == ':' && grant[i + 1] == ':') return i;
  return length;
}

bool add_grant(WasiContext* context, const char* grant, uint32_t length) {
  const uint32_t host_length = find_separator(grant, length);
  const bool renamed = host_length != length;
  const char* name = renamed ? grant + host_length + 2 : grant;
  const uint32_t name_length = renamed ? length - host_length - 2 : length;
  int error = host_length == 0 || name_length == 0 ? EINVAL : 0;
  if (error == 0) error = add_preopen(context, grant, host_length, name, name_length, /*read_only=*/false);
  if (error == 0) return true;
  TextBuffer message;
  message.text("ingot: cannot grant directory '").text(grant, length).text("': ");
  message.text(error == EINVAL ? "expected HOST[::GUEST]" : reason_of(error)).character('\n');
  message.flush_to(2);
  return false;
}

}  // namespace

void add_standard_streams(WasiContext* context) {
  for (int host_fd = 0; host_fd < 3; host_fd++) {
    uint32_t fd;
    context->fds.insert({.host_fd = host_fd, .unresolved = true}, static_cast<uint32_t>(host_fd), &fd);
  }
}

int add_preopen(WasiContext* context, const char* host_path, uint32_t host_path_length, const char* name,
                uint32_t name_length, bool read_only) {
  char path[kPathCapacity];
  if (host_path_length >= sizeof(path)) return ENAMETOOLONG;
  memcpy(path, host_path, host_path_length);
  path[host_path_length] = '\0';
  int host_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  // A directory that may be searched but not listed is still good for opening what is below it.
  if (host_fd < 0 && errno == EACCES) host_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  host_fd = keep_off_standard_streams(host_fd);
  if (host_fd < 0) return errno;
  const Rights taken = read_only ? kMutatingRights : 0;
  const FdEntry entry = {.host_fd = host_fd,
                         .read_only = read_only,
                         .type = FileType::Directory,
                         .rights_base = kDirectoryRights & ~taken,
                         .rights_inheriting = kAllRights & ~taken,
                         .preopen_name = name,
                         .preopen_name_length = name_length};
  uint32_t fd;
  if (context->fds.insert(entry, 3, &fd)) return 0;
  close(host_fd);
  return ENOMEM;
}

bool add_grants(WasiContext* context, const char* grants, bool separated) {
  while (*grants != '\0') {
    const char* end = separated ? strchr(grants, ';') : nullptr;
    const uint32_t length = static_cast<uint32_t>(end != nullptr ? static_cast<size_t>(end - grants) : strlen(grants));
    if (length != 0 && !add_grant(context, grants, length)) return false;
    grants += length + (end != nullptr ? 1 : 0);
  }
  return true;
}

const char* find_variable(const char* const* environment, const char* name, uint32_t name_length) {
  if (environment == nullptr) return nullptr;
  for (; *environment != nullptr; environment++)
    if (strncmp(*environment, name, name_length) == 0 && (*environment)[name_length] == '=')
      return *environment + name_length + 1;
  return nullptr;
}

}  // namespace ingot::wasi
