// Calls the compiler, in a file of its own: the compiler and the embedding API both have a class named Module.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spec {

struct CompileSettings {
  std::string work_folder;                     ///< for outputs
  int level = 2;                               ///< -O0 .. -O3
  std::string cpu;                             ///< -mcpu=; empty: the default
  bool register_base = false;                  ///< programs: -C memory-base=register
  bool deterministic = false;                  ///< --deterministic
  std::vector<std::string> disabled_features;  ///< -W NAME=n
  std::string spectest;                        ///< programs: what scripts import as "spectest", a .wasm file
};

/// What is known of a module before it is compiled.
struct ModuleFacts {
  bool needs_gc = false;                      ///< it has instructions of garbage collection, which are not compiled yet
  std::vector<std::string> imported_modules;  ///< the first names of its imports
  bool exports_globals = false;
  bool changes_imports = false;  ///< its instantiation: by a start function, or a segment in what it imports
};
ModuleFacts facts_of(const std::string& wasm_path);

enum class Product { Check, SharedLibrary, InvokeProgram };

/// Error text, or nothing on success. Check: decode and validate only. links: names and .wasm files to link.
std::optional<std::string> compile_module(const std::string& wasm_path, const std::string& output, Product product,
                                          const CompileSettings& settings,
                                          const std::vector<std::pair<std::string, std::string>>& links = {});

}  // namespace spec
