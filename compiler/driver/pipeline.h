// The story of a compilation.
#pragma once

#include "compiler/driver/options.h"
#include "compiler/support/diagnostic.h"
#include "compiler/support/phase_timer.h"

namespace ingot {

/// Reads options.input, writes what options.emit asks for to options.output. Nothing is left behind on failure.
Expected<void> compile(const Options& options, PhaseTimer& timer);

}  // namespace ingot
