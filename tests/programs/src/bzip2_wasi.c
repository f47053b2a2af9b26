// What bzip2's command line wants of POSIX and WASI does not have.
int chown(const char* path, unsigned user, unsigned group) { return (void)path, (void)user, (void)group, 0; }
int fchown(int fd, unsigned user, unsigned group) { return (void)fd, (void)user, (void)group, 0; }
int chmod(const char* path, unsigned mode) { return (void)path, (void)mode, 0; }
int fchmod(int fd, unsigned mode) { return (void)fd, (void)mode, 0; }
