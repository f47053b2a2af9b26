// The command line before it is parsed: response files, spellings that CLI11 cannot read, and the program's arguments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/diagnostic.h"

namespace ingot {

/// Options that users of compilers have in their fingers but that CLI11 refuses (several letters behind one dash, or an
/// optional value): rewritten before parsing. `typed` is also what help shows.
struct Spelling {
  std::string_view typed;
  std::string_view parsed;
  bool prefix;  ///< the value follows without a space
};
// clang-format off
inline constexpr Spelling kSpellings[] = {
    {"-###", "--print-link-command", false},
    {"-O", "-O2", false},
    {"--time-report", "--time-report=table", false},
    {"-Wl,", "--linker-argument=", true},
    {"-march=", "--march=", true},
    {"-mcpu=", "--mcpu=", true},
    {"-shared", "--emit=shared-lib", false},
    {"-emit-llvm", "--emit=llvm-ir", false},
};
// clang-format on

/// Replaces each @file by the words in it: separated by white space, quoted with ' or ", backslash takes the next
/// character. Stops at "--". Response files do not nest.
Expected<std::vector<std::string>> expand_response_files(std::vector<std::string> arguments);

/// Rewrites kSpellings up to "--".
void rewrite_spellings(std::vector<std::string>& arguments);

/// The option of the first "--option="; empty if there is none. The parser would take the next word for its value.
std::string_view option_without_value(const std::vector<std::string>& arguments);

/// Cuts everything behind the first "--" off and returns it.
std::vector<std::string> take_program_arguments(std::vector<std::string>& arguments);

}  // namespace ingot
