// The story of a compilation.
#pragma once

#include <cstdint>
#include <span>

#include "compiler/driver/options.h"
#include "compiler/support/diagnostic.h"
#include "compiler/support/phase_timer.h"

namespace ingot {

/// Reads options.input, writes what options.emit asks for to options.output. Nothing is left behind on failure.
Expected<void> compile(const Options& options, PhaseTimer& timer);

/// The same for a module that was read already; options.input is only its name.
Expected<void> compile_bytes(std::span<const uint8_t> bytes, const Options& options, PhaseTimer& timer);

}  // namespace ingot
