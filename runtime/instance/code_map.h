// From addresses of machine code back to Wasm functions, for backtraces.
#pragma once

#include <cstdint>
#include <span>

#include "ingot/types.h"
#include "runtime/trap/activation.h"

namespace ingot::inline hosted::detail {

/// Appends the Wasm functions of the frames to trap.backtrace; frames of trampolines and thunks are left out.
/// `innermost_offset` belongs to the first frame: Wasm offset in its body, or INGOT_TRAP_OFFSET_UNKNOWN.
void append_frames(Trap& trap, std::span<const RawFrame> frames, uint32_t innermost_offset);

}  // namespace ingot::inline hosted::detail
