// Frames through which the stack can be walked although tail calls move what lies below them.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

/// Module pass. Must run behind inlining, which moves calls from one function into another.
struct TailCallFramesPass : llvm::PassInfoMixin<TailCallFramesPass> {
  llvm::PreservedAnalyses run(llvm::Module& module, llvm::ModuleAnalysisManager& analyses);
  static bool isRequired() { return true; }
};

}  // namespace ingot
