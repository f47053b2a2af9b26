// In which order modules come to life.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/merge/resolve_imports.h"

namespace ingot {

/// Groups of modules, each in front of those that import from it. A group is one module, unless modules import from
/// each other in a circle: those come to life together. Where imports leave the choice, modules stand in the order in
/// which they were given, the main module last.
std::vector<std::vector<uint32_t>> instantiation_groups(const Resolution& resolution, uint32_t parts);

/// All defined globals, each behind those that its initial value reads: in the order of `parts`, as far as modules do
/// not import globals from each other in a circle. Fails if values depend on each other.
Expected<std::vector<Entity>> order_globals(std::span<const MergeInput> inputs, const Resolution& resolution,
                                            const std::vector<uint32_t>& parts);

}  // namespace ingot
