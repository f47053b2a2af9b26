/* Measures how long programs take from start to exit.
 *
 *   spawn_timer RUNS PROGRAM...     each program is one path; no arguments, empty environment, output to /dev/null
 *
 * All programs take turns in every run, so that whatever else the machine does falls on all of them alike, and in
 * another order each time: who comes after a large program pays for what that left in the caches. Prints one line per
 * run: nanoseconds of each program. Starting is posix_spawn (vfork in musl and glibc), so that the size of this process
 * does not count.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long run_ns(char* program, const posix_spawn_file_actions_t* actions) {
  char* argv[] = {program, NULL};
  char* envp[] = {NULL};
  pid_t child;
  int status;
  const long long start = now_ns();
  if (posix_spawn(&child, program, actions, NULL, argv, envp) != 0 || waitpid(child, &status, 0) != child) {
    perror(program);
    exit(1);
  }
  const long long end = now_ns();
  if (status != 0) {
    fprintf(stderr, "%s: wait status %d\n", program, status);
    exit(1);
  }
  return end - start;
}

int main(int argc, char** argv) {
  if (argc < 3) {
    fputs("usage: spawn_timer RUNS PROGRAM...\n", stderr);
    return 2;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  enum { kWarmUpRuns = 10 };
  const int runs = atoi(argv[1]) + kWarmUpRuns, count = argc - 2;
  long long* elapsed = calloc((size_t)count, sizeof *elapsed);
  int* order = calloc((size_t)count, sizeof *order);
  for (int run = 0; run < runs; run++) {
    for (int i = 0; i < count; i++) order[i] = i;
    for (int left = count; left > 0; left--) {
      const int turn = rand() % left, program = order[turn];
      order[turn] = order[left - 1];
      elapsed[program] = run_ns(argv[2 + program], &actions);
    }
    for (int i = 0; i < count && run >= kWarmUpRuns; i++) printf(i == count - 1 ? "%lld\n" : "%lld ", elapsed[i]);
  }
  free(order);
  free(elapsed);
  return 0;
}
