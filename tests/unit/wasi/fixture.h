// A guest with one page of memory and a directory of its own, for calling WASI without a program.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/context.h"

namespace ingot::wasi {

/// Names for messages.
std::ostream& operator<<(std::ostream& out, Errno error);

/// A directory below the temporary one, removed with everything in it at the end.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  void make_directory(const std::string& name) const;
  void make_file(const std::string& name, const std::string& text = "") const;
  void make_link(const std::string& name, const std::string& target) const;
  std::string read_file(const std::string& name) const;
  /// Every entry with its type and, for links, target; sorted.
  std::string listing() const;

 private:
  std::string path_;
};

class Guest {
 public:
  static constexpr uint32_t kMemoryBytes = 65536;
  static constexpr Fd kRoot = 3;  ///< the preopen

  explicit Guest(const std::string& directory, ResolveMode mode = ResolveMode::Detect, bool read_only = false);
  ~Guest();
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  WasiContext& context() { return *context_; }

  // Fixed places in the guest's memory.
  static constexpr Address kResult = 64, kPath = 1024, kOtherPath = 8192, kIovs = 16384, kBuffer = 32768;

  uint32_t result32() const { return context_->memory.load<uint32_t>(kResult); }
  uint64_t result64() const { return context_->memory.load<uint64_t>(kResult); }
  void put(Address address, const std::string& bytes) { memcpy(&memory_[address], bytes.data(), bytes.size()); }
  std::string get(Address address, uint32_t length) const {
    return std::string(reinterpret_cast<const char*>(&memory_[address]), length);
  }
  template <typename T>
  T load(Address address) const {
    return context_->memory.load<T>(address);
  }
  template <typename T>
  void store(Address address, const T& value) {
    context_->memory.store(address, value);
  }

  // The calls, with paths as strings.
  Errno open(const std::string& path, uint32_t lookup = 0, uint32_t oflags = 0, Rights base = kFdRead | kFdFilestatGet,
             Rights inheriting = 0, uint32_t fdflags = 0, Fd directory = kRoot);
  /// Opens and expects that it works.
  Fd must_open(const std::string& path, uint32_t lookup = 0, uint32_t oflags = 0,
               Rights base = kFdRead | kFdFilestatGet, Rights inheriting = 0, uint32_t fdflags = 0);
  Errno stat(const std::string& path, uint32_t lookup, Filestat* status);
  Errno set_times(const std::string& path, uint32_t lookup, uint64_t mtim);
  Errno mkdir(const std::string& path);
  Errno rmdir(const std::string& path);
  Errno unlink(const std::string& path);
  Errno rename(const std::string& from, const std::string& to);
  Errno link(const std::string& from, const std::string& to);
  Errno symlink(const std::string& target, const std::string& path);
  Errno readlink(const std::string& path, std::string* target);
  Errno write(Fd fd, const std::string& text);
  Errno read(Fd fd, uint32_t length, std::string* text);

 private:
  Length put_path(Address address, const std::string& path);

  std::unique_ptr<uint8_t[]> memory_;  // exact size: a byte too far is an error of AddressSanitizer
  IngotMemory description_ = {};
  std::unique_ptr<WasiContext> context_;
};

}  // namespace ingot::wasi
