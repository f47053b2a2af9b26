// Where Wasm's floats differ from what LLVM makes of its own float instructions; for scalars and vectors.
#pragma once

#include <llvm/IR/IRBuilder.h>

namespace ingot {

/// The same value, but LLVM will not look through it. No machine code.
llvm::Value* fence_float(llvm::IRBuilderBase& builder, llvm::Value* value);

/// `operand`, fenced if it is a constant for which arithmetic could fold to its other operand: that may be a signalling
/// NaN, and Wasm wants a quiet one from every arithmetic instruction.
llvm::Value* hide_identity(llvm::IRBuilderBase& builder, llvm::Value* operand);

/// `value`, or the canonical NaN, positive, if it is any NaN: what the deterministic profile wants of each instruction
/// that makes NaNs.
llvm::Value* canonical_nan(llvm::IRBuilderBase& builder, llvm::Value* value);

/// The opposite, for operands of instructions that make a canonical NaN of any NaN: what canonical_nan() was made from.
/// Only what is looked at bit by bit (stored, passed on) keeps it, the rest is dead code.
llvm::Value* without_canonical_nan(llvm::Value* value);

/// min and max with Wasm's rules for NaN and for zeros of different sign.
llvm::Value* float_min_max(llvm::IRBuilderBase& builder, bool is_min, llvm::Value* left, llvm::Value* right);

}  // namespace ingot
