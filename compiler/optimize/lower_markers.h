// The last IR pass: takes the load markers out again, and leaves behind loads that the code generator cannot drop or
// narrow.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

/// Function pass. Must run after every other IR pass, in a pipeline of its own: an inferred attribute such as
/// `memory(read) willreturn` is only right for callers as long as the callee's markers are still there.
class LowerMarkersPass : public llvm::PassInfoMixin<LowerMarkersPass> {
 public:
  /// `optimises`: other passes have run. `target_has_masks`: the target has AVX-512.
  LowerMarkersPass(bool optimises, bool target_has_masks)
      : optimises_(optimises), target_has_masks_(target_has_masks) {}
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
  static bool isRequired() { return true; }

 private:
  static void pin_accesses(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);

  bool optimises_;
  bool target_has_masks_;
};

}  // namespace ingot
