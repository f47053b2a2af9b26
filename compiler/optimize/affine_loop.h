// Loops whose addresses in linear memory are recurrences, as a number of iterations and a few groups of addresses.
#pragma once

#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>

#include <optional>

namespace ingot {

/// Addresses base + zext({start, +, step}) + constant, where start and step are the same up to a constant. The
/// recurrence is in the index's type, i32 or i64, and may wrap.
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

/// How often a loop goes round that is left at the end of its only latch, or by a trap.
struct LoopCount {
  llvm::ICmpInst* exit_test;
  /// How often the latch jumps back, if all of `conditions` hold and `divisible`, where it is not null, is a multiple
  /// of `divisor`.
  const llvm::SCEV* backedges;
  llvm::SmallVector<const llvm::SCEVPredicate*, 4> conditions;
  const llvm::SCEV* divisible = nullptr;
  uint64_t divisor = 1;
};

/// An innermost loop that is left at the end of its only latch.
struct AffineLoop : LoopCount {
  llvm::Loop* loop;
  llvm::SmallVector<AddressGroup, 8> groups;
  llvm::MapVector<llvm::Instruction*, AffineAccess> accesses;  ///< in an order that is the same in every run
};

/// Whether the loop passes may treat the instruction as they would any other: no call, no atomic or volatile access.
bool is_ordinary(const llvm::Instruction& instruction);

/// Larger constants are no fields or neighbours, and would make the arithmetic of the caller overflow.
inline constexpr uint64_t kMaxOffset = uint64_t{1} << 33;

/// The step of a recurrence of this loop, if `value` is one and its step a constant and moderate.
std::optional<int64_t> constant_step(const llvm::SCEV* value, const llvm::Loop& loop, llvm::ScalarEvolution& evolution);

/// How far `to` is above `from`, if that is a constant and moderate.
std::optional<int64_t> constant_distance(const llvm::SCEV* from, const llvm::SCEV* to,
                                         llvm::ScalarEvolution& evolution);

/// How often the only latch jumps back before it leaves the loop, whatever other exits there are.
std::optional<LoopCount> count_loop(llvm::Loop& loop, llvm::ScalarEvolution& evolution);

/// The loop in this form; nothing if it is not one, or if something in it is not ordinary. Expects an
/// innermost one in LoopSimplify form. With `wide`, addresses of 64-bit recurrences belong to it.
std::optional<AffineLoop> analyse_affine_loop(llvm::Loop& loop, llvm::ScalarEvolution& evolution, bool wide);

}  // namespace ingot
