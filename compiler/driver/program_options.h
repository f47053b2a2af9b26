// Values of the options that say what a program may use: folders, variables, addresses, limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/driver/options.h"
#include "compiler/support/diagnostic.h"

namespace ingot {

/// "8M" -> 8388608. `option` is named in the error, as in all of these.
Expected<uint64_t> parse_size(std::string_view option, std::string_view text);

/// What of the limits is still text after the command line was read; empty: not given.
struct LimitTexts {
  std::string memory, stack, fds, timeout, fuel;
};

/// Fills options.limits and, by --max-stack and --fuel, options.stack_bytes and options.fuel.
Expected<void> interpret_limits(const LimitTexts& texts, Options& options);

/// Malformed values of --dir, --env and --tcplisten. Whether a folder is there is found out when the program starts.
Expected<void> check_grants(const Options& options);

/// An option that was given and means nothing to objects and libraries; empty if there is none.
std::string_view option_of_programs(const Options& options);

/// The limits as the runtime reads them from INGOT_LIMIT; empty if there are none.
std::string limits_as_text(const ProgramLimits& limits);

}  // namespace ingot
