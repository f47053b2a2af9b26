// What SQLite's unix VFS and shell want of POSIX and WASI does not have: locks, owners and processes that do nothing.
#pragma once
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#define F_GETLK 5
#define F_SETLK 6
struct passwd {
  char* pw_dir;
};
static inline int fchmod(int fd, mode_t mode) { return (void)fd, (void)mode, 0; }
static inline int fchown(int fd, uid_t user, gid_t group) { return (void)fd, (void)user, (void)group, 0; }
static inline int chmod(const char* path, mode_t mode) { return (void)path, (void)mode, 0; }
static inline uid_t geteuid(void) { return 1; }
static inline uid_t getuid(void) { return 1; }
static inline struct passwd* getpwuid(uid_t user) { return (void)user, (struct passwd*)0; }
static inline int system(const char* command) { return (void)command, -1; }
static inline FILE* popen(const char* command, const char* mode) { return (void)command, (void)mode, (FILE*)0; }
static inline int pclose(FILE* file) { return (void)file, -1; }
