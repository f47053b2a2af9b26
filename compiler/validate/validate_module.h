// Module -> ValidatedModule.  Spec: Validation > Modules.
#pragma once

#include "compiler/support/diagnostic.h"
#include "compiler/validate/validated_module.h"

namespace ingot {

/// Checks everything; the first error by file offset wins, whatever the number of threads. `jobs` threads walk bodies.
/// The module must outlive the result.
Expected<ValidatedModule> validate_module(const Module& module, unsigned jobs);

}  // namespace ingot
