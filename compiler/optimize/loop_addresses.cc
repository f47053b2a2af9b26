// Rewrites affine loops (affine_loop.h): see loop_addresses.h.
//
// An index is 32 bits wide and may wrap, and producers strength-reduce and unroll: `a[i]` and `a[i + 1]` arrive as
// zext(iv + C) and zext(iv + C + 8), which no pass of LLVM may take for neighbours. So, for each innermost loop that
// can be counted:
//
//   for (iv = s; iv != e; iv += 16)                n = (e - s) / 16
//     use base + zext(iv + C)                      if (no address of the loop wraps)     one comparison per group
//     use base + zext(iv + C + 8)                    for (j = 0; j < 2 * n; ++j)
//                                                      use (base + zext(s + C)) + 8 * j
//                                                  else the loop as it was
//
// Why it is sound: nothing is assumed about the memory's size or its guard. The condition (loop_versions.cc) makes the
// new address the old one in every iteration; the number of iterations is the old loop's, of which the condition is a
// part where it depends on one (`p != end` with an end that is no multiple of the step away: that loop never meets its
// end, runs into the end of memory, and has to trap there). A trap is one of the same accesses as before. Loops with
// volatile or atomic accesses, or with calls, stay as they are, and so do libraries, whose accesses are all volatile.
#include "compiler/optimize/loop_addresses.h"

#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/Analysis/AssumptionCache.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/Local.h>
#include <llvm/Transforms/Utils/LoopSimplify.h>
#include <llvm/Transforms/Utils/LoopUtils.h>
#include <llvm/Transforms/Utils/ScalarEvolutionExpander.h>

#include "compiler/lower/load_marker.h"
#include "compiler/optimize/affine_loop.h"
#include "compiler/optimize/complements.h"
#include "compiler/optimize/loop_checks.h"
#include "compiler/optimize/loop_versions.h"
#include "compiler/optimize/middle_exits.h"
#include "compiler/optimize/reroll.h"

namespace ingot {
namespace {

using llvm::BasicBlock;
using llvm::Instruction;
using llvm::Value;

/// The value of a recurrence in the last iteration.
const llvm::SCEV* last_value(const AffineLoop& affine, Instruction& value, llvm::ScalarEvolution& evolution) {
  const auto* recurrence = llvm::cast<llvm::SCEVAddRecExpr>(evolution.getSCEV(&value));
  const llvm::SCEV* count = evolution.getTruncateOrZeroExtend(affine.backedges, value.getType());
  const llvm::SCEV* travel = evolution.getMulExpr(count, recurrence->getStepRecurrence(evolution));
  return evolution.getAddExpr(recurrence->getStart(), travel);
}

/// Counts and addresses the loop anew, in place.
class Rewriter {
 public:
  Rewriter(const AffineLoop& affine, const std::optional<Reroll>& reroll, llvm::ScalarEvolution& evolution)
      : affine_(affine),
        reroll_(reroll),
        factor_(reroll ? reroll->factor : 1),
        evolution_(evolution),
        expander_(evolution, affine.loop->getHeader()->getModule()->getDataLayout(), "start"),
        entry_(affine.loop->getLoopPreheader()->getTerminator()) {}

  void run() {
    Value* count = emit_iterations(affine_, evolution_, entry_);
    make_counter(count);
    for (const AddressGroup& group : affine_.groups) rows_.push_back(row_of(group));
    find_columns();
    for (const auto& [access, where] : affine_.accesses) set_address(*access, where);
    if (reroll_) drop_other_pieces();
    erase_dead_instructions();
  }

 private:
  void make_counter(Value* count) {
    BasicBlock* header = affine_.loop->getHeader();
    BasicBlock* latch = affine_.loop->getLoopLatch();
    llvm::IRBuilder<> builder(header, header->begin());
    counter_ = builder.CreatePHI(builder.getInt64Ty(), 2, "counter");
    builder.SetInsertPoint(entry_);
    Value* end = builder.CreateMul(count, builder.getInt64(factor_), "", /*HasNUW=*/true, /*HasNSW=*/true);
    auto* branch = llvm::cast<llvm::BranchInst>(latch->getTerminator());
    builder.SetInsertPoint(branch);
    Value* next = builder.CreateAdd(counter_, builder.getInt64(1), "", /*HasNUW=*/true, /*HasNSW=*/true);
    const bool leaves_if_true = !affine_.loop->contains(branch->getSuccessor(0));
    branch->setCondition(leaves_if_true ? builder.CreateICmpEQ(next, end) : builder.CreateICmpNE(next, end));
    counter_->addIncoming(builder.getInt64(0), affine_.loop->getLoopPreheader());
    counter_->addIncoming(next, latch);
  }

