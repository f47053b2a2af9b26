// The calls of WASI preview 1, for any context. Parameters and order are those of include/ingot/wasi_preview1.def and
// of the specification; docs/wasi.md says what each does. Addresses are the guest's and may be anything.
#pragma once

#include "runtime/wasi/call_memory.h"
#include "runtime/wasi/context.h"

namespace ingot::wasi {

using Fd = uint32_t;
using Address = uint32_t;
using Length = uint32_t;

/// What the calls do once their addresses have been checked.
namespace unchecked {

// process_calls.cc
Errno args_get(WasiContext& context, Address argv, Address buffer);
Errno args_sizes_get(WasiContext& context, Address count, Address buffer_size);
[[noreturn]] void proc_exit(uint32_t code);
Errno proc_raise(uint32_t signal);
Errno sched_yield();
Errno random_get(WasiContext& context, Address buffer, Length length);

// environ_calls.cc
Errno environ_get(WasiContext& context, Address environ, Address buffer);
Errno environ_sizes_get(WasiContext& context, Address count, Address buffer_size);

// clock_calls.cc
Errno clock_res_get(WasiContext& context, uint32_t clock, Address resolution);
Errno clock_time_get(WasiContext& context, uint32_t clock, uint64_t precision, Address time);

// poll_calls.cc
Errno poll_oneoff(WasiContext& context, Address in, Address out, uint32_t count, Address event_count, Layout layout);

// fd_calls.cc
Errno fd_close(WasiContext& context, Fd fd);
Errno fd_renumber(WasiContext& context, Fd from, Fd to);
Errno fd_fdstat_get(WasiContext& context, Fd fd, Address result);
Errno fd_fdstat_set_flags(WasiContext& context, Fd fd, uint32_t flags);
Errno fd_fdstat_set_rights(WasiContext& context, Fd fd, Rights base, Rights inheriting);
Errno fd_prestat_get(WasiContext& context, Fd fd, Address result);
Errno fd_prestat_dir_name(WasiContext& context, Fd fd, Address path, Length length);
Errno fd_seek(WasiContext& context, Fd fd, uint64_t offset, uint32_t whence, Address result);
Errno unstable_fd_seek(WasiContext& context, Fd fd, uint64_t offset, uint32_t whence, Address result);
Errno fd_tell(WasiContext& context, Fd fd, Address result);

// fd_file_calls.cc
Errno fd_advise(WasiContext& context, Fd fd, uint64_t offset, uint64_t length, uint32_t advice);
Errno fd_allocate(WasiContext& context, Fd fd, uint64_t offset, uint64_t length);
Errno fd_datasync(WasiContext& context, Fd fd);
Errno fd_sync(WasiContext& context, Fd fd);
Errno fd_filestat_get(WasiContext& context, Fd fd, Address result, Layout layout);
Errno fd_filestat_set_size(WasiContext& context, Fd fd, uint64_t size);
Errno fd_filestat_set_times(WasiContext& context, Fd fd, uint64_t atim, uint64_t mtim, uint32_t flags);

// fd_io_calls.cc
Errno fd_read(WasiContext& context, Fd fd, Address iovs, uint32_t count, Address result);
Errno fd_write(WasiContext& context, Fd fd, Address iovs, uint32_t count, Address result);
Errno fd_pread(WasiContext& context, Fd fd, Address iovs, uint32_t count, uint64_t offset, Address result);
Errno fd_pwrite(WasiContext& context, Fd fd, Address iovs, uint32_t count, uint64_t offset, Address result);

// fd_readdir_call.cc
Errno fd_readdir(WasiContext& context, Fd fd, Address buffer, Length length, uint64_t cookie, Address used);

// path_open_call.cc
Errno path_open(WasiContext& context, Fd fd, uint32_t lookup, Address path, Length length, uint32_t oflags, Rights base,
                Rights inheriting, uint32_t fdflags, Address result);

// path_name_calls.cc
Errno path_create_directory(WasiContext& context, Fd fd, Address path, Length length);
Errno path_link(WasiContext& context, Fd old_fd, uint32_t lookup, Address old_path, Length old_length, Fd new_fd,
                Address new_path, Length new_length);
Errno path_readlink(WasiContext& context, Fd fd, Address path, Length length, Address buffer, Length buffer_length,
                    Address used);
Errno path_remove_directory(WasiContext& context, Fd fd, Address path, Length length);
Errno path_rename(WasiContext& context, Fd old_fd, Address old_path, Length old_length, Fd new_fd, Address new_path,
                  Length new_length);
Errno path_symlink(WasiContext& context, Address target, Length target_length, Fd fd, Address path, Length length);
Errno path_unlink_file(WasiContext& context, Fd fd, Address path, Length length);

// path_stat_calls.cc
Errno path_filestat_get(WasiContext& context, Fd fd, uint32_t lookup, Address path, Length length, Address result,
                        Layout layout);
Errno path_filestat_set_times(WasiContext& context, Fd fd, uint32_t lookup, Address path, Length length, uint64_t atim,
                              uint64_t mtim, uint32_t flags);

// sock_calls.cc
Errno sock_accept(WasiContext& context, Fd fd, uint32_t flags, Address result);
Errno sock_recv(WasiContext& context, Fd fd, Address iovs, uint32_t count, uint32_t flags, Address received,
                Address result_flags);
Errno sock_send(WasiContext& context, Fd fd, Address iovs, uint32_t count, uint32_t flags, Address sent);
Errno sock_shutdown(WasiContext& context, Fd fd, uint32_t how);

}  // namespace unchecked

// The calls themselves: fd_read(context, ...) and so on. They check the addresses, then do it.
#define WASI_CALL(name, signature, unstable, memory, system_calls) \
  inline constexpr CheckedCall<CallId::name, unchecked::name> name;
#include "ingot/wasi_preview1.def"
inline constexpr CheckedCall<CallId::fd_seek, unchecked::unstable_fd_seek> unstable_fd_seek;

}  // namespace ingot::wasi
