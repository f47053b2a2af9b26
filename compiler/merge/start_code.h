// The order in which a merged module runs what its parts run when they are instantiated.
// Spec: Execution > Modules > Instantiation.
//
// A module's active segments are copied before its start function runs, and both before the next module's segments: a
// start function can see, change and grow what they are copied to. A Module can say that only of one module, so what
// comes behind the first start function becomes a function of its own: active segments are made passive and copied by
// instructions, which is how the specification defines them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "compiler/merge/index_layout.h"

namespace ingot {

struct StartPlan {
  std::vector<bool> is_late;  ///< by part: its active segments are copied by `body`
  /// Instructions, with indices of the merged module; empty if there is no need for them.
  std::vector<uint8_t> body;
  /// Without `body`: the only function that runs, if any.
  std::optional<uint32_t> start;
};

/// Start functions of all parts in the order of `groups`, then `_initialize` of all but the main module, unless a
/// module imports it and so calls it itself. A group's segments are all copied before its start functions run.
StartPlan plan_start(std::span<const MergeInput> inputs, const Resolution& resolution,
                     const std::vector<std::vector<uint32_t>>& groups, std::span<const IndexMap> maps);

}  // namespace ingot
