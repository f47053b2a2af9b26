// SQLite as a module of its own, with its own memory and C library: its user hands over statements character by
// character, and it prints what they return.
#include <stdio.h>

#include "sqlite3.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name)
#endif

static sqlite3* database;
static char statement[1 << 16];
static unsigned length;

/// Run by `_initialize`.
__attribute__((constructor)) static void open_database(void) { sqlite3_open(":memory:", &database); }

static int print_row(void* unused, int columns, char** values, char** names) {
  for (int i = 0; i < columns; ++i) printf("%s%s=%s", i ? "|" : "", names[i], values[i] ? values[i] : "NULL");
  putchar('\n');
  return 0;
}

EXPORT(sql_put) void sql_put(int character) {
  if (length + 1 < sizeof statement) statement[length++] = (char)character;
}

/// Runs the statement; how many rows it has changed, or -1.
EXPORT(sql_run) int sql_run(void) {
  statement[length] = 0;
  length = 0;
  char* error = NULL;
  if (sqlite3_exec(database, statement, print_row, NULL, &error) != SQLITE_OK) {
    printf("error: %s\n", error);
    sqlite3_free(error);
    fflush(stdout);
    return -1;
  }
  fflush(stdout);
  return sqlite3_changes(database);
}
