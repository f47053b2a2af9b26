// A module that gives a linked program the exports of all its parts.
//
// A program has the exports of its main module only. So the main module of a linked one is made up: it imports what the
// others export and exports it again, as "ID:field"; "ID=field" is a function that returns a global.
#pragma once

#include <string>
#include <vector>

namespace spec {

struct Part {
  std::string id;         ///< of the instance
  std::string link_name;  ///< under which others import from it
  std::string wasm_path;
};

/// Writes the main module for these parts. Exports whose types are not numbers, vectors or abstract references are left
/// out.
void write_umbrella(const std::vector<Part>& parts, const std::string& wasm_path);

}  // namespace spec
