// A guest with one page of memory and a directory of its own.
#include "tests/unit/wasi/fixture.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace ingot::wasi {

namespace fs = std::filesystem;

std::ostream& operator<<(std::ostream& out, Errno error) { return out << "errno " << static_cast<int>(error); }

namespace {

/// Thousands of trees are made here: in memory if there is no reason against it.
fs::path place_for_scratch() {
  if (getenv("TMPDIR") == nullptr && access("/dev/shm", W_OK | X_OK) == 0) return "/dev/shm";
  return fs::temp_directory_path();
}

}  // namespace

ScratchDirectory::ScratchDirectory() {
  std::string pattern = (place_for_scratch() / "ingot_wasi_XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = pattern;
}

ScratchDirectory::~ScratchDirectory() { fs::remove_all(path_); }

void ScratchDirectory::make_directory(const std::string& name) const { fs::create_directories(*this / name); }

void ScratchDirectory::make_file(const std::string& name, const std::string& text) const {
  std::ofstream(*this / name) << text;
}

void ScratchDirectory::make_link(const std::string& name, const std::string& target) const {
  fs::create_symlink(target, *this / name);
}

std::string ScratchDirectory::read_file(const std::string& name) const {
  std::stringstream text;
  text << std::ifstream(*this / name).rdbuf();
  return text.str();
}

std::string ScratchDirectory::listing() const {
  std::vector<std::string> lines;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path_)) {
    std::string line =
        fs::relative(entry.path().parent_path(), path_).string() + "/" + entry.path().filename().string();
    if (entry.is_symlink())
      line += " -> " + fs::read_symlink(entry.path()).string();
    else if (entry.is_directory())
      line += "/";
    else
      line += " " + std::to_string(entry.file_size());
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

Guest::Guest(const std::string& directory, ResolveMode mode, bool read_only)
    : memory_(new uint8_t[kMemoryBytes]()), context_(std::make_unique<WasiContext>()) {
  description_.base = memory_.get();
  description_.byte_length = description_.max_byte_length = kMemoryBytes;
  context_->memory = GuestMemory(&description_);
  context_->resolve_mode = mode;
  add_standard_streams(context_.get());
  const int error =
      add_preopen(context_.get(), directory.data(), static_cast<uint32_t>(directory.size()), "/", 1, read_only);
  if (error != 0) throw std::runtime_error("cannot preopen " + directory);
}

Guest::~Guest() {
  for (Fd fd = 3; fd < 100; fd++) fd_close(*context_, fd);
}

Length Guest::put_path(Address address, const std::string& path) {
  put(address, path);
  return static_cast<Length>(path.size());
}

Errno Guest::open(const std::string& path, uint32_t lookup, uint32_t oflags, Rights base, Rights inheriting,
                  uint32_t fdflags, Fd directory) {
  const Length length = put_path(kPath, path);
  return path_open(*context_, directory, lookup, kPath, length, oflags, base, inheriting, fdflags, kResult);
}

Fd Guest::must_open(const std::string& path, uint32_t lookup, uint32_t oflags, Rights base, Rights inheriting,
                    uint32_t fdflags) {
  EXPECT_EQ(open(path, lookup, oflags, base, inheriting, fdflags), Errno::Success) << path;
  return result32();
}

Errno Guest::stat(const std::string& path, uint32_t lookup, Filestat* status) {
  const Length length = put_path(kPath, path);
  const Errno error = path_filestat_get(*context_, kRoot, lookup, kPath, length, kBuffer, Layout::Preview1);
  if (error == Errno::Success) *status = load<Filestat>(kBuffer);
  return error;
}

Errno Guest::set_times(const std::string& path, uint32_t lookup, uint64_t mtim) {
  const Length length = put_path(kPath, path);
  return path_filestat_set_times(*context_, kRoot, lookup, kPath, length, 0, mtim, kFstMtim);
}

Errno Guest::mkdir(const std::string& path) {
  return path_create_directory(*context_, kRoot, kPath, put_path(kPath, path));
}

Errno Guest::rmdir(const std::string& path) {
  return path_remove_directory(*context_, kRoot, kPath, put_path(kPath, path));
}

Errno Guest::unlink(const std::string& path) {
  return path_unlink_file(*context_, kRoot, kPath, put_path(kPath, path));
}

Errno Guest::rename(const std::string& from, const std::string& to) {
  const Length from_length = put_path(kPath, from);
  const Length to_length = put_path(kOtherPath, to);
  return path_rename(*context_, kRoot, kPath, from_length, kRoot, kOtherPath, to_length);
}

Errno Guest::link(const std::string& from, const std::string& to) {
  const Length from_length = put_path(kPath, from);
  const Length to_length = put_path(kOtherPath, to);
  return path_link(*context_, kRoot, 0, kPath, from_length, kRoot, kOtherPath, to_length);
}

Errno Guest::symlink(const std::string& target, const std::string& path) {
  const Length target_length = put_path(kPath, target);
  const Length path_length = put_path(kOtherPath, path);
  return path_symlink(*context_, kPath, target_length, kRoot, kOtherPath, path_length);
}

Errno Guest::readlink(const std::string& path, std::string* target) {
  const Length length = put_path(kPath, path);
  const Errno error = path_readlink(*context_, kRoot, kPath, length, kBuffer, 8192, kResult);
  if (error == Errno::Success) *target = get(kBuffer, result32());
  return error;
}

Errno Guest::write(Fd fd, const std::string& text) {
  put(kBuffer, text);
  store(kIovs, Iovec{.buf = kBuffer, .buf_len = static_cast<uint32_t>(text.size())});
  return fd_write(*context_, fd, kIovs, 1, kResult);
}

Errno Guest::read(Fd fd, uint32_t length, std::string* text) {
  store(kIovs, Iovec{.buf = kBuffer, .buf_len = length});
  const Errno error = fd_read(*context_, fd, kIovs, 1, kResult);
  if (error == Errno::Success) *text = get(kBuffer, result32());
  return error;
}

}  // namespace ingot::wasi
