// What a guest is given at start: standard streams, directories named by HOST[::GUEST][:ro], and lists of what to add
// (listeners.cc has the sockets).  See docs/wasi.md, "Grants".
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "runtime/platform/environment.h"
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

/// Takes `:ro` or `:rw` off the end. The second says what holds anyway, for a name that ends like the first.
bool take_read_only(const char* grant, uint32_t* length) {
  if (*length < 3) return false;
  const char* const suffix = grant + *length - 3;
  const bool read_only = memcmp(suffix, ":ro", 3) == 0;
  if (read_only || memcmp(suffix, ":rw", 3) == 0) *length -= 3;
  return read_only;
}

/// Returns 0 or the host's errno; EINVAL for what is no grant.
int open_grant(WasiContext* context, const char* grant, uint32_t length) {
  const bool read_only = take_read_only(grant, &length);
  const uint32_t host_length = find_separator(grant, length);
  const bool renamed = host_length != length;
  const char* name = renamed ? grant + host_length + 2 : grant;
  const uint32_t name_length = renamed ? length - host_length - 2 : length;
  if (host_length == 0 || name_length == 0) return EINVAL;
  return add_preopen(context, grant, host_length, name, name_length, read_only);
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
  return EMFILE;
}

bool add_grant(WasiContext* context, const char* grant, uint32_t length) {
  const int error = open_grant(context, grant, length);
  if (error == 0) return true;
  TextBuffer message;
  message.text("ingot: cannot grant directory '").text(grant, length).text("': ");
  message.text(error == EINVAL ? "expected HOST[::GUEST][:ro]" : reason_of(error)).character('\n');
  message.flush_to(STDERR_FILENO);
  return false;
}

bool add_list(WasiContext* context, const char* list, AddEntry add) {
  const char* entry;
  uint32_t length;
  while (take_entry(&list, &entry, &length))
    if (!add(context, entry, length)) return false;
  return true;
}

bool add_each(WasiContext* context, const char* const* entries, AddEntry add) {
  for (; entries != nullptr && *entries != nullptr; entries++)
    if (!add(context, *entries, static_cast<uint32_t>(strlen(*entries)))) return false;
  return true;
}

}  // namespace ingot::wasi
