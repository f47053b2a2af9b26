// Effective addresses in linear memory.
#pragma once

#include "compiler/lower/state_access.h"
#include "compiler/wasm/immediates.h"

namespace ingot {

/// Address of memarg's memory at index + offset. Needs no check: whatever a 32-bit index and a 32-bit offset can reach
/// is inside the reservation, and faults where it is not accessible.
llvm::Value* effective_address(llvm::IRBuilderBase& builder, StateAccess& state, const MemArg& memarg,
                               llvm::Value* index);

}  // namespace ingot
