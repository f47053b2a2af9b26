// Shows the loop vectoriser each row of linear memory as an object of its own.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

/// Hides, behind `freeze`, that addresses of innermost loops come from the same memory.
class SeparateRowsPass : public llvm::PassInfoMixin<SeparateRowsPass> {
 public:
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
};

/// Takes all of that away again.
class JoinRowsPass : public llvm::PassInfoMixin<JoinRowsPass> {
 public:
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
};

}  // namespace ingot
