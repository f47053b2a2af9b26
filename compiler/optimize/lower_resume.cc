// Leaving a function by an exception: see lower_resume.h.
#include "compiler/optimize/lower_resume.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>

#include "compiler/lower/abi_access.h"

namespace ingot {

llvm::PreservedAnalyses LowerResumePass::run(llvm::Function& function, llvm::FunctionAnalysisManager&) {
  bool changed = false;
  for (llvm::BasicBlock& block : function) {
    auto* resume = llvm::dyn_cast<llvm::ResumeInst>(block.getTerminator());
    if (!resume) continue;
    llvm::IRBuilder<> builder(resume);
    call_builtin(builder, Builtin::resume_exception, {builder.CreateExtractValue(resume->getValue(), 0)});
    builder.CreateUnreachable();
    resume->eraseFromParent();
    changed = true;
  }
  return changed ? llvm::PreservedAnalyses::none() : llvm::PreservedAnalyses::all();
}

}  // namespace ingot
