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

/// The part of it that says that the loop goes round as often as is said, and less than 2^32 times.
llvm::Value* emit_count_condition(const LoopCount& loop, llvm::ScalarEvolution& evolution, llvm::Instruction* before);

/// The number of iterations as an i64 in front of `before`.
llvm::Value* emit_iterations(const LoopCount& loop, llvm::ScalarEvolution& evolution, llvm::Instruction* before);

/// Makes a branch that leaves the loop one that never does.
void stay_in_loop(llvm::BranchInst& exit, const llvm::Loop& loop, llvm::DominatorTree& dominators);

/// Makes a copy of the loop, entered where `condition`, which is computed in the preheader, does not hold. The loop
/// itself is not left by `exits_not_taken` any more; each of their targets has this predecessor only. Expects
/// LoopSimplify and LCSSA forms, and keeps them.
void version_loop(llvm::Loop& loop, llvm::Value* condition, llvm::ArrayRef<llvm::BranchInst*> exits_not_taken,
                  llvm::LoopInfo& loops, llvm::DominatorTree& dominators);

}  // namespace ingot
