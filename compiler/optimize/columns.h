// Accesses of the loop vectoriser that go down a column, element by element.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

/// Replaces gathers and scatters at a short constant distance by accesses of single elements.
class ColumnsPass : public llvm::PassInfoMixin<ColumnsPass> {
 public:
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
};

}  // namespace ingot
