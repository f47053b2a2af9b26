// Keeps stores inside of loops that may never end.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

/// A store that is out of bounds traps in the iteration that reaches it. LLVM moves a store to one place behind its
/// loop (LICM), or nowhere if the loop has no way out, since nobody could see the difference in C. This pass, which
/// must run before it, puts a marker that reads memory into such loops: lower_markers.h removes it.
struct EndlessLoopsPass : llvm::PassInfoMixin<EndlessLoopsPass> {
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
};

}  // namespace ingot
