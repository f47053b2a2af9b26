// Programs that count where they go (--profile-generate): a file, mapped over the counters, so that they are in it
// however the program ends. Runs of the same program, one after the other or side by side, add to the same file;
// another program puts a file of its own in its place.
//
// Before the sandbox is entered: the file is the host's, not the guest's.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingot/abi.h"
#include "runtime/platform/environment.h"
#include "runtime/platform/text_buffer.h"
#include "runtime/start/startup.h"

// Defined by the linker script of such programs (compiler/link/program_script.cc), at page boundaries.
extern "C" char __start_ingot_profile[], __stop_ingot_profile[];

namespace ingot {
namespace {

size_t profile_bytes() { return static_cast<size_t>(__stop_ingot_profile - __start_ingot_profile); }

/// Whether the file has the counters of this program. `file` has as many bytes as the section, which is well-formed.
bool has_our_counters(const char* file) {
  const char* const own = __start_ingot_profile;
  if (memcmp(file, own, sizeof(IngotProfileHeader)) != 0) return false;
  for (size_t at = sizeof(IngotProfileHeader); profile_bytes() - at >= sizeof(IngotProfileRecord);) {
    IngotProfileRecord record;
    memcpy(&record, own + at, sizeof(record));
    if (memcmp(file + at, &record, sizeof(record)) != 0) return false;
    if (record.count == 0) break;  // what fills the page
    at += sizeof(record) + record.count * sizeof(uint64_t);
  }
  return true;
}

bool can_be_added_to(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0 || static_cast<size_t>(status.st_size) != profile_bytes()) return false;
  void* const file = mmap(nullptr, profile_bytes(), PROT_READ, MAP_SHARED, fd, 0);
  if (file == MAP_FAILED) return false;
  const bool result = has_our_counters(static_cast<const char*>(file));
  munmap(file, profile_bytes());
  return result;
}

/// Whether the file may be replaced: it is empty, or another program's counters. The name may be a mistake.
bool is_of_our_kind(int fd) {
  char magic[sizeof(IngotProfileHeader::magic)];
  const ssize_t count = pread(fd, magic, sizeof(magic), 0);
  if (count == 0) return true;
  // Of any version: the last character is its number.
  return count == sizeof(magic) && memcmp(magic, INGOT_PROFILE_MAGIC, sizeof(magic) - 1) == 0;
}

bool write_counters(int fd) {
  for (size_t done = 0; done < profile_bytes();) {
    const ssize_t count = pwrite(fd, __start_ingot_profile + done, profile_bytes() - done, static_cast<off_t>(done));
    if (count <= 0) return false;
    done += static_cast<size_t>(count);
  }
  return true;
}

bool map_counters(int fd) {
  return mmap(__start_ingot_profile, profile_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) !=
         MAP_FAILED;
}

/// Puts a new file with our counters in the place of what is at `path`. What is there is never changed: another program
/// may have it mapped, and would die of a file that gets shorter. The caller holds the lock.
bool replace_file(const char* path) {
  char name[PATH_MAX];
  const int length = snprintf(name, sizeof(name), "%s.%d.new", path, static_cast<int>(getpid()));
  if (length < 0 || static_cast<size_t>(length) >= sizeof(name)) {
    errno = ENAMETOOLONG;
    return false;
  }
  const int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return false;
  const bool is_done = write_counters(fd) && map_counters(fd) && rename(name, path) == 0;
  const int error = errno;
  if (!is_done) unlink(name);
  close(fd);
  errno = error;
  return is_done;
}

enum class Outcome : uint8_t { Mapped, Failed, Again };

/// Programs that start at the same time do this one after the other: the lock is on the file that they find.
Outcome use_file(int fd, const char* path) {
  struct stat found, now;
  if (flock(fd, LOCK_EX) != 0 || fstat(fd, &found) != 0) return Outcome::Failed;
  if (stat(path, &now) != 0 || now.st_ino != found.st_ino || now.st_dev != found.st_dev) return Outcome::Again;
  if (!S_ISREG(found.st_mode)) {
    errno = EINVAL;
    return Outcome::Failed;
  }
  if (can_be_added_to(fd)) return map_counters(fd) ? Outcome::Mapped : Outcome::Failed;
  if (!is_of_our_kind(fd)) {
    errno = EEXIST;
    return Outcome::Failed;
  }
  const bool is_mapped = replace_file(path);
  return is_mapped ? Outcome::Mapped : Outcome::Failed;
}

bool map_file(const char* path) {
  for (;;) {
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return false;
    const Outcome outcome = use_file(fd, path);
    const int error = errno;
    close(fd);  // and the lock with it
    errno = error;
    if (outcome != Outcome::Again) return outcome == Outcome::Mapped;
  }
}

}  // namespace
}  // namespace ingot

extern "C" void ingot_profile_start(const char* const* environment) {
  using namespace ingot;
  const char* path = find_variable(environment, "INGOT_PROFILE", 13);
  if (path == nullptr) path = "ingot.profile";
  if (map_file(path)) return;
  TextBuffer message;
  message.text("ingot: cannot write the profile '").text(path).text("': ").text(strerror(errno)).text("\n");
  message.flush_to(STDERR_FILENO);
}
