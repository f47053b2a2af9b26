// Does one small thing after the other, as its arguments say, and prints what it sees. See ../run.py.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wasi/api.h>

extern char** environ;

// No longer in wasi-libc.
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_raise"))) int proc_raise(int signal);

static void print_grants(void) {
  for (__wasi_fd_t fd = 3;; fd++) {
    __wasi_prestat_t prestat;
    char name[256] = {0};
    if (__wasi_fd_prestat_get(fd, &prestat) != 0) return;
    if (__wasi_fd_prestat_dir_name(fd, (uint8_t*)name, sizeof(name)) != 0) return;
    printf("preopen %u '%s'\n", fd, name);
  }
}

static void print_stream(int fd) {
  __wasi_fdstat_t status;
  const __wasi_errno_t error = __wasi_fd_fdstat_get(fd, &status);
  if (error != 0) {
    printf("stream %d errno %d\n", fd, error);
    return;
  }
  const int can_seek = (status.fs_rights_base & __WASI_RIGHTS_FD_SEEK) != 0;
  printf("stream %d type %d tty %d seek %d\n", fd, status.fs_filetype, isatty(fd), can_seek);
}

static void cat(const char* path) {
  char text[256];
  const int fd = open(path, O_RDONLY);
  const ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text));
  if (got < 0)
    printf("cat %s: %s\n", path, strerror(errno));
  else
    printf("cat %s: '%.*s'\n", path, (int)got, text);
  if (fd >= 0) close(fd);
}

static void put(const char* path) {
  const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0 || write(fd, "put", 3) != 3)
    printf("put %s: %s\n", path, strerror(errno));
  else
    printf("put %s\n", path);
  if (fd >= 0) close(fd);
}

// Talks to the socket that the program was started with as stdin.
static void serve(void) {
  char text[64];
  const ssize_t got = recv(0, text, sizeof(text), 0);
  if (got < 0) {
    printf("serve: %s\n", strerror(errno));
    return;
  }
  send(0, "got ", 4, 0);
  send(0, text, (size_t)got, 0);
  shutdown(0, SHUT_WR);
}

// Tries to work in a folder that the program was started with as stdin, and to change it or what else stdin is.
static void print_stdin_as_folder(void) {
  __wasi_fd_t opened;
  __wasi_filestat_t status;
  uint8_t entries[64];
  __wasi_size_t used;
  printf("stdin: open %d", __wasi_path_open(0, 0, "file", 0, 0, 0, 0, &opened));
  printf(" status %d", __wasi_path_filestat_get(0, 0, "file", &status));
  printf(" mkdir %d", __wasi_path_create_directory(0, "made"));
  printf(" unlink %d", __wasi_path_unlink_file(0, "file"));
  printf(" readdir %d", __wasi_fd_readdir(0, entries, sizeof(entries), 0, &used));
  printf(" times %d\n", __wasi_fd_filestat_set_times(0, 1, 1, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_MTIM));
}

// Answers one connection on a listening socket.
static void answer(int listener) {
  char text[64];
  const int fd = accept(listener, NULL, NULL);
  const ssize_t got = fd < 0 ? -1 : recv(fd, text, sizeof(text), 0);
  if (got < 0) {
    printf("answer: %s\n", strerror(errno));
    return;
  }
  send(fd, "got ", 4, 0);
  send(fd, text, (size_t)got, 0);
  shutdown(fd, SHUT_RDWR);
  close(fd);
  printf("answered %d\n", fd);
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; i++) {
    const char* what = argv[i];
    if (strcmp(what, "args") == 0)
      for (int k = 0; k < argc; k++) printf("arg '%s'\n", argv[k]);
    else if (strcmp(what, "env") == 0)
      for (char** variable = environ; variable != NULL && *variable != NULL; variable++)
        printf("env '%s'\n", *variable);
    else if (strcmp(what, "grants") == 0)
      print_grants();
    else if (strcmp(what, "streams") == 0)
      for (int fd = 0; fd < 3; fd++) print_stream(fd);
    else if (strcmp(what, "stdin") == 0)
      print_stdin_as_folder();
    else if (strcmp(what, "serve") == 0)
      serve();
    else if (strncmp(what, "accept=", 7) == 0)
      printf("accept %s\n", accept(atoi(what + 7), NULL, NULL) < 0 ? strerror(errno) : "ok");
    else if (strncmp(what, "answer=", 7) == 0)
      answer(atoi(what + 7));
    else if (strncmp(what, "cat=", 4) == 0)
      cat(what + 4);
    else if (strncmp(what, "put=", 4) == 0)
      put(what + 4);
    else if (strncmp(what, "close=", 6) == 0)
      close(atoi(what + 6));
    else if (strncmp(what, "exit=", 5) == 0)
      exit(atoi(what + 5));
    else if (strncmp(what, "raise=", 6) == 0)
      printf("raise errno %d\n", proc_raise(atoi(what + 6)));
    else if (strncmp(what, "random=", 7) == 0)
      printf("random %d\n", __wasi_random_get((uint8_t*)1024, (__wasi_size_t)atoi(what + 7)));
    else if (strncmp(what, "grow=", 5) == 0)
      printf("grow %d\n", (int)__builtin_wasm_memory_grow(0, (size_t)atoi(what + 5)) >= 0);
    else if (strncmp(what, "open=", 5) == 0)
      printf("open %d\n", open(what + 5, O_RDONLY));
    else if (strcmp(what, "loop") == 0)
      for (volatile int turn = 0;; turn++) {
      }
    else if (strcmp(what, "wait") == 0)
      sleep(1000);
    else if (strcmp(what, "escapes") == 0)
      write(1, "\033[1mbold\033[0m\n", 13);
    else if (strcmp(what, "flood") == 0)
      while (write(1, "flood flood flood\n", 18) > 0) {
      }
    else if (strcmp(what, "oob") == 0)
      *(volatile int*)0xFFFF0000u = 1;
    fflush(stdout);
  }
  return 0;
}
