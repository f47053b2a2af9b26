// Loops that are left in the middle, as unrolled loops are whose count is odd.
#pragma once

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/IR/Dominators.h>

namespace ingot {

/// Of a loop of two blocks that is left behind the first one, after a known number of rounds, makes that many whole
/// rounds, and a copy of the first block behind them. Expects LoopSimplify and LCSSA forms, and keeps them.
void finish_behind_loop(llvm::Loop& loop, llvm::LoopInfo& loops, llvm::DominatorTree& dominators,
                        llvm::ScalarEvolution& evolution);

}  // namespace ingot
