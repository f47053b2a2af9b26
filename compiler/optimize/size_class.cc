// The limits, and what was measured at them.
#include "compiler/optimize/size_class.h"

#include <llvm/IR/CFG.h>

namespace ingot {
namespace {

/// GVN and jump threading are superlinear in the size of a function, SLP in that of a block; producers of interpreters,
/// parsers and unrolled ciphers make functions for which they take minutes. In IR instructions.
constexpr unsigned kHugeFunctionInstructions = 60'000;
constexpr size_t kHugeBlockInstructions = 8'000;

/// SimplifyCFG folds the branches to a block pairwise, and touches all operands of its phis each time: 100,000
/// `br_if`s out of one block took it 20 to 60 seconds, 8,000 take half a second.
constexpr size_t kManyPredecessors = 8'000;

}  // namespace

SizeClass size_class(const llvm::Function& function) {
  bool is_huge = function.getInstructionCount() > kHugeFunctionInstructions;
  for (const llvm::BasicBlock& block : function) {
    if (llvm::pred_size(&block) > kManyPredecessors) return SizeClass::Crowded;
    is_huge = is_huge || block.size() > kHugeBlockInstructions;
  }
  return is_huge ? SizeClass::Huge : SizeClass::Ordinary;
}

}  // namespace ingot
