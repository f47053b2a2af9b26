// Reads the input and what is linked with it.
#include "compiler/driver/input_files.h"

#include <utility>

#include "compiler/support/file.h"

namespace ingot {

Expected<std::vector<InputFile>> read_input_files(const Options& options) {
  std::vector<InputFile> files;
  files.push_back({options.main_name, options.input, INGOT_TRY(read_file(options.input))});
  for (const LinkedModule& linked : options.linked_modules) {
    Expected<std::vector<uint8_t>> bytes = read_file(linked.file);
    if (!bytes) bytes.error().file = linked.file;
    files.push_back({linked.name, linked.file, INGOT_TRY(std::move(bytes))});
  }
  return files;
}

}  // namespace ingot
