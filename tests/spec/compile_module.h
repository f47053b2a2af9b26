// Calls the compiler, in a file of its own: the compiler and the embedding API both have a class named Module.
#pragma once

#include <optional>
#include <string>

namespace spec {

struct CompileSettings {
  std::string work_folder;     ///< for outputs
  int level = 2;               ///< -O0 .. -O3
  std::string cpu;             ///< -mcpu=; empty: the default
  bool register_base = false;  ///< programs: -C memory-base=register
};

enum class Product { Check, SharedLibrary, InvokeProgram };

/// Error text, or nothing on success. Check: decode and validate only.
std::optional<std::string> compile_module(const std::string& wasm_path, const std::string& output, Product product,
                                          const CompileSettings& settings);

}  // namespace spec
