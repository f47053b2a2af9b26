// LLD as a function.
#pragma once

#include <span>
#include <string>

namespace ingot {

struct LldResult {
  bool success = false;
  bool crashed = false;     ///< LLD cannot be called again in this process
  std::string diagnostics;  ///< what it wrote to stderr
};

/// Runs the ELF linker on arguments (the first is its name). Can be called again and from any thread: calls take turns,
/// since LLD's state is global. It resets LLVM's command line options (cl::opt) to their defaults.
LldResult run_lld(std::span<const std::string> arguments);

/// Lets an interrupted process remove this file, until keep_on_interrupt().
void remove_on_interrupt(const std::string& path);
void keep_on_interrupt(const std::string& path);

}  // namespace ingot
