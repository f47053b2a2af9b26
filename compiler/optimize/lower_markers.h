// The last IR pass: takes the load markers out again, and leaves behind loads that the code generator cannot drop or
// narrow.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

/// Function pass. Must run after every other IR pass, in a pipeline of its own: an inferred attribute such as
/// `memory(read) willreturn` is only right for callers as long as the callee's markers are still there.
struct LowerMarkersPass : llvm::PassInfoMixin<LowerMarkersPass> {
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
  static bool isRequired() { return true; }
};

}  // namespace ingot
