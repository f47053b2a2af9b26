// Versions of loops: see loop_versions.h.
//
// The condition is evaluated in 64 bits, where nothing of it wraps: starts are below 2^32, counts are at most 2^32 - 1
// (a longer count fails the condition), steps are below 2^31. So
//   step > 0   start + span + step * count < 2^32     the highest address of the last iteration
//   step < 0   start >= -step * count                 the lowest address of the last iteration
//              start + span < 2^32                    the highest address of the first
// says that each index of each iteration is in [0, 2^32) without wrapping, and there the zext of a sum modulo 2^32 is
// the sum. Indices of 64 bits need no condition: their sums are modulo 2^64 on both sides, as addresses are, and with a
// count and a step as above `step * i` is below 2^63.
#include "compiler/optimize/loop_versions.h"

#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Cloning.h>
#include <llvm/Transforms/Utils/LoopUtils.h>
#include <llvm/Transforms/Utils/ScalarEvolutionExpander.h>

#include <cstdlib>

namespace ingot {
namespace {

using llvm::SCEV;
using llvm::Value;

constexpr uint64_t kAddressSpace = uint64_t{1} << 32;

class ConditionBuilder {
 public:
  ConditionBuilder(llvm::ScalarEvolution& evolution, llvm::Instruction* before)
      : evolution_(evolution),
        before_(before),
        builder_(before),
        expander_(evolution, before->getModule()->getDataLayout(), "address") {}

  void require_count(const LoopCount& loop) {
    for (const llvm::SCEVPredicate* condition : loop.conditions)
      if (!condition->isAlwaysTrue()) require(builder_.CreateNot(expander_.expandCodeForPredicate(condition, before_)));
    if (loop.divisible) {
      Value* distance = expander_.expandCodeFor(loop.divisible, nullptr, before_->getIterator());
      Value* divisor = llvm::ConstantInt::get(distance->getType(), loop.divisor);
      require(builder_.CreateIsNull(builder_.CreateURem(distance, divisor)));
    }
    require_below(widen(loop.backedges), kAddressSpace);
  }

  void require_linear(const AffineLoop& affine) {
    const SCEV* count = widen(affine.backedges);
    for (const AddressGroup& group : affine.groups)
      if (!group.start->getType()->isIntegerTy(64)) require_linear(group, count);
  }

  Value* condition() const { return condition_; }

 private:
  const SCEV* widen(const SCEV* value) {
    return evolution_.getNoopOrZeroExtend(value, llvm::Type::getInt64Ty(before_->getContext()));
  }
  const SCEV* constant(uint64_t value) {
    return evolution_.getConstant(llvm::Type::getInt64Ty(before_->getContext()), value);
  }
  Value* expand(const SCEV* value) { return expander_.expandCodeFor(value, nullptr, before_->getIterator()); }

  void require_linear(const AddressGroup& group, const SCEV* count) {
    const SCEV* start = widen(group.start);
    const SCEV* travel = evolution_.getMulExpr(count, constant(static_cast<uint64_t>(std::abs(group.step))));
    const SCEV* top = evolution_.getAddExpr(start, constant(group.span));
    if (group.step > 0) return require_below(evolution_.getAddExpr(top, travel), kAddressSpace);
    if (!evolution_.isKnownPredicate(llvm::ICmpInst::ICMP_UGE, start, travel))
      require(builder_.CreateICmpUGE(expand(start), expand(travel)));
    if (group.span > 0) require_below(top, kAddressSpace);
  }

  void require_below(const SCEV* value, uint64_t limit) {
    if (evolution_.getUnsignedRangeMax(value).ult(limit)) return;
    require(builder_.CreateICmpULT(expand(value), builder_.getInt64(limit)));
  }

  void require(Value* condition) {
    auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition);
    if (known && known->isOne()) return;
    condition_ = condition_ ? builder_.CreateAnd(condition_, condition) : condition;
  }

