// From addresses of machine code back to Wasm functions.
#pragma once

#include "ingot/types.h"
#include "runtime/trap/activation.h"

namespace ingot::hosted::detail {

/// The trap that has left the activation, with the names of the functions that were active.
Trap take_trap(Activation& activation);

}  // namespace ingot::hosted::detail
