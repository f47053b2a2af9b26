#include "tests/unit/link/fixture.h"

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ingot {

namespace fs = std::filesystem;

std::vector<char> read_bytes(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

static std::string read_text(const std::string& path) {
  const std::vector<char> bytes = read_bytes(path);
  return {bytes.begin(), bytes.end()};
}

ProcessResult run_shell(const std::string& command) {
  char base[] = "link-test-output-XXXXXX";
  const fs::path folder = fs::temp_directory_path();
  std::string name = (folder / base).string();
  if (mkdtemp(name.data()) == nullptr) return {};
  const int status = std::system(("{ " + command + "\n} >" + name + "/out 2>" + name + "/err").c_str());
  ProcessResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = read_text(name + "/out");
  result.err = read_text(name + "/err");
  fs::remove_all(name);
  return result;
}

void LinkFixture::SetUp() {
  folder_ = (fs::temp_directory_path() / "ingot-link-test-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder_.data()), nullptr);
}

void LinkFixture::TearDown() { fs::remove_all(folder_); }

Expected<void> LinkFixture::link_object(const std::string& object_path, const std::string& name, LinkOptions options) {
  const std::vector<char> object = read_bytes(object_path);
  EXPECT_FALSE(object.empty()) << object_path;
  options.output = path(name);
  const LinkInput input{.name = "module.o", .contents = object};
  return link(options, std::span(&input, 1));
}

std::vector<std::string> LinkFixture::files_left() const {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename());
  return names;
}

LinkOptions program_options() {
  LinkOptions options;
  options.triple = "x86_64-unknown-linux-gnu";
  options.runtime_library = INGOT_TEST_RUNTIME;
  return options;
}

}  // namespace ingot
