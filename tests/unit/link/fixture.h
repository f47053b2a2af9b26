// Links fake modules into a folder of its own and runs them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "compiler/link/link.h"

namespace ingot {

struct ProcessResult {
  int exit_code = -1;  ///< 128 + signal if it died of one
  std::string out, err;
};

/// Runs a shell command.
ProcessResult run_shell(const std::string& command);

class LinkFixture : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Links an object file; options.output is `name` in the test's folder.
  Expected<void> link_object(const std::string& object_path, const std::string& name, LinkOptions options);
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::vector<std::string> files_left() const;

  std::string folder_;
};

std::vector<char> read_bytes(const std::string& path);
LinkOptions program_options();

}  // namespace ingot
