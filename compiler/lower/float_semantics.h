// Where Wasm's floats differ from what LLVM makes of its own float instructions; for scalars and vectors.
#pragma once

#include <llvm/IR/IRBuilder.h>

namespace ingot {

/// The same value, but LLVM will not look through it. No machine code.
llvm::Value* fence_float(llvm::IRBuilderBase& builder, llvm::Value* value);

/// `operand`, fenced if it is a constant for which arithmetic could fold to its other operand: that may be a signalling
/// NaN, and Wasm wants a quiet one from every arithmetic instruction.
llvm::Value* hide_identity(llvm::IRBuilderBase& builder, llvm::Value* operand);

/// min and max with Wasm's rules for NaN and for zeros of different sign.
llvm::Value* float_min_max(llvm::IRBuilderBase& builder, bool is_min, llvm::Value* left, llvm::Value* right);

}  // namespace ingot