  /// The address of the group's lowest member in the first iteration.
  Value* row_of(const AddressGroup& group) {
    llvm::IRBuilder<> builder(entry_);
    Value* start = expander_.expandCodeFor(evolution_.getNoopOrZeroExtend(group.start, builder.getInt64Ty()), nullptr,
                                           entry_->getIterator());
    return builder.CreateGEP(builder.getInt8Ty(), group.base, start);
  }

  int64_t step_of(unsigned group) const { return affine_.groups[group].step / static_cast<int64_t>(factor_); }

  /// Which groups go over one element of each row. Of several in a row, SLP makes vectors if each address is the same
  /// product and a constant.
  void find_columns() {
    columns_.assign(affine_.groups.size(), true);
    for (const auto& [access, where] : affine_.accesses)
      if (step_of(where.group) <= 0 || where.position() % step_of(where.group) != 0) columns_[where.group] = false;
  }

  void set_address(Instruction& access, const AffineAccess& where) {
    llvm::IRBuilder<> builder(&access);
    const int64_t step = step_of(where.group);
    Value* address = nullptr;
    if (columns_[where.group]) {
      // A product of its own the vectoriser would compute in vectors, and take the addresses of a column from there.
      llvm::Type* element = llvm::ArrayType::get(builder.getInt8Ty(), static_cast<uint64_t>(step));
      address = builder.CreateGEP(element, rows_[where.group], counter_);
    } else {
      // No wrapping: see loop_versions.cc. Downwards it is only the signed product that does not wrap.
      Value* distance = builder.CreateMul(counter_, builder.getInt64(static_cast<uint64_t>(step)), "",
                                          /*HasNUW=*/step > 0, /*HasNSW=*/true);
      address = builder.CreateGEP(builder.getInt8Ty(), rows_[where.group], distance);
    }
    if (where.position() != 0)
      address = builder.CreateGEP(builder.getInt8Ty(), address, builder.getInt64(where.delta + where.offset));
    const unsigned operand = llvm::isa<llvm::StoreInst>(access) ? 1 : 0;
    access.setOperand(operand, address);
  }

  void drop_other_pieces() {
    const llvm::SmallPtrSet<Instruction*, 32> kept(reroll_->kept.begin(), reroll_->kept.end());
    for (const auto& [mine, other] : reroll_->alike) mine->andIRFlags(other);
    for (Instruction* result : reroll_->results) replace_result(*result);
    for (const auto& [recurrence, advance] : reroll_->recurrences) replace_recurrence(*recurrence, advance, kept);
    for (const CarriedValue& carried : reroll_->carried) {
      carried.after_all->replaceUsesWithIf(carried.after_one, [&](const llvm::Use& use) {
        auto* user = llvm::cast<Instruction>(use.getUser());
        return user == carried.phi || !affine_.loop->contains(user);
      });
    }
    for (Instruction& instruction : llvm::make_early_inc_range(*affine_.loop->getHeader())) {
      auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction);
      if (store && !kept.contains(store)) store->eraseFromParent();
      if (!is_load_marker(instruction)) continue;
      auto* marked = llvm::dyn_cast<Instruction>(instruction.getOperand(0));
      if (marked && affine_.loop->contains(marked) && !kept.contains(marked)) instruction.eraseFromParent();
    }
  }

  /// What a recurrence is in the last iteration, for those behind the loop.
  void replace_result(Instruction& value) {
    const llvm::SCEV* last = last_value(affine_, value, evolution_);
    Value* expanded = expander_.expandCodeFor(last, nullptr, entry_->getIterator());
    value.replaceUsesWithIf(expanded, [&](const llvm::Use& use) {
      return !affine_.loop->contains(llvm::cast<Instruction>(use.getUser()));
    });
  }

  /// In kept instructions, start + counter * advance takes the place of a recurrence.
  void replace_recurrence(Instruction& value, const llvm::SCEV* advance,
                          const llvm::SmallPtrSetImpl<Instruction*>& kept) {
    const auto* recurrence = llvm::cast<llvm::SCEVAddRecExpr>(evolution_.getSCEV(&value));
    Value* start = expander_.expandCodeFor(recurrence->getStart(), nullptr, entry_->getIterator());
    Value* each = expander_.expandCodeFor(advance, nullptr, entry_->getIterator());
    llvm::IRBuilder<> builder(affine_.loop->getHeader(), affine_.loop->getHeader()->getFirstInsertionPt());
    Value* counter = builder.CreateZExtOrTrunc(counter_, value.getType());
    Value* advanced = builder.CreateAdd(start, builder.CreateMul(counter, each));
    value.replaceUsesWithIf(
        advanced, [&](const llvm::Use& use) { return kept.contains(llvm::cast<Instruction>(use.getUser())); });
  }

