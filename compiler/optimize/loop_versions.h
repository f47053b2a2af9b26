// A loop twice: one for the ordinary case, and as it was for the others.
#pragma once

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/IR/Dominators.h>

#include "compiler/optimize/affine_loop.h"

namespace ingot {

/// What has to hold for the addresses of a group to be start + step * i in 64 bits, all the way: null if it is known to
/// hold, an i1 in front of `before` otherwise.
llvm::Value* emit_address_condition(const AffineLoop& affine, llvm::ScalarEvolution& evolution,
                                    llvm::Instruction* before);

/// The number of iterations as an i64 in front of `before`.
llvm::Value* emit_iterations(const AffineLoop& affine, llvm::ScalarEvolution& evolution, llvm::Instruction* before);

/// Makes a copy of the loop, entered where `condition`, which is computed in the preheader, does not hold. Expects
/// LoopSimplify and LCSSA forms with one exit, and keeps them.
void version_loop(llvm::Loop& loop, llvm::Value* condition, llvm::LoopInfo& loops, llvm::DominatorTree& dominators);

}  // namespace ingot
