// Reads statements, one per line, and has them run by a module that it shares no memory with.
#include <stdio.h>

#ifdef __wasm__
#define FROM(module, name) __attribute__((import_module(#module), import_name(#name)))
#else
#define FROM(module, name)
#endif

FROM(sqlite, sql_put) void sql_put(int character);
FROM(sqlite, sql_run) int sql_run(void);

int main(void) {
  char line[1 << 12];
  for (int number = 1; fgets(line, sizeof line, stdin); ++number) {
    for (const char* c = line; *c; ++c) sql_put((unsigned char)*c);
    printf("%d: %d changed\n", number, sql_run());
    fflush(stdout);
  }
  return 0;
}
