// The arguments of the linker.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/link/link.h"

namespace ingot {

/// Paths that the command mentions.
struct LinkPaths {
  std::string output;
  std::string script;   ///< programs: linker script; shared libraries: version script
  std::string runtime;  ///< programs
  std::vector<std::string> inputs;
};

/// The command for these paths.
std::vector<std::string> make_link_command(const LinkOptions& options, const LinkPaths& paths);

}  // namespace ingot
