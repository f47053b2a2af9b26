// Software traps: see trap.h and docs/lowering.md.
//
// Inline asm rather than a call or an intrinsic: a noreturn call makes x86 align the stack in the entry block, and
// sites of llvm.ubsantrap are merged, `nomerge` or not (LLVM 19). Two asm sites with different codes stay two.
#include "compiler/lower/trap.h"

#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/MDBuilder.h>

namespace ingot {

void emit_trap(llvm::IRBuilderBase& builder, IngotTrapKind kind, uint64_t offset) {
  llvm::FunctionType* type = llvm::FunctionType::get(builder.getVoidTy(), {builder.getInt32Ty()}, false);
  llvm::InlineAsm* ud1 = llvm::InlineAsm::get(type, "ud1l ${0:c}(%eax), %eax", "i,~{dirflag},~{fpsr},~{flags}",
                                              /*hasSideEffects=*/true);
  llvm::CallInst* call = builder.CreateCall(ud1, builder.getInt32(INGOT_TRAP_CODE(kind, offset)));
  call->setDoesNotReturn();
  call->setDoesNotThrow();
  call->addFnAttr(llvm::Attribute::Cold);
  builder.CreateUnreachable();
}

llvm::MDNode* unlikely_weights(llvm::LLVMContext& context) {
  return llvm::MDBuilder(context).createBranchWeights(1, 1048575);
}

}  // namespace ingot
