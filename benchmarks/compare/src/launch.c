/* Runs a command and says what it took.
 *
 *   launch RESULT INPUT OUTPUT ERRORS SECONDS PROGRAM ARGUMENT...
 *
 * RESULT gets one line: wait status, nanoseconds from start to exit, microseconds of user and of system time, peak
 * resident KiB. A program that takes longer than SECONDS is killed, and its wait status says so. A small program starts
 * the command, because Linux counts the memory of the process that called exec into the peak of what it becomes.
 */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char** environ;

static pid_t child;

static void on_alarm(int number) {
  (void)number;
  kill(child, SIGKILL);
}

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

int main(int argc, char** argv) {
  enum { kCreate = O_WRONLY | O_CREAT | O_TRUNC, kProgram = 6 };
  if (argc <= kProgram) {
    fputs("usage: launch RESULT INPUT OUTPUT ERRORS SECONDS PROGRAM ARGUMENT...\n", stderr);
    return 2;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, argv[2], O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, argv[3], kCreate, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, argv[4], kCreate, 0600);
  signal(SIGALRM, on_alarm);
  const long long start = now_ns();
  if (posix_spawnp(&child, argv[kProgram], &actions, NULL, argv + kProgram, environ) != 0) {
    perror(argv[kProgram]);
    return 1;
  }
  alarm((unsigned)atoi(argv[5]));
  int status;
  struct rusage usage;
  while (wait4(child, &status, 0, &usage) != child) {
  }
  const long long end = now_ns();
  FILE* result = fopen(argv[1], "w");
  if (result == NULL) {
    perror(argv[1]);
    return 1;
  }
  fprintf(result, "%d %lld %lld %lld %ld\n", status, end - start, microseconds(usage.ru_utime),
          microseconds(usage.ru_stime), usage.ru_maxrss);
  return fclose(result) == 0 ? 0 : 1;
}
