// Loops whose addresses in linear memory are recurrences, as a number of iterations and a few groups of addresses.
#pragma once

#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>

#include <optional>

namespace ingot {

/// Addresses base + zext({start, +, step}) + constant, where start and step are the same up to a constant. The
/// recurrence is in the index's type and may wrap.
struct AddressGroup {
  llvm::Value* base;        ///< does not change in the loop
  const llvm::SCEV* start;  ///< of the lowest member
  int64_t step;             ///< in bytes, not 0
  uint64_t span;            ///< how far the highest member is above the lowest
};

/// A load or store at base + zext({start + delta, +, step}) + offset.
struct AffineAccess {
  unsigned group;
  uint64_t delta;
  uint64_t offset;

  /// Relative to the other members of its group.
  int64_t position() const { return static_cast<int64_t>(delta + offset); }
};

/// An innermost loop that is left at the end of its only latch.
struct AffineLoop {
  llvm::Loop* loop;
  llvm::ICmpInst* exit_test;
  /// How often the latch jumps back, if all of `conditions` hold and `divisible`, where it is not null, is a multiple
  /// of `divisor`.
  const llvm::SCEV* backedges;
  llvm::SmallVector<const llvm::SCEVPredicate*, 4> conditions;
  const llvm::SCEV* divisible = nullptr;
  uint64_t divisor = 1;
  llvm::SmallVector<AddressGroup, 8> groups;
  llvm::MapVector<llvm::Instruction*, AffineAccess> accesses;  ///< in an order that is the same in every run
};

/// Whether the loop passes may treat the instruction as they would any other: no call, no atomic or volatile access.
bool is_ordinary(const llvm::Instruction& instruction);

/// The loop in this form; nothing if it is not one, or if something in it is not ordinary. Expects an
/// innermost one in LoopSimplify form.
std::optional<AffineLoop> analyse_affine_loop(llvm::Loop& loop, llvm::ScalarEvolution& evolution);

}  // namespace ingot
