// POSIX calls, because they say what went wrong: every message ends with the system's own words.
#include "compiler/support/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace ingot {
namespace {

constexpr uint64_t kMaxInputBytes = UINT64_C(1) << 32;

/// "cannot WHAT PATH: no such file or directory"
std::unexpected<Diagnostic> system_failure(const char* what, const std::string& path, int error = errno) {
  std::string reason = std::generic_category().message(error);
  if (reason.size() > 1 && reason[1] >= 'a') reason[0] = static_cast<char>(reason[0] | 0x20);  // lower case
  return fail(std::string("cannot ") + what + " '" + path + "': " + reason);
}

/// A file descriptor that closes itself. Standard streams are borrowed.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  /// Closes and says whether it went well: some file systems report a full disk only here.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

Expected<std::vector<uint8_t>> read_all(int fd, const std::string& path, uint64_t expected_bytes) {
  std::vector<uint8_t> bytes(expected_bytes + 1);  // one more, so that the end shows without growing
  size_t length = 0;
  while (true) {
    if (length == bytes.size()) bytes.resize(std::max<size_t>(bytes.size() * 2, 64 * 1024));
    const ssize_t got = ::read(fd, bytes.data() + length, bytes.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read", path);
    if (got == 0) break;
    length += static_cast<size_t>(got);
    if (length >= kMaxInputBytes) return fail("cannot read '" + path + "': file too large (4 GiB or more)");
  }
  bytes.resize(length);
  return bytes;
}

Expected<void> write_all(int fd, const std::string& path, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_failure("write", path);
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return {};
}

/// Outputs that cannot be replaced by renaming: pipes and devices.
bool is_special_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

std::string temporary_folder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

Expected<void> write_in_place(const std::string& path, std::span<const uint8_t> bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0) return system_failure("write", path);
  return write_all(file.get(), path, bytes);
}

/// Renaming onto a symbolic link would replace the link; what is meant is the file behind it.
std::string resolve_link(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return path;
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string target = resolved;
  std::free(resolved);
  return target;
}

}  // namespace

Expected<std::vector<uint8_t>> read_file(const std::string& path) {
  if (path == "-") return read_all(STDIN_FILENO, "standard input", 64 * 1024);
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return system_failure("open", path);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return system_failure("read", path);
  if (S_ISDIR(status.st_mode)) return system_failure("read", path, EISDIR);
  const auto size = static_cast<uint64_t>(status.st_size);
  if (size >= kMaxInputBytes) return fail("cannot read '" + path + "': file too large (4 GiB or more)");
  return read_all(file.get(), path, size);
}

Expected<void> write_file_atomically(const std::string& path, std::span<const uint8_t> bytes, FileMode mode) {
  if (path == "-" || path == "/dev/stdout") return write_all(STDOUT_FILENO, "standard output", bytes);
  if (is_special_file(path)) return write_in_place(path, bytes);
  PendingFile pending = INGOT_TRY(PendingFile::create(path, mode));
  Descriptor file(::open(pending.path().c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0) return system_failure("write", path);
  INGOT_CHECK(write_all(file.get(), path, bytes));
  if (!file.close()) return system_failure("write", path);
  return pending.commit();
}

Expected<PendingFile> PendingFile::create(const std::string& final_path, FileMode mode) {
  // Names are tried until one is free. open() applies the umask, which mkstemp() does not.
  static std::atomic<unsigned> serial = 0;
  const mode_t permissions = mode == FileMode::Executable ? 0777 : 0666;
  std::string target = resolve_link(final_path);
  const bool in_place = is_special_file(target);  // commit() copies then
  const std::string stem = in_place ? temporary_folder() + "/ingot" : target;
  struct stat status {};
  if (::stat(target.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return system_failure("write", final_path, EISDIR);
  }
  while (true) {
    std::string name = stem + "." + std::to_string(::getpid()) + "-" + std::to_string(serial++) + ".tmp";
    Descriptor file(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions));
    if (file.get() >= 0) return PendingFile(std::move(name), std::move(target));
    if (errno != EEXIST) return system_failure("write", final_path);
  }
}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), final_path_(std::move(other.final_path_)) {}

PendingFile::~PendingFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Expected<void> PendingFile::commit() {
  if (is_special_file(final_path_)) {  // root could replace a device by a file
    const std::vector<uint8_t> bytes = INGOT_TRY(read_file(path_));
    return write_in_place(final_path_, bytes);
  }
  if (::rename(path_.c_str(), final_path_.c_str()) != 0) return system_failure("write", final_path_);
  path_.clear();
  return {};
}

}  // namespace ingot
