// Reading and writing.  Spec: WASI snapshot preview 1, fd_read, fd_write, fd_pread, fd_pwrite.
//
// The host reads and writes the guest's memory itself; nothing is copied in between.
#include <errno.h>
#include <stdint.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/host_errno.h"
#include "runtime/wasi/iovec_batch.h"
#include "runtime/wasi/lookup.h"

namespace ingot::wasi {
namespace {

/// Checks everything, calls `transfer(host_fd, buffers, size)` until no signal interrupts it, stores how much it moved.
template <typename Transfer>
Errno transfer_bytes(WasiContext& context, Fd fd, Rights rights, Address iovs, uint32_t count, Address result,
                     Transfer transfer) {
  FdUse entry;
  Errno error = require(context, fd, rights, &entry);
  if (error != Errno::Success) return error;
  IovecBatch batch;
  error = batch.take(context.memory, iovs, count);
  if (error != Errno::Success) return error;
  ssize_t moved;
  do {
    moved = transfer(entry->host_fd, batch.data(), batch.size());
  } while (moved < 0 && errno == EINTR);
  if (moved < 0) return last_error();
  context.memory.store(result, static_cast<uint32_t>(moved));  // Linux moves less than 2 GiB at once.
  return Errno::Success;
}

}  // namespace

Errno unchecked::fd_read(WasiContext& context, Fd fd, Address iovs, uint32_t count, Address result) {
  return transfer_bytes(context, fd, kFdRead, iovs, count, result,
                        [](int host_fd, iovec* buffers, int size) { return readv(host_fd, buffers, size); });
}

Errno unchecked::fd_write(WasiContext& context, Fd fd, Address iovs, uint32_t count, Address result) {
  const auto transfer = [&context](int host_fd, iovec* buffers, int size) {
    if (context.filter_escapes && isatty(host_fd) != 0) {
      LockGuard guard(context.filtering);
      return context.escape_filter.write(host_fd, buffers, size);
    }
    return writev(host_fd, buffers, size);
  };
  return transfer_bytes(context, fd, kFdWrite, iovs, count, result, transfer);
}

Errno unchecked::fd_pread(WasiContext& context, Fd fd, Address iovs, uint32_t count, uint64_t offset, Address result) {
  if (offset > INT64_MAX) return Errno::Inval;
  const auto transfer = [offset](int host_fd, iovec* buffers, int size) {
    return preadv(host_fd, buffers, size, static_cast<off_t>(offset));
  };
  return transfer_bytes(context, fd, kFdRead | kFdSeek, iovs, count, result, transfer);
}

Errno unchecked::fd_pwrite(WasiContext& context, Fd fd, Address iovs, uint32_t count, uint64_t offset, Address result) {
  if (offset > INT64_MAX) return Errno::Inval;
  const auto transfer = [offset](int host_fd, iovec* buffers, int size) {
    return pwritev(host_fd, buffers, size, static_cast<off_t>(offset));
  };
  return transfer_bytes(context, fd, kFdWrite | kFdSeek, iovs, count, result, transfer);
}

}  // namespace ingot::wasi
