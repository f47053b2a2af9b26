// Names of tags: see tag_names.h.
#include "compiler/wasm/tag_names.h"

namespace ingot {

std::vector<std::string> tag_names(const Module& module) {
  std::vector<std::string> names(module.tags.size());
  for (const auto& [tagidx, name] : module.names.tags)
    if (tagidx < names.size()) names[tagidx] = name;
  for (const Export& entry : module.exports)
    if (entry.kind == ExternKind::Tag && names[entry.index].empty()) names[entry.index] = entry.name;
  for (const Import& import : module.imports)
    if (import.kind == ExternKind::Tag && names[import.index].empty())
      names[import.index] = std::string(import.module) + "." + std::string(import.name);
  return names;
}

}  // namespace ingot
