// `ingot inspect`: what a module contains, for people and as JSON.
#pragma once

#include <string>

#include "compiler/driver/options.h"
#include "compiler/support/diagnostic.h"

namespace ingot {

/// The text for standard output. Modules that decode but are invalid, or that use what is not supported yet, are shown
/// with the reason.
Expected<std::string> inspect(const Options& options);

}  // namespace ingot