  /// Old addresses, tests and variables: with phis among them, which keep each other alive.
  void erase_dead_instructions() {
    for (BasicBlock* block : affine_.loop->blocks())
      for (Instruction& instruction : llvm::make_early_inc_range(llvm::reverse(*block)))
        if (llvm::isInstructionTriviallyDead(&instruction)) instruction.eraseFromParent();
    llvm::SmallVector<llvm::WeakTrackingVH, 16> phis;
    for (llvm::PHINode& phi : affine_.loop->getHeader()->phis()) phis.emplace_back(&phi);
    for (const llvm::WeakTrackingVH& phi : phis)
      if (phi) llvm::RecursivelyDeleteDeadPHINode(llvm::cast<llvm::PHINode>(phi));
  }

  const AffineLoop& affine_;
  const std::optional<Reroll>& reroll_;
  unsigned factor_;
  llvm::ScalarEvolution& evolution_;
  llvm::SCEVExpander expander_;
  Instruction* entry_;
  llvm::PHINode* counter_ = nullptr;
  llvm::SmallVector<Value*, 8> rows_;
  llvm::SmallVector<bool, 8> columns_;  ///< by group
};

/// The analyses that a rewrite needs and keeps.
struct Context {
  llvm::LoopInfo& loops;
  llvm::DominatorTree& dominators;
  llvm::ScalarEvolution& evolution;
  llvm::AssumptionCache& assumptions;
};

/// Whether everything that a rewrite computes in front of the loop can be computed there.
bool can_expand(const AffineLoop& affine, const std::optional<Reroll>& reroll, llvm::ScalarEvolution& evolution) {
  const llvm::Instruction* at = affine.loop->getLoopPreheader()->getTerminator();
  llvm::SCEVExpander expander(evolution, at->getModule()->getDataLayout(), "probe");
  const auto is_safe = [&](const llvm::SCEV* value) { return expander.isSafeToExpandAt(value, at); };
  if (!is_safe(affine.backedges)) return false;
  for (const AddressGroup& group : affine.groups)
    if (!is_safe(group.start)) return false;
  if (!reroll) return true;
  for (const auto& [recurrence, advance] : reroll->recurrences)
    if (!is_safe(advance) || !is_safe(llvm::cast<llvm::SCEVAddRecExpr>(evolution.getSCEV(recurrence))->getStart()))
      return false;
  return llvm::all_of(reroll->results,
                      [&](Instruction* result) { return is_safe(last_value(affine, *result, evolution)); });
}

bool rewrite(llvm::Loop& loop, const LoopAddressesOptions& options, Context& context) {
  llvm::simplifyLoop(&loop, &context.dominators, &context.loops, &context.evolution, &context.assumptions, nullptr,
                     /*PreserveLCSSA=*/false);
  llvm::formLCSSA(loop, context.dominators, &context.loops, &context.evolution);
  if (options.version && options.middle_exits)
    finish_behind_loop(loop, context.loops, context.dominators, context.evolution);
  if (options.complements) subtract_complements(loop, context.evolution);
  const bool in_range =
      options.version && options.checks && remove_checks(loop, context.loops, context.dominators, context.evolution);
  const std::optional<AffineLoop> affine = analyse_affine_loop(loop, context.evolution, /*wide=*/in_range);
  if (!affine || !can_expand(*affine, std::nullopt, context.evolution)) return false;
  std::optional<Reroll> reroll;
  if (options.reroll) reroll = find_reroll(*affine, context.evolution);
  if (!can_expand(*affine, reroll, context.evolution)) reroll.reset();
  Value* condition = emit_address_condition(*affine, context.evolution, loop.getLoopPreheader()->getTerminator());
  if (condition && (llvm::isa<llvm::Constant>(condition) || !options.version)) return false;
  if (condition) version_loop(loop, condition, {}, context.loops, context.dominators);
  Rewriter(*affine, reroll, context.evolution).run();
  context.evolution.forgetTopmostLoop(&loop);
  return true;
}

}  // namespace

llvm::PreservedAnalyses LoopAddressesPass::run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  Context context{analyses.getResult<llvm::LoopAnalysis>(function),
                  analyses.getResult<llvm::DominatorTreeAnalysis>(function),
                  analyses.getResult<llvm::ScalarEvolutionAnalysis>(function),
                  analyses.getResult<llvm::AssumptionAnalysis>(function)};
  llvm::SmallVector<llvm::Loop*, 16> innermost;
  for (llvm::Loop* loop : context.loops.getLoopsInPreorder())
    if (loop->isInnermost()) innermost.push_back(loop);
  for (llvm::Loop* loop : innermost) rewrite(*loop, options_, context);
  return innermost.empty() ? llvm::PreservedAnalyses::all() : llvm::PreservedAnalyses::none();
}

}  // namespace ingot
