// What LLD says, in our words.
#pragma once

#include <string>

#include "compiler/support/diagnostic.h"

namespace ingot {

/// One diagnostic for everything that LLD wrote to stderr. `runtime`: path of the runtime library, may be empty.
Diagnostic diagnose_link_failure(const std::string& lld_output, const std::string& runtime);

}  // namespace ingot
