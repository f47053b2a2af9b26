// Recognises affine loops: see affine_loop.h.
//
// An address in linear memory is `gep(base, zext i32 index)` plus constants. Scalar evolution sees a recurrence in the
// index, in 32 bits; what stops it, and with it the loop passes, is the zext, because it cannot tell that the index
// does not wrap. So addresses are taken apart here: the recurrence in front of the zext, the constants behind it.
#include "compiler/optimize/affine_loop.h"

#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include <cstdlib>

#include "compiler/lower/load_marker.h"

namespace ingot {
namespace {

using llvm::Instruction;
using llvm::Loop;
using llvm::ScalarEvolution;
using llvm::SCEV;
using llvm::SCEVAddRecExpr;
using llvm::Value;

constexpr size_t kMaxGroups = 16;
constexpr unsigned kIndexBits = 32;
/// An address as base + zext({start, +, step}) + offset.
struct SplitAddress {
  Value* base;
  const SCEV* start;
  int64_t step;
  uint64_t offset;
};

std::optional<SplitAddress> split_address(Value* pointer, const Loop& loop, ScalarEvolution& evolution) {
  llvm::APInt offset(64, 0);
  const llvm::DataLayout& layout = loop.getHeader()->getModule()->getDataLayout();
  pointer = pointer->stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true);
  auto* gep = llvm::dyn_cast<llvm::GetElementPtrInst>(pointer);
  if (!gep || gep->getNumIndices() != 1 || !gep->getSourceElementType()->isIntegerTy(8)) return std::nullopt;
  Value* base = gep->getPointerOperand()->stripAndAccumulateConstantOffsets(layout, offset, true);
  auto* zext = llvm::dyn_cast<llvm::ZExtInst>(gep->getOperand(1));
  if (!zext || !zext->getSrcTy()->isIntegerTy(kIndexBits) || !loop.isLoopInvariant(base)) return std::nullopt;
  if (offset.uge(kMaxOffset)) return std::nullopt;
  const SCEV* index = evolution.getSCEV(zext->getOperand(0));
  const std::optional<int64_t> step = constant_step(index, loop, evolution);
  if (!step) return std::nullopt;
  return SplitAddress{base, llvm::cast<SCEVAddRecExpr>(index)->getStart(), *step, offset.getZExtValue()};
}

/// An address whose index is 64 bits wide: the pointer itself is a recurrence, constants and all.
std::optional<SplitAddress> split_wide_address(Value* pointer, const Loop& loop, ScalarEvolution& evolution) {
  const SCEV* address = evolution.getSCEV(pointer);
  const std::optional<int64_t> step = constant_step(address, loop, evolution);
  auto* base = llvm::dyn_cast<llvm::SCEVUnknown>(evolution.getPointerBase(address));
  if (!step || !base || !loop.isLoopInvariant(base->getValue())) return std::nullopt;
  const SCEV* start = evolution.removePointerBase(llvm::cast<SCEVAddRecExpr>(address)->getStart());
  return SplitAddress{base->getValue(), start, *step, 0};
}

/// A member of a group before the lowest one is known.
struct Member {
  Instruction* access;
  unsigned group;
  int64_t distance;  ///< from the group's first member
  uint64_t offset;
};

/// `p != end`, where nothing says that p meets end instead of stepping over it. Of a distance d < 2^n that is a
/// multiple of the step, the first hit is after d / step steps: until then, step * i does not exceed d.
bool count_steps_to_equality(const llvm::BranchInst& branch, const Loop& loop, ScalarEvolution& evolution,
                             LoopCount& result) {
  llvm::ICmpInst& test = *result.exit_test;
  const bool exits_if_equal =
      test.getPredicate() == llvm::ICmpInst::ICMP_EQ
          ? !loop.contains(branch.getSuccessor(0))
          : test.getPredicate() == llvm::ICmpInst::ICMP_NE && loop.contains(branch.getSuccessor(0));
  if (!exits_if_equal || !test.getOperand(0)->getType()->isIntegerTy()) return false;
  const SCEV* moving = evolution.getSCEV(test.getOperand(0));
  const SCEV* end = evolution.getSCEV(test.getOperand(1));
  if (!evolution.isLoopInvariant(end, &loop)) std::swap(moving, end);
  const std::optional<int64_t> step = constant_step(moving, loop, evolution);
  if (!step || !evolution.isLoopInvariant(end, &loop)) return false;
  const SCEV* start = llvm::cast<SCEVAddRecExpr>(moving)->getStart();
  result.divisible = *step > 0 ? evolution.getMinusSCEV(end, start) : evolution.getMinusSCEV(start, end);
  result.divisor = static_cast<uint64_t>(std::abs(*step));
  result.backedges =
      evolution.getUDivExpr(result.divisible, evolution.getConstant(result.divisible->getType(), result.divisor));
  return true;
}

class Analysis {
 public:
  Analysis(Loop& loop, ScalarEvolution& evolution, bool wide) : loop_(loop), evolution_(evolution), wide_(wide) {}

