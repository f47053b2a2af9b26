// Files, whole: inputs into memory, outputs atomically.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/support/diagnostic.h"

namespace ingot {

/// Reads a file, or standard input if the path is "-". Inputs of 4 GiB and more are refused: no module is that large.
Expected<std::vector<uint8_t>> read_file(const std::string& path);

enum class FileMode : uint8_t { Data, Executable };

/// Writes a file so that the path holds either what it held before or all of `bytes`: a temporary file in the same
/// folder, then a rename. On failure nothing is left behind. "-" and "/dev/stdout" are standard output; other devices
/// and pipes are written in place.
Expected<void> write_file_atomically(const std::string& path, std::span<const uint8_t> bytes,
                                     FileMode mode = FileMode::Data);

/// The same for outputs that somebody else writes by name (a linker): an empty temporary file in the folder of the
/// final path. It disappears with this object unless commit() has given it its final name. For a pipe or a device it is
/// in the folder for temporary files, and commit() copies it.
class PendingFile {
 public:
  static Expected<PendingFile> create(const std::string& final_path, FileMode mode = FileMode::Data);
  ~PendingFile();
  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;

  const std::string& path() const { return path_; }
  Expected<void> commit();

 private:
  PendingFile(std::string path, std::string final_path) : path_(std::move(path)), final_path_(std::move(final_path)) {}

  std::string path_;  ///< empty once there is nothing to clean up
  std::string final_path_;
};

}  // namespace ingot
