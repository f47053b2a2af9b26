// Software traps: an instruction that carries its code, so that the handler needs no table and the hot path no call.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include <cstdint>

#include "ingot/abi.h"

namespace ingot {

/// Ends the builder's block with a trap. `offset` is the instruction's in the file (abi.h, INGOT_TRAP_CODE).
void emit_trap(llvm::IRBuilderBase& builder, IngotTrapKind kind, uint64_t offset);

/// Branch weights of a condition that practically never holds.
llvm::MDNode* unlikely_weights(llvm::LLVMContext& context);

}  // namespace ingot
