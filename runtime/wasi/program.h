// The C symbols that compiled programs call: ingot_wasi_NAME, and ingot_wasi_unstable_NAME where layouts differ.
#pragma once

#include <stdint.h>

#include "ingot/abi.h"

extern "C" {
/// Called once by the start code, before any compiled code. All of argv belongs to the guest; of envp it gets what was
/// granted, and at most `max_fds` descriptors (0: no limit). Leaves with exit code 1 after a message if a directory
/// that is granted cannot be opened, or an address not listened at. No system call unless there are grants. Lies in the
/// same file as the calls: a program without WASI does not carry it.
void ingot_wasi_init(int argc, char** argv, char** envp, uint32_t max_fds);

/// How many directories the guest was granted, and what came of restricting the process to them.
struct IngotWasiDirectories {
  uint32_t count;
  int landlock_abi;
  int error;  ///< errno of what failed, or 0
};
IngotWasiDirectories ingot_wasi_restrict_directories();

/// The memory that calls work on, until the next call of this; at first it is memory 0.
void ingot_wasi_select_memory(const IngotMemory* memory);

uint32_t ingot_wasi_args_get(uint32_t argv, uint32_t buffer);
uint32_t ingot_wasi_args_sizes_get(uint32_t count, uint32_t buffer_size);
uint32_t ingot_wasi_clock_res_get(uint32_t clock, uint32_t resolution);
uint32_t ingot_wasi_clock_time_get(uint32_t clock, uint64_t precision, uint32_t time);
uint32_t ingot_wasi_environ_get(uint32_t environ, uint32_t buffer);
uint32_t ingot_wasi_environ_sizes_get(uint32_t count, uint32_t buffer_size);
uint32_t ingot_wasi_fd_advise(uint32_t fd, uint64_t offset, uint64_t length, uint32_t advice);
uint32_t ingot_wasi_fd_allocate(uint32_t fd, uint64_t offset, uint64_t length);
uint32_t ingot_wasi_fd_close(uint32_t fd);
uint32_t ingot_wasi_fd_datasync(uint32_t fd);
uint32_t ingot_wasi_fd_fdstat_get(uint32_t fd, uint32_t result);
uint32_t ingot_wasi_fd_fdstat_set_flags(uint32_t fd, uint32_t flags);
uint32_t ingot_wasi_fd_fdstat_set_rights(uint32_t fd, uint64_t base, uint64_t inheriting);
uint32_t ingot_wasi_fd_filestat_get(uint32_t fd, uint32_t result);
uint32_t ingot_wasi_fd_filestat_set_size(uint32_t fd, uint64_t size);
uint32_t ingot_wasi_fd_filestat_set_times(uint32_t fd, uint64_t atim, uint64_t mtim, uint32_t flags);
uint32_t ingot_wasi_fd_pread(uint32_t fd, uint32_t iovs, uint32_t count, uint64_t offset, uint32_t result);
uint32_t ingot_wasi_fd_prestat_dir_name(uint32_t fd, uint32_t path, uint32_t length);
uint32_t ingot_wasi_fd_prestat_get(uint32_t fd, uint32_t result);
uint32_t ingot_wasi_fd_pwrite(uint32_t fd, uint32_t iovs, uint32_t count, uint64_t offset, uint32_t result);
uint32_t ingot_wasi_fd_read(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t result);
uint32_t ingot_wasi_fd_readdir(uint32_t fd, uint32_t buffer, uint32_t length, uint64_t cookie, uint32_t used);
uint32_t ingot_wasi_fd_renumber(uint32_t from, uint32_t to);
uint32_t ingot_wasi_fd_seek(uint32_t fd, uint64_t offset, uint32_t whence, uint32_t result);
uint32_t ingot_wasi_fd_sync(uint32_t fd);
uint32_t ingot_wasi_fd_tell(uint32_t fd, uint32_t result);
uint32_t ingot_wasi_fd_write(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t result);
uint32_t ingot_wasi_path_create_directory(uint32_t fd, uint32_t path, uint32_t length);
uint32_t ingot_wasi_path_filestat_get(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t length, uint32_t result);
uint32_t ingot_wasi_path_filestat_set_times(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t length, uint64_t atim,
                                            uint64_t mtim, uint32_t flags);
uint32_t ingot_wasi_path_link(uint32_t old_fd, uint32_t lookup, uint32_t old_path, uint32_t old_length, uint32_t new_fd,
                              uint32_t new_path, uint32_t new_length);
uint32_t ingot_wasi_path_open(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t length, uint32_t oflags,
                              uint64_t base, uint64_t inheriting, uint32_t fdflags, uint32_t result);
uint32_t ingot_wasi_path_readlink(uint32_t fd, uint32_t path, uint32_t length, uint32_t buffer, uint32_t buffer_length,
                                  uint32_t used);
uint32_t ingot_wasi_path_remove_directory(uint32_t fd, uint32_t path, uint32_t length);
uint32_t ingot_wasi_path_rename(uint32_t old_fd, uint32_t old_path, uint32_t old_length, uint32_t new_fd,
                                uint32_t new_path, uint32_t new_length);
uint32_t ingot_wasi_path_symlink(uint32_t target, uint32_t target_length, uint32_t fd, uint32_t path, uint32_t length);
uint32_t ingot_wasi_path_unlink_file(uint32_t fd, uint32_t path, uint32_t length);
uint32_t ingot_wasi_poll_oneoff(uint32_t in, uint32_t out, uint32_t count, uint32_t event_count);
[[noreturn]] void ingot_wasi_proc_exit(uint32_t code);
uint32_t ingot_wasi_proc_raise(uint32_t signal);
uint32_t ingot_wasi_random_get(uint32_t buffer, uint32_t length);
uint32_t ingot_wasi_sched_yield();
uint32_t ingot_wasi_sock_accept(uint32_t fd, uint32_t flags, uint32_t result);
uint32_t ingot_wasi_sock_recv(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t flags, uint32_t received,
                              uint32_t result_flags);
uint32_t ingot_wasi_sock_send(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t flags, uint32_t sent);
uint32_t ingot_wasi_sock_shutdown(uint32_t fd, uint32_t how);

uint32_t ingot_wasi_unstable_fd_filestat_get(uint32_t fd, uint32_t result);
uint32_t ingot_wasi_unstable_fd_seek(uint32_t fd, uint64_t offset, uint32_t whence, uint32_t result);
uint32_t ingot_wasi_unstable_path_filestat_get(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t length,
                                               uint32_t result);
uint32_t ingot_wasi_unstable_poll_oneoff(uint32_t in, uint32_t out, uint32_t count, uint32_t event_count);
}
