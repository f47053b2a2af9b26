// Sockets that the program was started with: a guest cannot make any.  Spec: WASI snapshot preview 1, sock_*.
#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/host_errno.h"
#include "runtime/wasi/iovec_batch.h"
#include "runtime/wasi/lookup.h"

namespace ingot::wasi {
namespace {

/// Being no socket is said before missing rights are.
Errno require_socket(WasiContext& context, Fd fd, Rights rights, FdUse* use) {
  const Errno error = require_open(context, fd, use);
  if (error != Errno::Success) return error;
  const FileType type = (*use)->type;
  if (type != FileType::SocketStream && type != FileType::SocketDgram) return Errno::NotSock;
  return require(context, fd, rights, use);
}

}  // namespace

Errno unchecked::sock_accept(WasiContext& context, Fd fd, uint32_t flags, Address result) {
  if ((flags & ~kFdflagNonblock) != 0) return Errno::Inval;
  FdUse listener;
  const Errno error = require_socket(context, fd, kSockAccept, &listener);
  if (error != Errno::Success) return error;
  const int host_flags = SOCK_CLOEXEC | (flags != 0 ? SOCK_NONBLOCK : 0);
  // Not by the C library, which tries again by accept() what is no listener; that is a call that no program has.
  const long accepted_fd = syscall(SYS_accept4, listener->host_fd, nullptr, nullptr, host_flags);
  const int host_fd = keep_off_standard_streams(static_cast<int>(accepted_fd));
  if (host_fd < 0) return last_error();
  const FdEntry entry = {.host_fd = host_fd, .type = FileType::SocketStream, .rights_base = kSocketRights};
  uint32_t accepted;
  const Errno published = publish(context, entry, &accepted);
  if (published == Errno::Success) context.memory.store(result, accepted);
  return published;
}

Errno unchecked::sock_recv(WasiContext& context, Fd fd, Address iovs, uint32_t count, uint32_t flags, Address received,
                           Address result_flags) {
  if ((flags & ~(kRecvPeek | kRecvWaitall)) != 0) return Errno::Inval;
  FdUse entry;
  Errno error = require_socket(context, fd, kFdRead, &entry);
  if (error != Errno::Success) return error;
  IovecBatch batch;
  error = batch.take(context.memory, iovs, count);
  if (error != Errno::Success) return error;
  msghdr message = {};
  message.msg_iov = batch.data();
  message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(batch.size());
  const int host_flags = ((flags & kRecvPeek) != 0 ? MSG_PEEK : 0) | ((flags & kRecvWaitall) != 0 ? MSG_WAITALL : 0);
  const ssize_t got = recvmsg(entry->host_fd, &message, host_flags);
  if (got < 0) return last_error();
  context.memory.store(received, static_cast<uint32_t>(got));
  context.memory.store(result_flags,
                       static_cast<uint16_t>((message.msg_flags & MSG_TRUNC) != 0 ? kRecvDataTruncated : 0));
  return Errno::Success;
}

Errno unchecked::sock_send(WasiContext& context, Fd fd, Address iovs, uint32_t count, uint32_t flags, Address sent) {
  if (flags != 0) return Errno::Inval;
  FdUse entry;
  Errno error = require_socket(context, fd, kFdWrite, &entry);
  if (error != Errno::Success) return error;
  IovecBatch batch;
  error = batch.take(context.memory, iovs, count);
  if (error != Errno::Success) return error;
  msghdr message = {};
  message.msg_iov = batch.data();
  message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(batch.size());
  const ssize_t put = sendmsg(entry->host_fd, &message, MSG_NOSIGNAL);
  if (put < 0) return last_error();
  context.memory.store(sent, static_cast<uint32_t>(put));
  return Errno::Success;
}

Errno unchecked::sock_shutdown(WasiContext& context, Fd fd, uint32_t how) {
  FdUse entry;
  const Errno error = require_socket(context, fd, kSockShutdown, &entry);
  if (error != Errno::Success) return error;
  if (how == 0 || (how & ~(kShutRead | kShutWrite)) != 0) return Errno::Inval;
  const int host_how = how == kShutRead ? SHUT_RD : how == kShutWrite ? SHUT_WR : SHUT_RDWR;
  return shutdown(entry->host_fd, host_how) == 0 ? Errno::Success : last_error();
}

}  // namespace ingot::wasi
