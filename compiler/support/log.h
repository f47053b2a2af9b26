// Messages for whoever looks into the tool itself: off unless asked for by -v, -vv or INGOT_LOG.
//
//   INGOT_LOG=debug              every stage
//   INGOT_LOG=emit=trace,link=debug
//
// This header does not show the library behind it (spdlog stays in .cc files). Build a message only if log_enabled().
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/support/diagnostic.h"

namespace ingot {

enum class LogStage : uint8_t { Decode, Validate, Lower, Optimize, Emit, Link, Driver, Count };
enum class LogLevel : uint8_t { Trace, Debug, Info, Warning, Error, Off };

/// verbosity 0 shows warnings, 1 (-v) information, 2 (-vv) debugging, 3 traces; quiet shows errors only. `spec` is the
/// value of INGOT_LOG, may be null, and wins. Call once, before threads start.
Expected<void> configure_log(int verbosity, bool quiet, const char* spec);

bool log_enabled(LogStage stage, LogLevel level);
/// Writes one line to standard error, in one piece; from any thread.
void log_message(LogStage stage, LogLevel level, std::string_view message);

}  // namespace ingot
