// The texts of --help, --version, -C help and -W help that are not made from the option declarations.
#pragma once

#include <string>
#include <string_view>

#include "compiler/driver/options.h"

namespace ingot {

/// `ingot --help`.
std::string overview_text();
/// First line parseable: "ingot 0.1.0 (abi 1)".
std::string version_text();
/// Usage and examples of one command; the options follow.
std::string_view command_intro(Command command);
/// Exit codes and where to read more; stands behind the options.
std::string command_outro(Command command);
/// `-C help`.
std::string_view codegen_help();
/// `-W help`: one line per row of features.def.
std::string feature_help();

}  // namespace ingot
