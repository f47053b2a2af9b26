// What PolyBench's own harness does, for engines that have a clock and standard output: runs a kernel REPEAT times,
// prints a weighted sum of its results, and "seconds N": the median of the times of the kernel alone, in processor time
// of the process, times REPEAT.
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __wasm__
#include <wasi/api.h>
#endif

#undef fprintf
#undef main

int kernel_main(int argc, char** argv);

static double sum, started, times[REPEAT];
static long count, items;
static int is_last;

static double now(void) {
#ifdef __wasm__
  // Some engines have no clock of the process.
  uint64_t nanoseconds = 0;
  if (__wasi_clock_time_get(__WASI_CLOCKID_PROCESS_CPUTIME_ID, 1, &nanoseconds) != 0)
    (void)__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &nanoseconds);
  return nanoseconds * 1e-9;
#else
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
#endif
}

// Numbers are weighted by their place, so that swapped ones are noticed; other texts of the dump do not count.
int dump_number(void* file, const char* format, ...) {
  (void)file;
  if (!is_last) return 0;
  va_list values;
  va_start(values, format);
  if (strncmp(format, "%d", 2) == 0) {
    sum += va_arg(values, int) * (1.0 + items++ % 7);
  } else if (strchr(format, 'f')) {
    sum += va_arg(values, double) * (1.0 + items++ % 7);
  }
  va_end(values);
  return 0;
}

void* polybench_alloc_data(unsigned long long elements, int size) {
  void* data = NULL;
  if (posix_memalign(&data, 4096, elements * size) != 0) {
    puts("no memory");
    exit(1);
  }
  return data;
}

void polybench_timer_start(void) { started = now(); }

void polybench_timer_stop(void) { times[count++ % REPEAT] = now() - started; }

void polybench_timer_print(void) {}

static int compare(const void* left, const void* right) {
  const double a = *(const double*)left, b = *(const double*)right;
  return (a > b) - (a < b);
}

int main(int argc, char** argv) {
  for (int run = 1; run <= REPEAT; run++) {
    is_last = run == REPEAT;
    kernel_main(argc, argv);
  }
  qsort(times, REPEAT, sizeof *times, compare);
  printf("%.10e\nseconds %.9f\n", sum, times[REPEAT / 2] * REPEAT);
}
