// Whole rounds, and a part of one: see middle_exits.h.
//
//   loop { a(i); if (i == e) break; b(i); i += s; }      n rounds of loop { a(i); b(i); i += s; }, then a(i)
//
// where scalar evolution says that the test fails exactly n times, n a constant, so that it need not be made. What is
// done, traps among it, is done in the same order. LLVM would rotate the loop, to b(i) and a(i + s), if its first half
// is small; then values that b takes from a go round by phis, and addresses with them, and the pieces are in an order
// in which they can no more be rolled up (reroll.h).
#include "compiler/optimize/middle_exits.h"

#include <llvm/Analysis/DomTreeUpdater.h>
#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Cloning.h>
#include <llvm/Transforms/Utils/ValueMapper.h>

#include <optional>

#include "compiler/optimize/affine_loop.h"

namespace ingot {
namespace {

using llvm::BasicBlock;
using llvm::Instruction;
using llvm::Value;

/// The copy should stay small beside the loop.
constexpr size_t kMaxFirstHalf = 200;

/// How many whole rounds the loop makes; nothing if it has another form.
std::optional<uint64_t> whole_rounds(const llvm::Loop& loop, llvm::ScalarEvolution& evolution) {
  BasicBlock* header = loop.getHeader();
  if (!loop.isLoopSimplifyForm() || loop.getNumBlocks() != 2 || loop.getExitingBlock() != header) return {};
  if (!loop.getExitBlock() || header->size() > kMaxFirstHalf) return {};
  for (BasicBlock* block : loop.blocks())
    if (!llvm::all_of(*block, is_ordinary)) return {};
  auto* count = llvm::dyn_cast<llvm::SCEVConstant>(evolution.getExitCount(&loop, header));
  if (!count || count->isZero() || count->getAPInt().getActiveBits() > 32) return {};
  return count->getAPInt().getZExtValue();
}

/// Copies the first half behind the loop, in front of its exit.
BasicBlock* copy_first_half(const llvm::Loop& loop) {
  BasicBlock* header = loop.getHeader();
  BasicBlock* exit = loop.getExitBlock();
  llvm::ValueToValueMapTy copies;
  BasicBlock* last = llvm::CloneBasicBlock(header, copies, ".last", header->getParent());
  for (llvm::PHINode& phi : header->phis()) {
    auto* copy = llvm::cast<llvm::PHINode>(static_cast<Value*>(copies[&phi]));
    copy->removeIncomingValue(loop.getLoopPreheader(), /*DeletePHIIfEmpty=*/false);
  }
  for (Instruction& instruction : *last)
    if (!llvm::isa<llvm::PHINode>(instruction))
      llvm::RemapInstruction(&instruction, copies, llvm::RF_NoModuleLevelChanges | llvm::RF_IgnoreMissingLocals);
  for (llvm::PHINode& phi : exit->phis()) {
    const auto copy = copies.find(phi.getIncomingValueForBlock(header));
    if (copy != copies.end()) phi.setIncomingValueForBlock(header, copy->second);
    phi.replaceIncomingBlockWith(header, last);
  }
  last->getTerminator()->eraseFromParent();
  llvm::BranchInst::Create(exit, last);
  return last;
}

/// Jumps to `behind` after that many rounds, and not before.
void count_rounds(const llvm::Loop& loop, uint64_t rounds, BasicBlock* behind) {
  BasicBlock* header = loop.getHeader();
  BasicBlock* latch = loop.getLoopLatch();
  header->getTerminator()->eraseFromParent();
  llvm::BranchInst::Create(latch, header);
  llvm::IRBuilder<> builder(header, header->begin());
  llvm::PHINode* round = builder.CreatePHI(builder.getInt64Ty(), 2, "round");
  builder.SetInsertPoint(latch->getTerminator());
  Value* next = builder.CreateAdd(round, builder.getInt64(1), "", /*HasNUW=*/true, /*HasNSW=*/true);
  builder.CreateCondBr(builder.CreateICmpEQ(next, builder.getInt64(rounds)), behind, header);
  latch->getTerminator()->eraseFromParent();
  round->addIncoming(builder.getInt64(0), loop.getLoopPreheader());
  round->addIncoming(next, latch);
}

}  // namespace

void finish_behind_loop(llvm::Loop& loop, llvm::LoopInfo& loops, llvm::DominatorTree& dominators,
                        llvm::ScalarEvolution& evolution) {
  const std::optional<uint64_t> rounds = whole_rounds(loop, evolution);
  if (!rounds) return;
  evolution.forgetTopmostLoop(&loop);
  BasicBlock* latch = loop.getLoopLatch();
  BasicBlock* exit = loop.getExitBlock();
  BasicBlock* last = copy_first_half(loop);
  count_rounds(loop, *rounds, last);
  if (llvm::Loop* parent = loop.getParentLoop()) parent->addBasicBlockToLoop(last, loops);
  dominators.addNewBlock(last, latch);
  dominators.changeImmediateDominator(exit, last);
  llvm::DomTreeUpdater updater(dominators, llvm::DomTreeUpdater::UpdateStrategy::Eager);
  llvm::MergeBlockIntoPredecessor(latch, &updater, &loops);
}

}  // namespace ingot
