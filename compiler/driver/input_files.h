// The modules that a command line names, as bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/driver/options.h"
#include "compiler/support/diagnostic.h"

namespace ingot {

struct InputFile {
  std::string name;  ///< under which others import from it; empty: they cannot
  std::string path;
  std::vector<uint8_t> bytes;
};

/// options.input first, then the linked modules in their order.
Expected<std::vector<InputFile>> read_input_files(const Options& options);

}  // namespace ingot
