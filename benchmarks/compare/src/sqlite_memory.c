/* The operating system that SQLite gets where all databases are in memory (SQLITE_OS_OTHER): time and random bytes, and
 * no files. */
#include <sqlite3.h>
#include <string.h>

static int open_none(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* opened) {
  (void)vfs, (void)name, (void)flags, (void)opened;
  file->pMethods = NULL;
  return SQLITE_CANTOPEN;
}

static int delete_none(sqlite3_vfs* vfs, const char* name, int sync) {
  return (void)vfs, (void)name, (void)sync, SQLITE_OK;
}

static int access_none(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  (void)vfs, (void)name, (void)flags;
  *result = 0;
  return SQLITE_OK;
}

static int full_name(sqlite3_vfs* vfs, const char* name, int room, char* result) {
  (void)vfs;
  strncpy(result, name, (size_t)room);
  return SQLITE_OK;
}

static int random_bytes(sqlite3_vfs* vfs, int size, char* to) {
  (void)vfs;
  memset(to, 42, (size_t)size);
  return size;
}

static int sleep_not(sqlite3_vfs* vfs, int microseconds) { return (void)vfs, microseconds; }

/* Noon of a day in 2000, as a Julian day number. */
static int current_time(sqlite3_vfs* vfs, double* time) {
  (void)vfs;
  *time = 2451545.0;
  return SQLITE_OK;
}

int sqlite3_os_init(void) {
  static sqlite3_vfs memory = {.iVersion = 1,
                               .szOsFile = sizeof(sqlite3_file),
                               .mxPathname = 64,
                               .zName = "memory",
                               .xOpen = open_none,
                               .xDelete = delete_none,
                               .xAccess = access_none,
                               .xFullPathname = full_name,
                               .xRandomness = random_bytes,
                               .xSleep = sleep_not,
                               .xCurrentTime = current_time};
  return sqlite3_vfs_register(&memory, 1);
}

int sqlite3_os_end(void) { return SQLITE_OK; }

/* speedtest1 removes the database's file, and not every engine has the call. */
int no_unlink(const char* name) { return (void)name, 0; }
