// Groups live functions into partitions before any IR exists, so that memory is bounded by workers x partition.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lower/module_plan.h"

namespace ingot {

using Partition = std::vector<uint32_t>;  ///< function indices, ascending

/// Same result for any number of workers. Functions that call each other are kept together as far as sizes allow.
std::vector<Partition> plan_partitions(const ModulePlan& plan);

}  // namespace ingot
