// The story of a compilation.
#pragma once

#include <span>

#include "compiler/driver/input_files.h"
#include "compiler/driver/options.h"
#include "compiler/support/diagnostic.h"
#include "compiler/support/phase_timer.h"

namespace ingot {

/// Reads options.input and what is linked with it, writes what options.emit asks for to options.output. Nothing is left
/// behind on failure.
Expected<void> compile(const Options& options, PhaseTimer& timer);

/// The same for modules that were read already; the first is options.input.
Expected<void> compile_files(std::span<const InputFile> inputs, const Options& options, PhaseTimer& timer);

}  // namespace ingot
