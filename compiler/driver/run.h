// `ingot run`: compiles into a cache, then becomes the program.
#pragma once

#include "compiler/driver/options.h"
#include "compiler/support/diagnostic.h"
#include "compiler/support/phase_timer.h"

namespace ingot {

/// Returns only if something went wrong.
Expected<void> run(const Options& options, PhaseTimer& timer);

}  // namespace ingot
