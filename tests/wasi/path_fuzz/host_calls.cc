// The wrapped functions. __real_NAME is the C library's, __wrap_NAME what everybody else gets for NAME.
#include "tests/wasi/path_fuzz/host_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ingot::wasi::fuzz {
namespace {

thread_local HostCallObserver* current;

/// No observer is called from within an observer.
void before_call() {
  HostCallObserver* const observer = current;
  if (observer == nullptr) return;
  current = nullptr;
  observer->before_call();
  current = observer;
}

void opened(long host_fd) {
  if (current != nullptr && host_fd >= 0) current->opened(static_cast<int>(host_fd));
}

}  // namespace

void observe_host_calls(HostCallObserver* observer) { current = observer; }

}  // namespace ingot::wasi::fuzz

using ingot::wasi::fuzz::before_call;

extern "C" {

int __real_openat(int directory, const char* name, int flags, ...);
int __wrap_openat(int directory, const char* name, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const unsigned mode = va_arg(rest, unsigned);  // Not read by the host unless it was given.
  va_end(rest);
  before_call();
  const int host_fd = __real_openat(directory, name, flags, mode);
  ingot::wasi::fuzz::opened(host_fd);
  return host_fd;
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(rest, long);
  va_end(rest);
  if (number != SYS_openat2)
    return __real_syscall(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
  before_call();
  if (ingot::wasi::fuzz::current != nullptr && ingot::wasi::fuzz::current->fails_once()) {
    errno = EAGAIN;
    return -1;
  }
  const long host_fd = __real_syscall(number, arguments[0], arguments[1], arguments[2], arguments[3]);
  ingot::wasi::fuzz::opened(host_fd);
  return host_fd;
}

ssize_t __real_readlinkat(int directory, const char* name, char* text, size_t capacity);
ssize_t __wrap_readlinkat(int directory, const char* name, char* text, size_t capacity) {
  before_call();
  return __real_readlinkat(directory, name, text, capacity);
}

int __real_mkdirat(int directory, const char* name, mode_t mode);
int __wrap_mkdirat(int directory, const char* name, mode_t mode) {
  before_call();
  return __real_mkdirat(directory, name, mode);
}

int __real_unlinkat(int directory, const char* name, int flags);
int __wrap_unlinkat(int directory, const char* name, int flags) {
  before_call();
  return __real_unlinkat(directory, name, flags);
}

int __real_renameat(int from, const char* name, int to, const char* new_name);
int __wrap_renameat(int from, const char* name, int to, const char* new_name) {
  before_call();
  return __real_renameat(from, name, to, new_name);
}

int __real_linkat(int from, const char* name, int to, const char* new_name, int flags);
int __wrap_linkat(int from, const char* name, int to, const char* new_name, int flags) {
  before_call();
  return __real_linkat(from, name, to, new_name, flags);
}

int __real_symlinkat(const char* target, int directory, const char* name);
int __wrap_symlinkat(const char* target, int directory, const char* name) {
  before_call();
  if (ingot::wasi::fuzz::current != nullptr) ingot::wasi::fuzz::current->links_to(target);
  return __real_symlinkat(target, directory, name);
}

int __real_fstatat(int directory, const char* name, struct stat* status, int flags);
int __wrap_fstatat(int directory, const char* name, struct stat* status, int flags) {
  before_call();
  return __real_fstatat(directory, name, status, flags);
}

int __real_utimensat(int directory, const char* name, const timespec times[2], int flags);
int __wrap_utimensat(int directory, const char* name, const timespec times[2], int flags) {
  before_call();
  return __real_utimensat(directory, name, times, flags);
}

}  // extern "C"