  std::optional<AffineLoop> run() {
    if (!loop_.isLoopSimplifyForm()) return std::nullopt;
    if (!loop_.getExitBlock() || loop_.getExitingBlock() != loop_.getLoopLatch()) return std::nullopt;
    for (llvm::BasicBlock* block : loop_.blocks())
      for (Instruction& instruction : *block)
        if (!is_ordinary(instruction)) return std::nullopt;
    std::optional<LoopCount> count = count_loop(loop_, evolution_);
    if (!count) return std::nullopt;
    result_.emplace(AffineLoop{*std::move(count), &loop_, {}, {}});
    if (!group_accesses()) return std::nullopt;
    choose_lowest_members();
    return std::move(result_);
  }

 private:
  bool group_accesses() {
    for (llvm::BasicBlock* block : loop_.blocks())
      for (Instruction& instruction : *block) {
        Value* pointer = llvm::getLoadStorePointerOperand(&instruction);
        if (!pointer || loop_.isLoopInvariant(pointer)) continue;
        if (!add(instruction, pointer)) return false;
      }
    return !members_.empty();
  }

  /// False if there are too many groups. An address that is no recurrence is nobody's member.
  bool add(Instruction& access, Value* pointer) {
    std::optional<SplitAddress> split = split_address(pointer, loop_, evolution_);
    if (!split && wide_) split = split_wide_address(pointer, loop_, evolution_);
    if (!split) return true;
    for (unsigned i = 0; i < result_->groups.size(); ++i) {
      const AddressGroup& group = result_->groups[i];
      if (group.base != split->base || group.step != split->step) continue;
      if (group.start->getType() != split->start->getType()) continue;
      const std::optional<int64_t> distance = constant_distance(group.start, split->start, evolution_);
      if (distance) {
        members_.push_back(Member{&access, i, *distance, split->offset});
        return true;
      }
    }
    if (result_->groups.size() == kMaxGroups) return false;
    const auto group = static_cast<unsigned>(result_->groups.size());
    members_.push_back({&access, group, 0, split->offset});
    result_->groups.push_back({split->base, split->start, split->step, 0});
    return true;
  }

  void choose_lowest_members() {
    llvm::SmallVector<int64_t, 8> lowest(result_->groups.size(), 0);
    for (const Member& member : members_) lowest[member.group] = std::min(lowest[member.group], member.distance);
    for (unsigned i = 0; i < result_->groups.size(); ++i) {
      AddressGroup& group = result_->groups[i];
      const SCEV* distance = evolution_.getConstant(group.start->getType(), static_cast<uint64_t>(lowest[i]), true);
      group.start = evolution_.getAddExpr(group.start, distance);
    }
    for (const Member& member : members_) {
      AddressGroup& group = result_->groups[member.group];
      const auto delta = static_cast<uint64_t>(member.distance - lowest[member.group]);
      group.span = std::max(group.span, delta);
      result_->accesses[member.access] = {member.group, delta, member.offset};
    }
  }

  Loop& loop_;
  ScalarEvolution& evolution_;
  bool wide_;
  std::optional<AffineLoop> result_;
  llvm::SmallVector<Member, 16> members_;
};

}  // namespace

bool is_ordinary(const Instruction& instruction) {
  if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) return load->isSimple();
  if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) return store->isSimple();
  return is_load_marker(instruction) || !(instruction.mayHaveSideEffects() || instruction.mayReadFromMemory());
}

std::optional<int64_t> constant_step(const SCEV* value, const Loop& loop, ScalarEvolution& evolution) {
  auto* recurrence = llvm::dyn_cast<SCEVAddRecExpr>(value);
  if (!recurrence || recurrence->getLoop() != &loop) return std::nullopt;
  auto* step = llvm::dyn_cast<llvm::SCEVConstant>(recurrence->getStepRecurrence(evolution));
  if (!step || !step->getAPInt().isSignedIntN(31)) return std::nullopt;
  return step->getAPInt().getSExtValue();
}

std::optional<int64_t> constant_distance(const SCEV* from, const SCEV* to, ScalarEvolution& evolution) {
  auto* distance = llvm::dyn_cast<llvm::SCEVConstant>(evolution.getMinusSCEV(to, from));
  if (!distance || distance->getAPInt().abs().uge(kMaxOffset)) return std::nullopt;
  return distance->getAPInt().getSExtValue();
}

std::optional<LoopCount> count_loop(Loop& loop, ScalarEvolution& evolution) {
  auto* branch = llvm::dyn_cast<llvm::BranchInst>(loop.getLoopLatch()->getTerminator());
  if (!branch || !branch->isConditional()) return std::nullopt;
  auto* test = llvm::dyn_cast<llvm::ICmpInst>(branch->getCondition());
  if (!test) return std::nullopt;
  LoopCount result{test, evolution.getExitCount(&loop, loop.getLoopLatch()), {}};
  if (llvm::isa<llvm::SCEVCouldNotCompute>(result.backedges) && loop.getExitingBlock())
    result.backedges = evolution.getPredicatedBackedgeTakenCount(&loop, result.conditions);
  if (llvm::isa<llvm::SCEVCouldNotCompute>(result.backedges)) {
    result.conditions.clear();
    if (!count_steps_to_equality(*branch, loop, evolution, result)) return std::nullopt;
  }
  if (result.backedges->getType()->getIntegerBitWidth() > 64) return std::nullopt;
  return result;
}

std::optional<AffineLoop> analyse_affine_loop(Loop& loop, ScalarEvolution& evolution, bool wide) {
  return Analysis(loop, evolution, wide).run();
}

}  // namespace ingot
