// Turns what is left of `resume` into calls of the runtime.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

/// Lowering writes `resume` where a try does not catch an exception, so that inlining can turn it into a branch to the
/// landing pad of the caller. One that is left leaves the function: the code generator would call _Unwind_Resume, which
/// is not ours.
class LowerResumePass : public llvm::PassInfoMixin<LowerResumePass> {
 public:
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
  /// Also where nothing is optimised.
  static bool isRequired() { return true; }
};

}  // namespace ingot
