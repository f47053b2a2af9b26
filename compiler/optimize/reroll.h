// Finds loops whose body is the same piece of code several times over, for consecutive iterations: loops that the
// producer has unrolled.
#pragma once

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>

#include <optional>

#include "compiler/optimize/affine_loop.h"

namespace ingot {

/// A value that the body carries from one iteration to the next.
struct CarriedValue {
  llvm::PHINode* phi;
  llvm::Value* after_one;  ///< its value behind the first piece
  llvm::Value* after_all;  ///< its value behind the last
};

/// What is left of an unrolled body: the first of `factor` pieces.
struct Reroll {
  unsigned factor;
  /// Instructions of the first piece, in order. Everything else can go.
  llvm::SmallVector<llvm::Instruction*, 32> kept;
  /// Integers that advance by the same amount from piece to piece, with that amount. Pieces use them, and whatever
  /// computes them is not `kept`.
  llvm::MapVector<llvm::Instruction*, const llvm::SCEV*> recurrences;
  /// Recurrences that are used behind the loop.
  llvm::SmallVector<llvm::Instruction*, 2> results;
  llvm::SmallVector<CarriedValue, 4> carried;
  /// Pairs of an instruction of the first piece and its like in another, for flags that both must have.
  llvm::SmallVector<std::pair<llvm::Instruction*, llvm::Instruction*>, 64> alike;
};

/// The largest factor by which the loop can be rolled up without moving an access across one that may touch the same
/// bytes.
std::optional<Reroll> find_reroll(const AffineLoop& affine, llvm::ScalarEvolution& evolution);

}  // namespace ingot
