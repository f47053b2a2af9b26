// Binds the calls to the one guest of a program, and gives it what was granted before it starts.
//
// One function per import, each in a section of its own: what a program does not import, the linker drops.
#include "runtime/wasi/program.h"

#include <unistd.h>

#include "ingot/abi.h"
#include "runtime/platform/environment.h"
#include "runtime/wasi/calls.h"
#include "runtime/wasi/landlock.h"

namespace ingot::wasi {
namespace {

WasiContext guest;

constexpr uint32_t to_result(Errno error) { return static_cast<uint32_t>(error); }

// ---- The table of calls and the functions agree ---------------------------------------------------------------------

template <typename T>
constexpr char kLetter = '?';
template <>
constexpr char kLetter<uint32_t> = 'i';
template <>
constexpr char kLetter<uint64_t> = 'l';

template <typename... Parameters>
constexpr bool parameters_match(const char* letters) {
  const char expected[] = {kLetter<Parameters>..., '\0'};
  for (const char* letter = expected;; letter++, letters++) {
    if (*letter != *letters) return false;
    if (*letter == '\0') return true;
  }
}

template <typename... Parameters>
constexpr bool matches(uint32_t (*)(Parameters...), const char* signature) {
  return signature[0] == 'i' && signature[1] == '_' && parameters_match<Parameters...>(signature + 2);
}

template <typename... Parameters>
constexpr bool matches(void (*)(Parameters...), const char* signature) {
  return signature[0] == '_' && parameters_match<Parameters...>(signature + 1);
}

#define WASI_CALL(name, signature, unstable, memory, system_calls) \
  static_assert(matches(&ingot_wasi_##name, signature), "differs from wasi_preview1.def");
#include "ingot/wasi_preview1.def"

}  // namespace
}  // namespace ingot::wasi

using namespace ingot::wasi;

extern "C" {

void ingot_wasi_init(int argc, char** argv, char** envp, uint32_t max_fds) {
  guest.memory = GuestMemory(&ingot_memory0);
  guest.argument_count = static_cast<uint32_t>(argc);
  guest.arguments = argv;
  guest.host_environment = envp;
  guest.granted_environment = ingot_program.env;
  guest.fds.set_limit(max_fds);
  guest.filter_escapes = ingot_program.filter_escapes != 0;
  add_standard_streams(&guest);
  const bool open = ingot_program.sealed == 0;
  if (open) guest.granted_at_run_time = ingot::find_variable(envp, "INGOT_ENV");
  const char* const directories = open ? ingot::find_variable(envp, "INGOT_DIR") : nullptr;
  const char* const listeners = open ? ingot::find_variable(envp, "INGOT_LISTEN") : nullptr;
  // Directories come first: guests end their search for them at the first descriptor that is none.
  const bool granted = add_each(&guest, ingot_program.grants, add_grant) && add_list(&guest, directories, add_grant) &&
                       add_each(&guest, ingot_program.listeners, add_listener) &&
                       add_list(&guest, listeners, add_listener);
  if (!granted) _exit(1);
}

IngotWasiDirectories ingot_wasi_restrict_directories() { return restrict_to_grants(guest.fds); }

void ingot_wasi_select_memory(const IngotMemory* memory) { guest.memory = GuestMemory(memory); }

uint32_t ingot_wasi_args_get(uint32_t argv, uint32_t buffer) { return to_result(args_get(guest, argv, buffer)); }

uint32_t ingot_wasi_args_sizes_get(uint32_t count, uint32_t buffer_size) {
  return to_result(args_sizes_get(guest, count, buffer_size));
}

uint32_t ingot_wasi_clock_res_get(uint32_t clock, uint32_t resolution) {
  return to_result(clock_res_get(guest, clock, resolution));
}

uint32_t ingot_wasi_clock_time_get(uint32_t clock, uint64_t precision, uint32_t time) {
  return to_result(clock_time_get(guest, clock, precision, time));
}

uint32_t ingot_wasi_environ_get(uint32_t environ, uint32_t buffer) {
  return to_result(environ_get(guest, environ, buffer));
}

uint32_t ingot_wasi_environ_sizes_get(uint32_t count, uint32_t buffer_size) {
  return to_result(environ_sizes_get(guest, count, buffer_size));
}

uint32_t ingot_wasi_fd_advise(uint32_t fd, uint64_t offset, uint64_t length, uint32_t advice) {
  return to_result(fd_advise(guest, fd, offset, length, advice));
}

uint32_t ingot_wasi_fd_allocate(uint32_t fd, uint64_t offset, uint64_t length) {
  return to_result(fd_allocate(guest, fd, offset, length));
}

uint32_t ingot_wasi_fd_close(uint32_t fd) { return to_result(fd_close(guest, fd)); }

uint32_t ingot_wasi_fd_datasync(uint32_t fd) { return to_result(fd_datasync(guest, fd)); }

uint32_t ingot_wasi_fd_fdstat_get(uint32_t fd, uint32_t result) { return to_result(fd_fdstat_get(guest, fd, result)); }

uint32_t ingot_wasi_fd_fdstat_set_flags(uint32_t fd, uint32_t flags) {
  return to_result(fd_fdstat_set_flags(guest, fd, flags));
}

uint32_t ingot_wasi_fd_fdstat_set_rights(uint32_t fd, uint64_t base, uint64_t inheriting) {
  return to_result(fd_fdstat_set_rights(guest, fd, base, inheriting));
}

uint32_t ingot_wasi_fd_filestat_get(uint32_t fd, uint32_t result) {
  return to_result(fd_filestat_get(guest, fd, result, Layout::Preview1));
}

uint32_t ingot_wasi_fd_filestat_set_size(uint32_t fd, uint64_t size) {
  return to_result(fd_filestat_set_size(guest, fd, size));
}

uint32_t ingot_wasi_fd_filestat_set_times(uint32_t fd, uint64_t atim, uint64_t mtim, uint32_t flags) {
  return to_result(fd_filestat_set_times(guest, fd, atim, mtim, flags));
}

uint32_t ingot_wasi_fd_pread(uint32_t fd, uint32_t iovs, uint32_t count, uint64_t offset, uint32_t result) {
  return to_result(fd_pread(guest, fd, iovs, count, offset, result));
}

uint32_t ingot_wasi_fd_prestat_dir_name(uint32_t fd, uint32_t path, uint32_t length) {
  return to_result(fd_prestat_dir_name(guest, fd, path, length));
}

uint32_t ingot_wasi_fd_prestat_get(uint32_t fd, uint32_t result) {
  return to_result(fd_prestat_get(guest, fd, result));
}

uint32_t ingot_wasi_fd_pwrite(uint32_t fd, uint32_t iovs, uint32_t count, uint64_t offset, uint32_t result) {
  return to_result(fd_pwrite(guest, fd, iovs, count, offset, result));
}

uint32_t ingot_wasi_fd_read(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t result) {
  return to_result(fd_read(guest, fd, iovs, count, result));
}

uint32_t ingot_wasi_fd_readdir(uint32_t fd, uint32_t buffer, uint32_t length, uint64_t cookie, uint32_t used) {
  return to_result(fd_readdir(guest, fd, buffer, length, cookie, used));
}

uint32_t ingot_wasi_fd_renumber(uint32_t from, uint32_t to) { return to_result(fd_renumber(guest, from, to)); }

uint32_t ingot_wasi_fd_seek(uint32_t fd, uint64_t offset, uint32_t whence, uint32_t result) {
  return to_result(fd_seek(guest, fd, offset, whence, result));
}

uint32_t ingot_wasi_fd_sync(uint32_t fd) { return to_result(fd_sync(guest, fd)); }

uint32_t ingot_wasi_fd_tell(uint32_t fd, uint32_t result) { return to_result(fd_tell(guest, fd, result)); }

uint32_t ingot_wasi_fd_write(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t result) {
  return to_result(fd_write(guest, fd, iovs, count, result));
}

uint32_t ingot_wasi_path_create_directory(uint32_t fd, uint32_t path, uint32_t length) {
  return to_result(path_create_directory(guest, fd, path, length));
}

uint32_t ingot_wasi_path_filestat_get(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t length, uint32_t result) {
  return to_result(path_filestat_get(guest, fd, lookup, path, length, result, Layout::Preview1));
}

uint32_t ingot_wasi_path_filestat_set_times(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t length, uint64_t atim,
                                            uint64_t mtim, uint32_t flags) {
  return to_result(path_filestat_set_times(guest, fd, lookup, path, length, atim, mtim, flags));
}

uint32_t ingot_wasi_path_link(uint32_t old_fd, uint32_t lookup, uint32_t old_path, uint32_t old_length, uint32_t new_fd,
                              uint32_t new_path, uint32_t new_length) {
  return to_result(path_link(guest, old_fd, lookup, old_path, old_length, new_fd, new_path, new_length));
}

uint32_t ingot_wasi_path_open(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t length, uint32_t oflags,
                              uint64_t base, uint64_t inheriting, uint32_t fdflags, uint32_t result) {
  return to_result(path_open(guest, fd, lookup, path, length, oflags, base, inheriting, fdflags, result));
}

uint32_t ingot_wasi_path_readlink(uint32_t fd, uint32_t path, uint32_t length, uint32_t buffer, uint32_t buffer_length,
                                  uint32_t used) {
  return to_result(path_readlink(guest, fd, path, length, buffer, buffer_length, used));
}

uint32_t ingot_wasi_path_remove_directory(uint32_t fd, uint32_t path, uint32_t length) {
  return to_result(path_remove_directory(guest, fd, path, length));
}

uint32_t ingot_wasi_path_rename(uint32_t old_fd, uint32_t old_path, uint32_t old_length, uint32_t new_fd,
                                uint32_t new_path, uint32_t new_length) {
  return to_result(path_rename(guest, old_fd, old_path, old_length, new_fd, new_path, new_length));
}

uint32_t ingot_wasi_path_symlink(uint32_t target, uint32_t target_length, uint32_t fd, uint32_t path, uint32_t length) {
  return to_result(path_symlink(guest, target, target_length, fd, path, length));
}

uint32_t ingot_wasi_path_unlink_file(uint32_t fd, uint32_t path, uint32_t length) {
  return to_result(path_unlink_file(guest, fd, path, length));
}

uint32_t ingot_wasi_poll_oneoff(uint32_t in, uint32_t out, uint32_t count, uint32_t event_count) {
  return to_result(poll_oneoff(guest, in, out, count, event_count, Layout::Preview1));
}

void ingot_wasi_proc_exit(uint32_t code) { unchecked::proc_exit(code); }

uint32_t ingot_wasi_proc_raise(uint32_t signal) { return to_result(proc_raise(signal)); }

uint32_t ingot_wasi_random_get(uint32_t buffer, uint32_t length) {
  return to_result(random_get(guest, buffer, length));
}

uint32_t ingot_wasi_sched_yield() { return to_result(ingot::wasi::sched_yield()); }

uint32_t ingot_wasi_sock_accept(uint32_t fd, uint32_t flags, uint32_t result) {
  return to_result(sock_accept(guest, fd, flags, result));
}

uint32_t ingot_wasi_sock_recv(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t flags, uint32_t received,
                              uint32_t result_flags) {
  return to_result(sock_recv(guest, fd, iovs, count, flags, received, result_flags));
}

uint32_t ingot_wasi_sock_send(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t flags, uint32_t sent) {
  return to_result(sock_send(guest, fd, iovs, count, flags, sent));
}

uint32_t ingot_wasi_sock_shutdown(uint32_t fd, uint32_t how) { return to_result(sock_shutdown(guest, fd, how)); }

uint32_t ingot_wasi_unstable_fd_filestat_get(uint32_t fd, uint32_t result) {
  return to_result(fd_filestat_get(guest, fd, result, Layout::Unstable));
}

uint32_t ingot_wasi_unstable_fd_seek(uint32_t fd, uint64_t offset, uint32_t whence, uint32_t result) {
  return to_result(unstable_fd_seek(guest, fd, offset, whence, result));
}

uint32_t ingot_wasi_unstable_path_filestat_get(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t length,
                                               uint32_t result) {
  return to_result(path_filestat_get(guest, fd, lookup, path, length, result, Layout::Unstable));
}

uint32_t ingot_wasi_unstable_poll_oneoff(uint32_t in, uint32_t out, uint32_t count, uint32_t event_count) {
  return to_result(poll_oneoff(guest, in, out, count, event_count, Layout::Unstable));
}

}  // extern "C"
