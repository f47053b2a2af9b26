// Objects -> executable, shared library or one relocatable object, with LLD in this process.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/support/diagnostic.h"

namespace ingot {

enum class LinkKind : uint8_t { Program, SharedLibrary, Relocatable };

struct LinkInput {
  std::string name;
  std::span<const char> contents;
};

struct LinkOptions {
  LinkKind kind = LinkKind::Program;
  std::string output;           ///< written under a temporary name in the same folder and renamed when whole
  std::string triple;           ///< chooses the bundled runtime (programs)
  std::string runtime_library;  ///< --runtime-library: overrides the bundled one
  bool invoke_entry = false;    ///< -C entry=invoke
  bool profile = false;         ///< programs that count where they go
  bool threads = false;         ///< programs that make threads: the runtime with locks, and thread-local data
  bool strip = false;           ///< no symbol table
  std::string module_symbol = "ingot_module";  ///< shared libraries: the only exported symbol
  std::vector<std::string> extra_arguments;    ///< -Wl,...
};

/// The command that link() would run, one argument each; inputs stand as their names. For `-###`.
Expected<std::vector<std::string>> link_command(const LinkOptions& options, std::span<const LinkInput> inputs);

/// Nothing is left behind on failure.
Expected<void> link(const LinkOptions& options, std::span<const LinkInput> inputs);

}  // namespace ingot
