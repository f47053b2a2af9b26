// Rows of linear memory for the loop vectoriser: see separate_rows.h.
//
// To LLVM all of linear memory is one object. Of two pointers into one object with different strides,
// LoopAccessAnalysis (LLVM 19) wants to know the distance, and gives up; of two pointers into different objects that
// may alias it compares the ranges when the loop is entered. Native code has the second case, an array per pointer, and
// so it is made here: a pointer that an innermost loop starts from is frozen. A freeze of a value that is not poison is
// that value; alias analysis does not look through it, and answers "may alias". So nothing is claimed that is not so,
// and the range checks decide at run time. Pointers at a constant distance share one freeze, because there the distance
// is what should be known.
#include "compiler/optimize/separate_rows.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include "compiler/optimize/preserved.h"

namespace ingot {
namespace {

using llvm::GetElementPtrInst;
using llvm::Value;

/// Metadata of the freezes that are ours. LLVM has its own.
constexpr char kRow[] = "ingot.row";

class Separator {
 public:
  explicit Separator(llvm::Loop& loop) : loop_(loop), entry_(loop.getLoopPreheader()->getTerminator()) {}

  bool run() {
    for (llvm::BasicBlock* block : loop_.blocks())
      for (llvm::Instruction& instruction : *block)
        if (llvm::getLoadStorePointerOperand(&instruction))
          separate(instruction.getOperandUse(llvm::isa<llvm::StoreInst>(instruction) ? 1 : 0));
    return !rows_.empty();
  }

 private:
  /// Follows the address back to where it enters the loop.
  void separate(llvm::Use& address) {
    llvm::Use* use = &address;
    while (auto* gep = llvm::dyn_cast<GetElementPtrInst>(use->get())) {
      if (!loop_.contains(gep)) break;
      use = &gep->getOperandUse(GetElementPtrInst::getPointerOperandIndex());
    }
    if (loop_.isLoopInvariant(use->get())) use->set(row_of(use->get()));
  }

  Value* row_of(Value* start) {
    llvm::APInt offset(64, 0);
    const llvm::DataLayout& layout = entry_->getModule()->getDataLayout();
    Value* base = start->stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true);
    // A constant address is the distance to all others like it.
    if (llvm::isa<llvm::Constant>(base) || llvm::isa<llvm::FreezeInst>(base)) return start;
    llvm::IRBuilder<> builder(entry_);
    Value*& row = rows_[base];
    if (!row) {
      auto* freeze = llvm::cast<llvm::FreezeInst>(builder.CreateFreeze(base));
      freeze->setMetadata(kRow, llvm::MDNode::get(freeze->getContext(), {}));
      row = freeze;
    }
    if (offset.isZero()) return row;
    return builder.CreateGEP(builder.getInt8Ty(), row, builder.getInt64(offset.getZExtValue()));
  }

  llvm::Loop& loop_;
  llvm::Instruction* entry_;
  llvm::DenseMap<Value*, Value*> rows_;
};

}  // namespace

llvm::PreservedAnalyses SeparateRowsPass::run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  bool changed = false;
  for (llvm::Loop* loop : analyses.getResult<llvm::LoopAnalysis>(function).getLoopsInPreorder())
    if (loop->isInnermost() && loop->getLoopPreheader()) changed |= Separator(*loop).run();
  return control_flow_is_preserved(changed);
}

llvm::PreservedAnalyses JoinRowsPass::run(llvm::Function& function, llvm::FunctionAnalysisManager&) {
  bool changed = false;
  for (llvm::Instruction& instruction : llvm::make_early_inc_range(llvm::instructions(function))) {
    auto* row = llvm::dyn_cast<llvm::FreezeInst>(&instruction);
    if (!row || !row->hasMetadata(kRow)) continue;
    row->replaceAllUsesWith(row->getOperand(0));
    row->eraseFromParent();
    changed = true;
  }
  return control_flow_is_preserved(changed);
}

}  // namespace ingot