  llvm::ScalarEvolution& evolution_;
  llvm::Instruction* before_;
  llvm::IRBuilder<> builder_;
  llvm::SCEVExpander expander_;
  Value* condition_ = nullptr;
};

/// Results of the loop are phis of its exit block: they get the copy's results as well.
void add_exit_values(llvm::BasicBlock& exit, llvm::BasicBlock* from, const llvm::ValueToValueMapTy& copies) {
  for (llvm::PHINode& phi : exit.phis()) {
    Value* value = phi.getIncomingValueForBlock(from);
    const auto copy = copies.find(value);
    phi.addIncoming(copy == copies.end() ? value : static_cast<Value*>(copy->second),
                    llvm::cast<llvm::BasicBlock>(static_cast<Value*>(copies.lookup(from))));
  }
}

/// Nobody comes here: no pass should spend time or code on it.
void leave_alone(llvm::Loop& loop) {
  llvm::addStringMetadataToLoop(&loop, "llvm.loop.isvectorized", 1);
  llvm::addStringMetadataToLoop(&loop, "llvm.loop.unroll.disable", 1);
}

}  // namespace

Value* emit_address_condition(const AffineLoop& affine, llvm::ScalarEvolution& evolution, llvm::Instruction* before) {
  ConditionBuilder builder(evolution, before);
  builder.require_count(affine);
  builder.require_linear(affine);
  return builder.condition();
}

Value* emit_count_condition(const LoopCount& loop, llvm::ScalarEvolution& evolution, llvm::Instruction* before) {
  ConditionBuilder builder(evolution, before);
  builder.require_count(loop);
  return builder.condition();
}

Value* emit_iterations(const LoopCount& loop, llvm::ScalarEvolution& evolution, llvm::Instruction* before) {
  llvm::Type* wide = llvm::Type::getInt64Ty(before->getContext());
  const SCEV* count = evolution.getNoopOrZeroExtend(loop.backedges, wide);
  llvm::SCEVExpander expander(evolution, before->getModule()->getDataLayout(), "iterations");
  return expander.expandCodeFor(evolution.getAddExpr(count, evolution.getOne(wide)), wide, before->getIterator());
}

void stay_in_loop(llvm::BranchInst& exit, const llvm::Loop& loop, llvm::DominatorTree& dominators) {
  const bool leaves_if_true = !loop.contains(exit.getSuccessor(0));
  llvm::BasicBlock* from = exit.getParent();
  llvm::BasicBlock* outside = exit.getSuccessor(leaves_if_true ? 0 : 1);
  outside->removePredecessor(from);
  llvm::BranchInst::Create(exit.getSuccessor(leaves_if_true ? 1 : 0), exit.getIterator());
  exit.eraseFromParent();
  dominators.deleteEdge(from, outside);
}

void version_loop(llvm::Loop& loop, Value* condition, llvm::ArrayRef<llvm::BranchInst*> exits_not_taken,
                  llvm::LoopInfo& loops, llvm::DominatorTree& dominators) {
  llvm::BasicBlock* check = loop.getLoopPreheader();
  llvm::SmallVector<llvm::Loop::Edge, 8> exits;
  loop.getExitEdges(exits);
  llvm::BasicBlock* entry = llvm::SplitBlock(check, check->getTerminator(), &dominators, &loops);
  llvm::ValueToValueMapTy copies;
  llvm::SmallVector<llvm::BasicBlock*, 8> blocks;
  llvm::Loop* copy = llvm::cloneLoopWithPreheader(entry, check, &loop, copies, ".any", &loops, &dominators, blocks);
  llvm::remapInstructionsInBlocks(blocks, copies);
  for (const auto& [from, exit] : exits) {
    add_exit_values(*exit, from, copies);
    dominators.changeImmediateDominator(exit, check);
  }
  llvm::Instruction* jump = check->getTerminator();
  auto* branch = llvm::BranchInst::Create(entry, copy->getLoopPreheader(), condition, jump->getIterator());
  branch->setMetadata(llvm::LLVMContext::MD_prof, llvm::MDBuilder(branch->getContext()).createBranchWeights(1000, 1));
  jump->eraseFromParent();
  for (llvm::BranchInst* exit : exits_not_taken) stay_in_loop(*exit, loop, dominators);
  llvm::formDedicatedExitBlocks(copy, &dominators, &loops, nullptr, /*PreserveLCSSA=*/true);
  llvm::formDedicatedExitBlocks(&loop, &dominators, &loops, nullptr, /*PreserveLCSSA=*/true);
  leave_alone(*copy);
}

}  // namespace ingot
