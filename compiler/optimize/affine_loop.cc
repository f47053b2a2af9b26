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
/// Larger constants are no fields or neighbours, and would make the arithmetic of the caller overflow.
constexpr uint64_t kMaxOffset = uint64_t{1} << 33;

/// An address as base + zext(index) + offset.
struct SplitAddress {
  Value* base;
  Value* index;
  uint64_t offset;
};

std::optional<SplitAddress> split_address(Value* pointer, const Loop& loop, const llvm::DataLayout& layout) {
  llvm::APInt offset(64, 0);
  pointer = pointer->stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true);
  auto* gep = llvm::dyn_cast<llvm::GetElementPtrInst>(pointer);
  if (!gep || gep->getNumIndices() != 1 || !gep->getSourceElementType()->isIntegerTy(8)) return std::nullopt;
  Value* base = gep->getPointerOperand()->stripAndAccumulateConstantOffsets(layout, offset, true);
  auto* zext = llvm::dyn_cast<llvm::ZExtInst>(gep->getOperand(1));
  if (!zext || !zext->getSrcTy()->isIntegerTy(kIndexBits) || !loop.isLoopInvariant(base)) return std::nullopt;
  if (offset.uge(kMaxOffset)) return std::nullopt;
  return SplitAddress{base, zext->getOperand(0), offset.getZExtValue()};
}

/// A member of a group before the lowest one is known.
struct Member {
  Instruction* access;
  unsigned group;
  int64_t distance;  ///< from the group's first member
  uint64_t offset;
};

class Analysis {
 public:
  Analysis(Loop& loop, ScalarEvolution& evolution) : loop_(loop), evolution_(evolution) { result_.loop = &loop; }

  std::optional<AffineLoop> run() {
    if (!loop_.isLoopSimplifyForm()) return std::nullopt;
    if (!loop_.getExitBlock() || loop_.getExitingBlock() != loop_.getLoopLatch()) return std::nullopt;
    for (llvm::BasicBlock* block : loop_.blocks())
      for (Instruction& instruction : *block)
        if (!is_ordinary(instruction)) return std::nullopt;
    if (!count() || !group_accesses()) return std::nullopt;
    choose_lowest_members();
    return std::move(result_);
  }

 private:
  bool count() {
    auto* branch = llvm::dyn_cast<llvm::BranchInst>(loop_.getLoopLatch()->getTerminator());
    if (!branch || !branch->isConditional()) return false;
    result_.exit_test = llvm::dyn_cast<llvm::ICmpInst>(branch->getCondition());
    if (!result_.exit_test) return false;
    result_.backedges = evolution_.getBackedgeTakenCount(&loop_);
    if (llvm::isa<llvm::SCEVCouldNotCompute>(result_.backedges))
      result_.backedges = evolution_.getPredicatedBackedgeTakenCount(&loop_, result_.conditions);
    if (llvm::isa<llvm::SCEVCouldNotCompute>(result_.backedges)) {
      result_.conditions.clear();
      return count_steps_to_equality(*branch);
    }
    return result_.backedges->getType()->getIntegerBitWidth() <= 64;
  }

