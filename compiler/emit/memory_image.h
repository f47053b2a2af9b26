// The contents of memory 0 and of data segments as raw objects.
#pragma once

#include <vector>

#include "compiler/emit/emit.h"
#include "compiler/lower/module_plan.h"

namespace ingot {

/// "data.memory0" (programs) and "data.segments", as far as there is something in them.
std::vector<EmittedFile> emit_data_objects(const ModulePlan& plan);

}  // namespace ingot
