// Inputs that exist only in memory, as files that LLD can open by path.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/support/diagnostic.h"

namespace ingot {

/// Files without a place on disk: nothing to clean up, whatever happens to this process. They live as long as this
/// object.
class InputFiles {
 public:
  InputFiles() = default;
  ~InputFiles();
  InputFiles(const InputFiles&) = delete;
  InputFiles& operator=(const InputFiles&) = delete;

  /// Returns the path under which this process can open the contents.
  Expected<std::string> add(const std::string& name, std::span<const char> contents);

  /// Puts the names of the files where a text has their paths.
  std::string with_names(std::string text) const;

 private:
  struct File {
    int descriptor;
    std::string path;
    std::string name;
  };
  std::vector<File> files_;
};

}  // namespace ingot
