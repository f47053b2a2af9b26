// Bounds checks of loops: see loop_checks.h.
//
//   for (...; test) {                                n = how often the test says to go on
//     if (i >= limit) trap;                          if (n < 2^32 and, for each group, low < sat(limit - reach))
//     use memory[i];                                   for (j = 0; j <= n; ++j)
//     i += step;                                         use memory[i]; i += step
//   }                                                else the loop as it was
//
// Checks are grouped by limit and step, and starts at constant distances. Of a group, all indices of all iterations lie
// between `low` and `low + reach`, where reach = span + n * |step|, and low is the lowest start, less n * |step| if the
// step is negative:
//
//   low < usub.sat(limit, reach)    says    low + reach < limit, without wrapping, and so that no check fails.
//
// If low itself wraps below 0, it is at least 2^64 - 2^63 + start, and low + reach exceeds 2^64 + start - n * |step| +
// n * |step| > limit. Nothing else wraps: n < 2^32, |step| < 2^31, span < 2^35. An index of 32 bits is extended after
// it may have wrapped: there the limit is at most 2^32, so that it does not.
//
// Why it is sound, for these checks are all there is between an access and the host's memory:
//   - each index in the loop is start + step * i modulo 2^64 (2^32), i counting iterations: the definition of a
//   recurrence.
//   - the version without checks goes round n + 1 times by a counter of ours, with the n of the condition. Should the
//     loop's own test say something else, the result would be wrong, but no access would be out of the checked range.
//   - a size that was read earlier is at most the size now: memories never shrink. `limit` is computed in front of the
//     loop as it is, by no load of this pass; a limit that the loop computes (a call in it may grow the memory) is not
//     one that is recognised, and neither are loops with calls, or volatile or atomic accesses (libraries).
//   - what is computed in front of the loop may be poison where a check is not executed in any iteration: each
//     comparison is frozen, so that it says nothing about the others.
// Accesses behind the checked byte run into the guard, with and without checks (AddressBuilder::check).
#include "compiler/optimize/loop_checks.h"

#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/ScalarEvolutionExpander.h>

#include <cstdlib>

#include "compiler/optimize/affine_loop.h"
#include "compiler/optimize/loop_versions.h"

namespace ingot {
namespace {

using llvm::BasicBlock;
using llvm::SCEV;
using llvm::Value;

constexpr size_t kMaxChecks = 128;
constexpr size_t kMaxCheckGroups = 16;
/// The copy has all of them again.
constexpr size_t kMaxInstructions = 1500;
constexpr uint64_t kMaxCount = (uint64_t{1} << 32) - 1;

/// An exit that is taken unless index < limit, both i64.
struct Check {
  Value* index;
  Value* limit;  ///< does not change in the loop
};

/// Indices {start, +, step}, in i64 or zero-extended from i32, and limit, for checks that differ by a constant.
struct CheckGroup {
  Value* limit;
  const SCEV* start;  ///< of the first member
  int64_t step;       ///< 0 if the index does not change in the loop
  int64_t lowest;     ///< the lowest member's distance from start, at most 0
  int64_t highest;    ///< the highest member's, at least 0
};

/// The branch out of the loop, if it is to a block that does nothing but trap, and only for this exit.
llvm::BranchInst* branch_to_trap(BasicBlock& exiting, const llvm::Loop& loop) {
  auto* branch = llvm::dyn_cast<llvm::BranchInst>(exiting.getTerminator());
  if (!branch || !branch->isConditional()) return nullptr;
  const BasicBlock& outside = *branch->getSuccessor(loop.contains(branch->getSuccessor(0)) ? 1 : 0);
  const bool is_trap = outside.getSinglePredecessor() && llvm::isa<llvm::UnreachableInst>(outside.getTerminator()) &&
                       !llvm::isa<llvm::PHINode>(outside.front());
  return is_trap ? branch : nullptr;
}

/// Whether it is known already that the branch does not leave the loop.
bool is_never_taken(const llvm::BranchInst& branch, const llvm::Loop& loop) {
  auto* condition = llvm::dyn_cast<llvm::ConstantInt>(branch.getCondition());
  return condition && loop.contains(branch.getSuccessor(condition->isOne() ? 0 : 1));
}

std::optional<Check> check_of(llvm::BranchInst& branch, const llvm::Loop& loop) {
  auto* test = llvm::dyn_cast<llvm::ICmpInst>(branch.getCondition());
  if (!test || !test->getOperand(0)->getType()->isIntegerTy(64)) return std::nullopt;
  const bool leaves_if_true = !loop.contains(branch.getSuccessor(0));
  const auto stays = leaves_if_true ? test->getInversePredicate() : test->getPredicate();
  Value* index = test->getOperand(0);
  Value* limit = test->getOperand(1);
  if (stays == llvm::ICmpInst::ICMP_UGT)
    std::swap(index, limit);
  else if (stays != llvm::ICmpInst::ICMP_ULT)
    return std::nullopt;
  if (!loop.isLoopInvariant(limit)) return std::nullopt;
  return Check{index, limit};
}

class CheckRemover {
 public:
  CheckRemover(llvm::Loop& loop, llvm::ScalarEvolution& evolution)
      : loop_(loop),
        evolution_(evolution),
        before_(loop.getLoopPreheader()->getTerminator()),
        builder_(before_),
        expander_(evolution, before_->getModule()->getDataLayout(), "check") {}

