// Frame pointers for functions whose unwind table would be wrong without them.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

/// Function pass. Must run behind inlining, which moves tail calls from one function into another.
struct FramePointersPass : llvm::PassInfoMixin<FramePointersPass> {
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
  static bool isRequired() { return true; }
};

}  // namespace ingot
