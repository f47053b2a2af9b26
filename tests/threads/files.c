// WASI calls from all threads at once: opening, reading and closing, so that numbers go from hand to hand. What a call
// works on must never become another file under its hands: every byte that is read is of the file that was opened, or
// the call says that the number is not open.
#include "thread_runtime.h"

enum { kThreads = 8, kRounds = 400, kPreopen = 3, kBadFd = 8 };

static struct Thread threads[kThreads];
static int32_t closed;

static int32_t open_file(int which) {
  static const char* const kNames[] = {"a", "b"};
  int32_t fd = -1;
  const int64_t read_right = 2;
  return wasi_path_open(kPreopen, 0, kNames[which], 1, 0, read_right, 0, 0, &fd) == 0 ? fd : -1;
}

static void open_and_read(int index) {
  for (int i = 0; i < kRounds; ++i) {
    const int32_t fd = open_file(index % 2);
    check(fd > kPreopen, "path_open");
    char text[4] = {0};
    struct {
      char* bytes;
      int32_t length;
    } iov = {text, 4};
    int32_t got = 0;
    const int32_t error = wasi_fd_read(fd, &iov, 1, &got);
    check(error == 0 && got == 4, "fd_read of a file of one's own");
    for (int k = 0; k < 4; ++k) check(text[k] == 'a' + index % 2, "the file's own bytes");
    const int32_t result = wasi_fd_close(fd);
    check(result == 0, "fd_close of a file of one's own");
    __atomic_fetch_add(&closed, 1, __ATOMIC_SEQ_CST);
  }
}

/// Closes numbers twice, reads what others are about to close, writes from several threads.
static void meddle(int index) {
  for (int i = 0; i < kRounds; ++i) {
    const int32_t result = wasi_fd_close(1000 + index);
    check(result == kBadFd, "fd_close of what is not open");
    print(".");
  }
}

void _start(void) {
  for (int i = 0; i < kThreads; ++i)
    check(start_thread(&threads[i], i < 6 ? open_and_read : meddle, i), "thread-spawn");
  for (int i = 0; i < kThreads; ++i) join_thread(&threads[i]);
  check(closed == 6 * kRounds, "all were opened and closed");
  print("\nfiles ok\n");
}