  /// `p != end`, where nothing says that p meets end instead of stepping over it. Of a distance d < 2^n that is a
  /// multiple of the step, the first hit is after d / step steps: until then, step * i does not exceed d.
  bool count_steps_to_equality(const llvm::BranchInst& branch) {
    llvm::ICmpInst& test = *result_.exit_test;
    const bool exits_if_equal =
        test.getPredicate() == llvm::ICmpInst::ICMP_EQ
            ? !loop_.contains(branch.getSuccessor(0))
            : test.getPredicate() == llvm::ICmpInst::ICMP_NE && loop_.contains(branch.getSuccessor(0));
    if (!exits_if_equal || !test.getOperand(0)->getType()->isIntegerTy()) return false;
    const SCEV* moving = evolution_.getSCEV(test.getOperand(0));
    const SCEV* end = evolution_.getSCEV(test.getOperand(1));
    if (!evolution_.isLoopInvariant(end, &loop_)) std::swap(moving, end);
    auto* recurrence = llvm::dyn_cast<SCEVAddRecExpr>(moving);
    const std::optional<int64_t> step = constant_step(recurrence);
    if (!step || !evolution_.isLoopInvariant(end, &loop_)) return false;
    const SCEV* start = recurrence->getStart();
    result_.divisible = *step > 0 ? evolution_.getMinusSCEV(end, start) : evolution_.getMinusSCEV(start, end);
    result_.divisor = static_cast<uint64_t>(std::abs(*step));
    result_.backedges = evolution_.getUDivExpr(result_.divisible,
                                               evolution_.getConstant(result_.divisible->getType(), result_.divisor));
    return true;
  }

  /// The step of a recurrence of this loop, if it is a constant and moderate.
  std::optional<int64_t> constant_step(const SCEVAddRecExpr* recurrence) {
    if (!recurrence || recurrence->getLoop() != &loop_) return std::nullopt;
    auto* step = llvm::dyn_cast<llvm::SCEVConstant>(recurrence->getStepRecurrence(evolution_));
    if (!step || !step->getAPInt().isSignedIntN(31)) return std::nullopt;
    return step->getAPInt().getSExtValue();
  }

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
    const auto split = split_address(pointer, loop_, access.getModule()->getDataLayout());
    if (!split) return true;
    auto* recurrence = llvm::dyn_cast<SCEVAddRecExpr>(evolution_.getSCEV(split->index));
    const std::optional<int64_t> step = constant_step(recurrence);
    if (!step) return true;
    for (unsigned i = 0; i < result_.groups.size(); ++i) {
      const AddressGroup& group = result_.groups[i];
      if (group.base != split->base || group.step != *step) continue;
      const SCEV* distance = evolution_.getMinusSCEV(recurrence->getStart(), group.start);
      if (auto* constant = llvm::dyn_cast<llvm::SCEVConstant>(distance)) {
        members_.push_back(Member{&access, i, constant->getAPInt().getSExtValue(), split->offset});
        return true;
      }
    }
    if (result_.groups.size() == kMaxGroups) return false;
    const auto group = static_cast<unsigned>(result_.groups.size());
    members_.push_back({&access, group, 0, split->offset});
    result_.groups.push_back({split->base, recurrence->getStart(), *step, 0});
    return true;
  }

  void choose_lowest_members() {
    llvm::SmallVector<int64_t, 8> lowest(result_.groups.size(), 0);
    for (const Member& member : members_) lowest[member.group] = std::min(lowest[member.group], member.distance);
    for (unsigned i = 0; i < result_.groups.size(); ++i) {
      AddressGroup& group = result_.groups[i];
      const SCEV* distance = evolution_.getConstant(group.start->getType(), static_cast<uint64_t>(lowest[i]), true);
      group.start = evolution_.getAddExpr(group.start, distance);
    }
    for (const Member& member : members_) {
      AddressGroup& group = result_.groups[member.group];
      const auto delta = static_cast<uint64_t>(member.distance - lowest[member.group]);
      group.span = std::max(group.span, delta);
      result_.accesses[member.access] = {member.group, delta, member.offset};
    }
  }

  Loop& loop_;
  ScalarEvolution& evolution_;
  AffineLoop result_;
  llvm::SmallVector<Member, 16> members_;
};

}  // namespace

bool is_ordinary(const Instruction& instruction) {
  if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) return load->isSimple();
  if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) return store->isSimple();
  return is_load_marker(instruction) || !(instruction.mayHaveSideEffects() || instruction.mayReadFromMemory());
}

std::optional<AffineLoop> analyse_affine_loop(Loop& loop, ScalarEvolution& evolution) {
  return Analysis(loop, evolution).run();
}

}  // namespace ingot
