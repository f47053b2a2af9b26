// What is left of a function's analyses behind a pass that changes instructions, but no blocks and no edges.
#pragma once

#include <llvm/IR/Analysis.h>

namespace ingot {

inline llvm::PreservedAnalyses control_flow_is_preserved(bool changed) {
  if (!changed) return llvm::PreservedAnalyses::all();
  llvm::PreservedAnalyses preserved;
  preserved.preserveSet<llvm::CFGAnalyses>();
  return preserved;
}

}  // namespace ingot
