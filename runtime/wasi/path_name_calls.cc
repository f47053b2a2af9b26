// Calls that act on names in directories: make, remove, rename, link.  Spec: WASI snapshot preview 1, path_*.
//
// The host gets a directory beneath the guest's and one component. Where the last component is `.` or `..` it gets
// nothing at all, since `..` of the guest's directory is outside; the answer is then the one Linux gives.
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/host_errno.h"
#include "runtime/wasi/lookup.h"
#include "runtime/wasi/path_resolve.h"

namespace ingot::wasi {
namespace {

Errno result_of(int host_result) { return host_result == 0 ? Errno::Success : last_error(); }

/// A path argument from address to location.
struct PathArgument {
  GuestPath path;
  FdUse root;
  Location location;

  Errno find(WasiContext& context, Fd fd, Rights rights, Address address, Length length) {
    Errno error = copy_path(context, address, length, &path);
    if (error != Errno::Success) return error;
    error = require(context, fd, rights, &root);
    if (error != Errno::Success) return error;
    if (root->type != FileType::Directory) return Errno::NotDir;
    return location.find(context, root->host_fd, &path);
  }

  bool is_name() const { return location.kind() == LastComponent::Name; }
};

/// For calls that look at the thing named, which the host must not do here since it would follow a link before a slash:
/// what is there is a directory, or the path is wrong.
Errno check_directory(WasiContext& context, PathArgument* argument) {
  char* const text = argument->path.text;
  const char* const name = argument->location.name();
  if (name != text) text[name - text - 1] = '/';  // Whole again.
  int host_fd;
  const Errno error = open_beneath(context, argument->root->host_fd, text, O_PATH | O_DIRECTORY, 0, &host_fd);
  if (error == Errno::Success) close(host_fd);
  return error;
}

}  // namespace

Errno unchecked::path_create_directory(WasiContext& context, Fd fd, Address path, Length length) {
  PathArgument argument;
  const Errno error = argument.find(context, fd, kPathCreateDirectory, path, length);
  if (error != Errno::Success) return error;
  if (!argument.is_name()) return Errno::Exist;
  return result_of(mkdirat(argument.location.directory(), argument.location.name(), 0777));
}

Errno unchecked::path_remove_directory(WasiContext& context, Fd fd, Address path, Length length) {
  PathArgument argument;
  const Errno error = argument.find(context, fd, kPathRemoveDirectory, path, length);
  if (error != Errno::Success) return error;
  if (argument.location.kind() == LastComponent::Dot) return Errno::Inval;
  if (argument.location.kind() == LastComponent::DotDot) return Errno::NotEmpty;
  return result_of(unlinkat(argument.location.directory(), argument.location.name(), AT_REMOVEDIR));
}

Errno unchecked::path_unlink_file(WasiContext& context, Fd fd, Address path, Length length) {
  PathArgument argument;
  const Errno error = argument.find(context, fd, kPathUnlinkFile, path, length);
  if (error != Errno::Success) return error;
  if (!argument.is_name()) return Errno::IsDir;
  return result_of(unlinkat(argument.location.directory(), argument.location.name(), 0));
}

Errno unchecked::path_rename(WasiContext& context, Fd old_fd, Address old_path, Length old_length, Fd new_fd,
                             Address new_path, Length new_length) {
  PathArgument from, to;
  Errno error = from.find(context, old_fd, kPathRenameSource, old_path, old_length);
  if (error == Errno::Success) error = to.find(context, new_fd, kPathRenameTarget, new_path, new_length);
  if (error != Errno::Success) return error;
  if (!from.is_name() || !to.is_name()) return Errno::Busy;
  return result_of(
      renameat(from.location.directory(), from.location.name(), to.location.directory(), to.location.name()));
}

Errno unchecked::path_link(WasiContext& context, Fd old_fd, uint32_t lookup, Address old_path, Length old_length,
                           Fd new_fd, Address new_path, Length new_length) {
  // A link to where a link points cannot be made without a moment in which that may change.
  if (lookup != 0) return Errno::Inval;
  PathArgument from, to;
  Errno error = from.find(context, old_fd, kPathLinkSource, old_path, old_length);
  if (error == Errno::Success) error = to.find(context, new_fd, kPathLinkTarget, new_path, new_length);
  if (error != Errno::Success) return error;
  if (!to.is_name()) return Errno::Exist;
  if (!from.is_name()) return Errno::Perm;
  if (from.location.trailing_slash()) {
    error = check_directory(context, &from);
    return error == Errno::Success ? Errno::Perm : error;
  }
  return result_of(
      linkat(from.location.directory(), from.location.name(), to.location.directory(), to.location.name(), 0));
}

Errno unchecked::path_symlink(WasiContext& context, Address target, Length target_length, Fd fd, Address path,
                              Length length) {
  GuestPath target_path;
  Errno error = copy_path(context, target, target_length, &target_path);
  if (error != Errno::Success) return error;
  // Nobody here could follow it, but a program outside the sandbox might.
  if (target_path.absolute()) return Errno::NotCapable;
  PathArgument argument;
  error = argument.find(context, fd, kPathSymlink, path, length);
  if (error != Errno::Success) return error;
  if (!argument.is_name()) return Errno::Exist;
  return result_of(symlinkat(target_path.text, argument.location.directory(), argument.location.name()));
}

Errno unchecked::path_readlink(WasiContext& context, Fd fd, Address path, Length length, Address buffer,
                               Length buffer_length, Address used) {
  PathArgument argument;
  Errno error = argument.find(context, fd, kPathReadlink, path, length);
  if (error != Errno::Success) return error;
  if (!argument.is_name()) return Errno::Inval;
  if (argument.location.trailing_slash()) {
    error = check_directory(context, &argument);
    return error == Errno::Success ? Errno::Inval : error;
  }
  char nothing[1];  // The host refuses an empty buffer.
  char* text = buffer_length != 0 ? reinterpret_cast<char*>(context.memory.at(buffer)) : nothing;
  const size_t capacity = buffer_length != 0 ? buffer_length : sizeof(nothing);
  const ssize_t got = readlinkat(argument.location.directory(), argument.location.name(), text, capacity);
  if (got < 0) return last_error();
  context.memory.store(used, buffer_length != 0 ? static_cast<uint32_t>(got) : 0u);
  return Errno::Success;
}

}  // namespace ingot::wasi
