// Takes load markers away while the vectorisers run.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

/// Erases the markers of loads whose value something needs. Only passes that delete no load with a user may follow,
/// and then ResumeMarkersPass.
class PauseMarkersPass : public llvm::PassInfoMixin<PauseMarkersPass> {
 public:
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
};

/// Marks each load that has no marker, those that the vectorisers have made among them.
class ResumeMarkersPass : public llvm::PassInfoMixin<ResumeMarkersPass> {
 public:
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
};

}  // namespace ingot
