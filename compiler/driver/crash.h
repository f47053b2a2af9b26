// The end after an internal error: a fatal signal, an abort inside LLVM, an exception that nobody expected.
#pragma once

#include <string_view>

namespace ingot {

/// Installs handlers for fatal signals that say what happened, how to report it, and exit with kExitInternal.
/// Remembers the command line for the message.
void install_crash_handlers(int argc, const char* const* argv);

/// What the tool is doing, for the message; `stage` is a literal.
void set_crash_stage(const char* stage);

/// Prints the message for an exception; returns kExitInternal.
int report_internal_error(std::string_view what);

/// Prints the command line and how to report; async-signal-safe.
void advise_to_report();

}  // namespace ingot
