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
/// since LLD's state is global. If the process is interrupted meanwhile, `output` is removed. Handlers of fault signals
/// are the same afterwards as before. LLVM's command line options (cl::opt) are reset to their defaults.
LldResult run_lld(std::span<const std::string> arguments, const std::string& output);

}  // namespace ingot
