// Sockets that a guest is given to accept connections on: HOST:PORT.  See docs/wasi.md, "Grants".
//
// Hosts are numeric, since looking up names would put a resolver, and the files it reads, into every program.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/platform/text_buffer.h"
#include "runtime/wasi/context.h"

namespace ingot::wasi {
namespace {

constexpr int kBacklog = 128;

union SocketAddress {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

bool parse_port(const char* text, uint32_t length, uint16_t* port) {
  uint32_t value = 0;
  for (uint32_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9' || value > 6553) return false;
    value = value * 10 + static_cast<uint32_t>(text[i] - '0');
  }
  *port = htons(static_cast<uint16_t>(value));
  return value != 0 && value <= 65535;
}

/// Returns the length of the address, 0 if the text is none.
socklen_t parse_address(const char* text, uint32_t length, SocketAddress* address) {
  uint32_t colon = length;
  while (colon > 0 && text[colon - 1] != ':') colon--;
  uint16_t port;
  if (colon == 0 || !parse_port(text + colon, length - colon, &port)) return 0;
  const uint32_t host_length = colon - 1;
  char host[INET6_ADDRSTRLEN + 2];
  if (host_length >= sizeof(host) || host_length == 0) return 0;
  memcpy(host, text, host_length);
  host[host_length] = '\0';
  *address = {};
  if (host[0] == '[' && host[host_length - 1] == ']') {
    host[host_length - 1] = '\0';
    address->v6.sin6_family = AF_INET6;
    address->v6.sin6_port = port;
    return inet_pton(AF_INET6, host + 1, &address->v6.sin6_addr) == 1 ? sizeof(sockaddr_in6) : 0;
  }
  address->v4.sin_family = AF_INET;
  address->v4.sin_port = port;
  const char* const numeric = strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
  return inet_pton(AF_INET, numeric, &address->v4.sin_addr) == 1 ? sizeof(sockaddr_in) : 0;
}

/// The socket, or -1 with errno set.
int open_listener(const SocketAddress& address, socklen_t address_length) {
  const int host_fd = keep_off_standard_streams(socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (host_fd < 0) return -1;
  // A server that is started again must not wait for the connections of the one before.
  const int yes = 1;
  setsockopt(host_fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (bind(host_fd, &address.any, address_length) == 0 && listen(host_fd, kBacklog) == 0) return host_fd;
  const int error = errno;
  close(host_fd);
  errno = error;
  return -1;
}

const char* reason_of(int error) {
  switch (error) {
    case EINVAL: return "expected HOST:PORT with a numeric host";
    case EADDRINUSE: return "address in use";
    case EADDRNOTAVAIL: return "no such address here";
    case EACCES: return "permission denied";
    case EMFILE: return "too many open files";
    default: return "not possible";
  }
}

int listen_on(WasiContext* context, const char* text, uint32_t length) {
  SocketAddress address;
  const socklen_t address_length = parse_address(text, length, &address);
  if (address_length == 0) return EINVAL;
  const int host_fd = open_listener(address, address_length);
  if (host_fd < 0) return errno;
  const FdEntry entry = {.host_fd = host_fd,
                         .type = FileType::SocketStream,
                         .rights_base = kListenerRights,
                         .rights_inheriting = kSocketRights};
  uint32_t fd;
  if (context->fds.insert(entry, 3, &fd)) return 0;
  close(host_fd);
  return EMFILE;
}

}  // namespace

bool add_listener(WasiContext* context, const char* address, uint32_t length) {
  const int error = listen_on(context, address, length);
  if (error == 0) return true;
  TextBuffer message;
  message.text("ingot: cannot listen on '").text(address, length).text("': ").text(reason_of(error)).character('\n');
  message.flush_to(STDERR_FILENO);
  return false;
}

}  // namespace ingot::wasi