  bool run(llvm::LoopInfo& loops, llvm::DominatorTree& dominators) {
    if (!collect_checks() || !is_ordinary_loop()) return false;
    if (checks_.empty()) return drop_known_checks(dominators);
    count_ = count_loop(loop_, evolution_);
    if (!count_ || !group_checks() || !can_expand()) return false;
    Value* condition = emit_condition();
    if (llvm::isa<llvm::Constant>(condition)) return false;
    version_loop(loop_, condition, branches_, loops, dominators);
    count_iterations();
    evolution_.forgetTopmostLoop(&loop_);
    return true;
  }

 private:
  bool collect_checks() {
    llvm::SmallVector<BasicBlock*, 16> exiting;
    loop_.getExitingBlocks(exiting);
    if (exiting.size() < 2 || exiting.size() > kMaxChecks || !loop_.isLoopExiting(loop_.getLoopLatch())) return false;
    for (BasicBlock* block : exiting) {
      if (block == loop_.getLoopLatch()) continue;
      llvm::BranchInst* branch = branch_to_trap(*block, loop_);
      if (!branch) return false;
      branches_.push_back(branch);
      if (is_never_taken(*branch, loop_)) continue;
      const std::optional<Check> check = check_of(*branch, loop_);
      if (!check) return false;
      checks_.push_back(*check);
    }
    return true;
  }

  /// LLVM knows that no check fails, but has not simplified the branches yet.
  bool drop_known_checks(llvm::DominatorTree& dominators) {
    evolution_.forgetTopmostLoop(&loop_);
    for (llvm::BranchInst* branch : branches_) stay_in_loop(*branch, loop_, dominators);
    return true;
  }

  bool is_ordinary_loop() {
    size_t instructions = 0;
    for (BasicBlock* block : loop_.blocks()) {
      instructions += block->size();
      if (instructions > kMaxInstructions || !llvm::all_of(*block, is_ordinary)) return false;
    }
    return true;
  }

  bool group_checks() {
    return llvm::all_of(checks_, [this](const Check& check) {
      const SCEV* index = evolution_.getSCEV(check.index);
      if (evolution_.isLoopInvariant(index, &loop_)) return add(check.limit, index, 0);
      if (auto* extended = llvm::dyn_cast<llvm::SCEVZeroExtendExpr>(index)) {
        index = extended->getOperand();
        if (!index->getType()->isIntegerTy(32)) return false;
      }
      const std::optional<int64_t> step = constant_step(index, loop_, evolution_);
      return step && add(check.limit, llvm::cast<llvm::SCEVAddRecExpr>(index)->getStart(), *step);
    });
  }

  bool add(Value* limit, const SCEV* start, int64_t step) {
    for (CheckGroup& group : groups_) {
      if (group.limit != limit || group.step != step || group.start->getType() != start->getType()) continue;
      const std::optional<int64_t> distance = constant_distance(group.start, start, evolution_);
      if (!distance) continue;
      group.lowest = std::min(group.lowest, *distance);
      group.highest = std::max(group.highest, *distance);
      return true;
    }
    groups_.push_back({limit, start, step, 0, 0});
    return groups_.size() <= kMaxCheckGroups;
  }

