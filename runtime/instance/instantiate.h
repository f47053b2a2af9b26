// Making instances. Spec: Execution > Modules > Instantiation.
#pragma once

#include <memory>

#include "runtime/instance/objects.h"

namespace ingot::hosted::detail {

/// Links, allocates, initialises and starts. The returned pointer owns the instance's group.
Expected<std::shared_ptr<InstanceObject>> instantiate(const std::shared_ptr<LoadedModule>& module,
                                                      const Imports& imports);

}  // namespace ingot::hosted::detail
