// Decodes and validates the modules of a folder of case files and compares what is reported.
//
//   validate_cases [--refresh] FOLDER
//
// A case file has bytes in hexadecimal, comments behind `;;`, and at its end the expected lines behind `=>`:
//     ;; A local that is not there.
//     00 61 73 6d 01 00 00 00
//     ...
//     => 0x1b: error: unknown local 0
//     => note: in function 0 "func[0]", at local.get
// A valid module has the line `=> valid`. --refresh replaces the expected lines by what is reported.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/decode/decode_module.h"
#include "compiler/validate/validate_module.h"

namespace {

namespace fs = std::filesystem;

struct Case {
  std::string input;     // all lines but the expected ones
  std::string expected;  // with their arrows
  std::vector<uint8_t> bytes;
};

/// False if a word is not a byte.
bool add_bytes(std::string_view line, std::vector<uint8_t>& bytes) {
  line = line.substr(0, line.find(";;"));
  std::istringstream words{std::string(line)};
  for (std::string word; words >> word;) {
    uint8_t byte = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), byte, 16);
    if (error != std::errc() || end != word.data() + word.size()) return false;
    bytes.push_back(byte);
  }
  return true;
}

bool read_case(const fs::path& path, Case& parsed) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const bool is_expected = line.starts_with("=>");
    (is_expected ? parsed.expected : parsed.input).append(line).append("\n");
    if (!is_expected && !add_bytes(line, parsed.bytes)) {
      std::printf("%s: not a line of bytes: %s\n", path.c_str(), line.c_str());
      return false;
    }
  }
  return true;
}

std::string describe(const ingot::Diagnostic& diagnostic) {
  std::ostringstream text;
  text << "=> ";
  if (diagnostic.offset) text << "0x" << std::hex << *diagnostic.offset << ": ";
  text << "error: " << diagnostic.message << "\n";
  if (!diagnostic.note.empty()) text << "=> note: " << diagnostic.note << "\n";
  return text.str();
}

std::string report(const std::vector<uint8_t>& bytes) {
  const ingot::Expected<ingot::Module> module = ingot::decode_module(bytes);
  if (!module) return describe(module.error());
  const ingot::Expected<ingot::ValidatedModule> valid = ingot::validate_module(*module, 1);
  return valid ? "=> valid\n" : describe(valid.error());
}

bool run(const fs::path& path, bool refresh) {
  Case parsed;
  if (!read_case(path, parsed)) return false;
  const std::string reported = report(parsed.bytes);
  if (reported == parsed.expected) return true;
  if (refresh) {
    std::ofstream(path) << parsed.input << reported;
    return true;
  }
  std::printf("%s\nexpected\n%sreported\n%s\n", path.c_str(), parsed.expected.c_str(), reported.c_str());
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  const bool refresh = argc == 3 && std::string_view(argv[1]) == "--refresh";
  if (argc != 2 && !refresh) {
    std::fprintf(stderr, "usage: validate_cases [--refresh] FOLDER\n");
    return 2;
  }
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(argv[argc - 1])) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  size_t failed = 0;
  for (const fs::path& path : paths) failed += run(path, refresh) ? 0 : 1;
  std::printf("%zu cases, %zu failed\n", paths.size(), failed);
  return failed == 0 && !paths.empty() ? 0 : 1;
}