  bool can_expand() const {
    const auto is_safe = [&](const SCEV* value) { return expander_.isSafeToExpandAt(value, before_); };
    return is_safe(count_->backedges) && (!count_->divisible || is_safe(count_->divisible)) &&
           llvm::all_of(groups_, [&](const CheckGroup& group) { return is_safe(group.start); });
  }

  Value* emit_condition() {
    Value* condition = emit_count_condition(*count_, evolution_, before_);
    condition = condition ? freeze(condition) : builder_.getTrue();
    // Below 2^32 for everybody who looks, and where the condition does not hold, too.
    Value* count = expand(evolution_.getNoopOrZeroExtend(count_->backedges, builder_.getInt64Ty()));
    backedges_ = builder_.CreateAnd(freeze(count), builder_.getInt64(kMaxCount), "backedges");
    for (const CheckGroup& group : groups_) condition = builder_.CreateAnd(condition, freeze(is_in_range(group)));
    return condition;
  }

  Value* is_in_range(const CheckGroup& group) {
    Value* low = expand(group.start);
    low = builder_.CreateAdd(low, llvm::ConstantInt::getSigned(low->getType(), group.lowest));
    Value* limit = group.limit;
    if (!low->getType()->isIntegerTy(64)) {
      low = builder_.CreateZExt(low, builder_.getInt64Ty());
      limit = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, limit, builder_.getInt64(kMaxCount + 1));
    }
    Value* travel = builder_.CreateMul(backedges_, builder_.getInt64(static_cast<uint64_t>(std::abs(group.step))));
    const auto span = static_cast<uint64_t>(group.highest - group.lowest);
    if (group.step < 0) low = builder_.CreateSub(low, travel);
    Value* reach = builder_.CreateAdd(travel, builder_.getInt64(span));
    limit = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::usub_sat, limit, reach);
    return builder_.CreateICmpULT(low, limit);
  }

  Value* expand(const SCEV* value) {
    Value* expanded = expander_.expandCodeFor(value, nullptr, before_->getIterator());
    // What flags say holds where the loop's own computations are, which may be in a branch of it.
    for (llvm::Instruction* inserted : expander_.getAllInsertedInstructions()) inserted->dropPoisonGeneratingFlags();
    return expanded;
  }

  Value* freeze(Value* value) { return llvm::isa<llvm::Constant>(value) ? value : builder_.CreateFreeze(value); }

  /// The loop without checks ends after backedges + 1 iterations, as the condition has them, whatever its own test
  /// says.
  void count_iterations() {
    BasicBlock* header = loop_.getHeader();
    llvm::IRBuilder<> builder(header, header->begin());
    llvm::PHINode* counter = builder.CreatePHI(builder.getInt64Ty(), 2, "iteration");
    auto* branch = llvm::cast<llvm::BranchInst>(loop_.getLoopLatch()->getTerminator());
    builder.SetInsertPoint(branch);
    Value* next = builder.CreateAdd(counter, builder.getInt64(1), "", /*HasNUW=*/true, /*HasNSW=*/true);
    const bool leaves_if_true = !loop_.contains(branch->getSuccessor(0));
    branch->setCondition(leaves_if_true ? builder.CreateICmpEQ(counter, backedges_)
                                        : builder.CreateICmpNE(counter, backedges_));
    counter->addIncoming(builder.getInt64(0), loop_.getLoopPreheader());
    counter->addIncoming(next, loop_.getLoopLatch());
  }

  llvm::Loop& loop_;
  llvm::ScalarEvolution& evolution_;
  llvm::Instruction* before_;
  llvm::IRBuilder<> builder_;
  llvm::SCEVExpander expander_;
  std::optional<LoopCount> count_;
  llvm::SmallVector<Check, 8> checks_;
  llvm::SmallVector<llvm::BranchInst*, 8> branches_;
  llvm::SmallVector<CheckGroup, 8> groups_;
  Value* backedges_ = nullptr;
};

}  // namespace

bool remove_checks(llvm::Loop& loop, llvm::LoopInfo& loops, llvm::DominatorTree& dominators,
                   llvm::ScalarEvolution& evolution) {
  if (!loop.isLoopSimplifyForm()) return false;
  return CheckRemover(loop, evolution).run(loops, dominators);
}

}  // namespace ingot
