// Addresses that run down a row, written as complements.
#pragma once

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>

namespace ingot {

/// Writes `x ^ -2^k`, where x is a multiple of 2^k, as `-2^k - x` in the loop: of that, scalar evolution knows the
/// step.
void subtract_complements(llvm::Loop& loop, llvm::ScalarEvolution& evolution);

}  // namespace ingot
