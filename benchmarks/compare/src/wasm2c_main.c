/* Runs a module that wasm2c (of wabt 1.0.34 or later) has translated under the name "module": main, and as much of WASI
 * as programs need that read standard input, write standard output and ask for arguments and the time. There are no
 * files: calls that name a path or a folder answer that there is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "module.h"

typedef struct w2c_wasi__snapshot__preview1 {
  wasm_rt_memory_t* memory;
  int argc;
  char** argv;
} Wasi;

enum { kSuccess = 0, kBadDescriptor = 8, kInvalid = 28, kIo = 29, kNotSupported = 58 };

#define CALL(name) w2c_wasi__snapshot__preview1_##name

static unsigned char* at(const Wasi* wasi, u32 address, u64 size) {
  if (address + size > wasi->memory->size) abort();
  return (unsigned char*)wasi->memory->data + address;
}

static u32 get(const Wasi* wasi, u32 address) {
  u32 value;
  memcpy(&value, at(wasi, address, sizeof value), sizeof value);
  return value;
}

static void put(const Wasi* wasi, u32 address, u64 value, u32 size) { memcpy(at(wasi, address, size), &value, size); }

u32 CALL(args_sizes_get)(Wasi* wasi, u32 count, u32 bytes) {
  u64 size = 0;
  for (int i = 0; i < wasi->argc; i++) size += strlen(wasi->argv[i]) + 1;
  put(wasi, count, (u64)wasi->argc, 4);
  put(wasi, bytes, size, 4);
  return kSuccess;
}

u32 CALL(args_get)(Wasi* wasi, u32 pointers, u32 text) {
  for (int i = 0; i < wasi->argc; i++) {
    const u32 size = (u32)strlen(wasi->argv[i]) + 1;
    put(wasi, pointers + 4 * (u32)i, text, 4);
    memcpy(at(wasi, text, size), wasi->argv[i], size);
    text += size;
  }
  return kSuccess;
}

u32 CALL(environ_sizes_get)(Wasi* wasi, u32 count, u32 bytes) {
  put(wasi, count, 0, 4);
  put(wasi, bytes, 0, 4);
  return kSuccess;
}

u32 CALL(environ_get)(Wasi* wasi, u32 pointers, u32 text) { return (void)wasi, (void)pointers, (void)text, kSuccess; }

u32 CALL(clock_time_get)(Wasi* wasi, u32 clock, u64 precision, u32 result) {
  static const clockid_t kClocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
                                      CLOCK_THREAD_CPUTIME_ID};
  struct timespec time;
  (void)precision;
  if (clock >= sizeof kClocks / sizeof kClocks[0] || clock_gettime(kClocks[clock], &time) != 0) return kInvalid;
  put(wasi, result, (u64)time.tv_sec * 1000000000 + (u64)time.tv_nsec, 8);
  return kSuccess;
}

u32 CALL(random_get)(Wasi* wasi, u32 to, u32 size) {
  unsigned char* bytes = at(wasi, to, size);
  for (u32 i = 0; i < size; i++) bytes[i] = (unsigned char)rand();
  return kSuccess;
}

static u32 transfer(Wasi* wasi, int is_write, u32 file, u32 parts, u32 count, u32 done) {
  u64 total = 0;
  for (u32 i = 0; i < count; i++) {
    const u32 size = get(wasi, parts + 8 * i + 4);
    unsigned char* bytes = at(wasi, get(wasi, parts + 8 * i), size);
    const ssize_t length = is_write ? write((int)file, bytes, size) : read((int)file, bytes, size);
    if (length < 0) return kIo;
    total += (u64)length;
    if ((u32)length < size) break;
  }
  put(wasi, done, total, 4);
  return kSuccess;
}

u32 CALL(fd_read)(Wasi* wasi, u32 file, u32 parts, u32 count, u32 done) {
  return transfer(wasi, 0, file, parts, count, done);
}

u32 CALL(fd_write)(Wasi* wasi, u32 file, u32 parts, u32 count, u32 done) {
  return transfer(wasi, 1, file, parts, count, done);
}

u32 CALL(fd_fdstat_get)(Wasi* wasi, u32 file, u32 result) {
  enum { kCharacterDevice = 2, kSize = 24 };
  if (file > 2) return kBadDescriptor;
  memset(at(wasi, result, kSize), 0xff, kSize);
  put(wasi, result, isatty((int)file) ? kCharacterDevice : 0, 8);
  return kSuccess;
}

void CALL(proc_exit)(Wasi* wasi, u32 code) {
  (void)wasi;
  exit((int)code);
}

#define REFUSE(name, answer, ...) \
  u32 CALL(name)(Wasi * wasi, __VA_ARGS__) { return (void)wasi, answer; }

/* Preopened folders are asked for until the answer is "bad descriptor". */
REFUSE(fd_prestat_get, kBadDescriptor, u32 a, u32 b)
REFUSE(fd_prestat_dir_name, kBadDescriptor, u32 a, u32 b, u32 c)
REFUSE(fd_close, kSuccess, u32 a)
REFUSE(fd_seek, kNotSupported, u32 a, u64 b, u32 c, u32 d)
REFUSE(fd_tell, kNotSupported, u32 a, u32 b)
REFUSE(fd_sync, kNotSupported, u32 a)
REFUSE(fd_datasync, kNotSupported, u32 a)
REFUSE(fd_fdstat_set_flags, kNotSupported, u32 a, u32 b)
REFUSE(fd_filestat_get, kNotSupported, u32 a, u32 b)
REFUSE(fd_filestat_set_size, kNotSupported, u32 a, u64 b)
REFUSE(fd_filestat_set_times, kNotSupported, u32 a, u64 b, u64 c, u32 d)
REFUSE(fd_pread, kNotSupported, u32 a, u32 b, u32 c, u64 d, u32 e)
REFUSE(fd_pwrite, kNotSupported, u32 a, u32 b, u32 c, u64 d, u32 e)
REFUSE(fd_readdir, kNotSupported, u32 a, u32 b, u32 c, u64 d, u32 e)
REFUSE(fd_renumber, kNotSupported, u32 a, u32 b)
REFUSE(path_open, kNotSupported, u32 a, u32 b, u32 c, u32 d, u32 e, u64 f, u64 g, u32 h, u32 i)
REFUSE(path_create_directory, kNotSupported, u32 a, u32 b, u32 c)
REFUSE(path_filestat_get, kNotSupported, u32 a, u32 b, u32 c, u32 d, u32 e)
REFUSE(path_filestat_set_times, kNotSupported, u32 a, u32 b, u32 c, u32 d, u64 e, u64 f, u32 g)
REFUSE(path_link, kNotSupported, u32 a, u32 b, u32 c, u32 d, u32 e, u32 f, u32 g)
REFUSE(path_readlink, kNotSupported, u32 a, u32 b, u32 c, u32 d, u32 e, u32 f)
REFUSE(path_remove_directory, kNotSupported, u32 a, u32 b, u32 c)
REFUSE(path_rename, kNotSupported, u32 a, u32 b, u32 c, u32 d, u32 e, u32 f)
REFUSE(path_symlink, kNotSupported, u32 a, u32 b, u32 c, u32 d, u32 e)
REFUSE(path_unlink_file, kNotSupported, u32 a, u32 b, u32 c)
REFUSE(poll_oneoff, kNotSupported, u32 a, u32 b, u32 c, u32 d)
REFUSE(clock_res_get, kNotSupported, u32 a, u32 b)

int main(int argc, char** argv) {
  static w2c_module module;
  static Wasi wasi;
  wasm_rt_init();
  wasi.argc = argc;
  wasi.argv = argv;
  wasm2c_module_instantiate(&module, &wasi);
  wasi.memory = w2c_module_memory(&module);
  w2c_module_0x5Fstart(&module);
  return 0;
}
