// Loops over checked memories (lower/address.h) without their bounds checks, where one comparison says that none fails.
#pragma once

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/IR/Dominators.h>

namespace ingot {

/// Versions the loop, if it can be counted and all its other exits are checks of affine indices: itself loses them, and
/// a copy keeps them. Expects an innermost loop in LoopSimplify and LCSSA forms. True if it is done.
bool remove_checks(llvm::Loop& loop, llvm::LoopInfo& loops, llvm::DominatorTree& dominators,
                   llvm::ScalarEvolution& evolution);

}  // namespace ingot
