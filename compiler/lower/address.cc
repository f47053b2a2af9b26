// Effective addresses: see address.h.  Spec: Execution > Memory Instructions.
#include "compiler/lower/address.h"

#include <llvm/IR/Constants.h>

namespace ingot {

llvm::Value* effective_address(llvm::IRBuilderBase& builder, StateAccess& state, const MemArg& memarg,
                               llvm::Value* index) {
  llvm::Value* base = state.memory_base(builder, memarg.memory);
  // Not inbounds: addresses outside of the object are legal values here, their accesses trap.
  if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(index))
    return builder.CreateGEP(builder.getInt8Ty(), base, builder.getInt64(constant->getZExtValue() + memarg.offset));
  // zext, not sext: an index with the top bit set must not reach below the base.
  llvm::Value* address = builder.CreateGEP(builder.getInt8Ty(), base, builder.CreateZExt(index, builder.getInt64Ty()));
  // Two steps rather than one sum: CodeGenPrepare shares the first between accesses to the fields of one structure, and
  // scalar evolution sees the constant.
  return memarg.offset == 0 ? address
                            : builder.CreateGEP(builder.getInt8Ty(), address, builder.getInt64(memarg.offset));
}

}  // namespace ingot
