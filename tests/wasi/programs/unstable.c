// The four calls of wasi_unstable whose layouts differ from preview 1, by their own imports. See ../run.py.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define UNSTABLE(name) __attribute__((import_module("wasi_unstable"), import_name(#name)))
UNSTABLE(fd_seek) int unstable_seek(int fd, int64_t offset, int whence, uint64_t* position);
UNSTABLE(fd_filestat_get) int unstable_filestat(int fd, uint8_t* status);
UNSTABLE(path_filestat_get)
int unstable_path_filestat(int fd, int flags, const char* path, int length, uint8_t* status);
UNSTABLE(poll_oneoff) int unstable_poll(const uint8_t* in, uint8_t* out, int count, uint32_t* events);
UNSTABLE(fd_write) int unstable_write(int fd, const uint32_t* iovs, int count, uint32_t* written);

static uint64_t size_in(const uint8_t* status) {
  uint64_t size;
  memcpy(&size, status + 24, sizeof(size));  // Preview 1 has it at 32.
  return size;
}

// Run with a regular file of 11 bytes as stdin and the folder it lies in as descriptor 3.
int main(void) {
  uint64_t position = 0;
  int error = unstable_seek(0, 3, /* SET */ 2, &position);
  printf("seek %d %llu\n", error, (unsigned long long)position);
  error = unstable_seek(0, -1, /* END */ 1, &position);
  printf("seek %d %llu\n", error, (unsigned long long)position);

  uint8_t status[56];
  error = unstable_filestat(0, status);
  printf("stat %d %llu\n", error, (unsigned long long)size_in(status));
  error = unstable_path_filestat(3, 0, "eleven", 6, status);
  printf("path stat %d %llu\n", error, (unsigned long long)size_in(status));

  uint8_t in[56] = {0}, out[32] = {0};
  uint32_t events = 0;
  in[0] = 7;    // userdata
  in[24] = 1;   // monotonic
  in[32] = 99;  // nanoseconds
  error = unstable_poll(in, out, 1, &events);
  printf("poll %d %u %u\n", error, events, out[0]);
  fflush(stdout);

  uint32_t iov[2] = {(uint32_t)(uintptr_t) "shared\n", 7}, written;
  return unstable_write(1, iov, 1, &written);
}
