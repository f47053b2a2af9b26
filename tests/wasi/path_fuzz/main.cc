// Path fuzzer: random paths in every call that takes one, on a tree full of links, while another thread moves folders
// about. The oracle is on the host's side (world.h): nothing outside what is granted is read, made, changed or removed,
// and nothing at all is changed in what is granted for reading.
//
//   path_fuzz [--operations N] [--seed N] [--mode kernel|walk] [--still]
//
// A run of 1,000,000 operations takes a minute or two for each mode. --still: without the other thread, which makes a
// run repeatable from its seed. Exit code 1 and the operation on stderr if the oracle sees something.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/wasi/path_fuzz/fuzzer.h"

namespace ingot::wasi::fuzz {
namespace {

Settings parse(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i < argc; i++) {
    const std::string option = argv[i];
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (option == "--still") {
      settings.moves = false;
      continue;
    }
    if (option == "--operations") settings.operations = strtoull(value.c_str(), nullptr, 10);
    if (option == "--seed") settings.seed = strtoull(value.c_str(), nullptr, 10);
    if (option == "--mode") settings.mode = value == "walk" ? ResolveMode::Walk : ResolveMode::Kernel;
    i++;
  }
  return settings;
}

}  // namespace
}  // namespace ingot::wasi::fuzz

int main(int argc, char** argv) {
  using namespace ingot::wasi::fuzz;
  const Settings settings = parse(argc, argv);
  std::string folder =
      (std::filesystem::canonical(std::filesystem::temp_directory_path()) / "path_fuzz_XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 2;
  World world(folder);
  Fuzzer fuzzer(settings, world);
  const bool held = fuzzer.run();
  fuzzer.report();
  printf("path_fuzz: %s, %s\n", settings.mode == ingot::wasi::ResolveMode::Walk ? "walk" : "openat2",
         held ? "nothing outside seen or changed" : "ESCAPED");
  return held ? 0 : 1;
}
