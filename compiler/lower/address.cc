// Effective addresses: see address.h.  Spec: Execution > Memory Instructions.
//
// No GEP is inbounds: addresses outside of the object are legal values here, their accesses trap.
#include "compiler/lower/address.h"

#include <llvm/IR/Constants.h>

namespace ingot {

llvm::Value* AddressBuilder::indexed(llvm::IRBuilderBase& builder, uint32_t memidx, llvm::Value* index) {
  auto make = [&] {
    llvm::Value* base = state_.memory_base(builder, memidx);
    // zext, not sext: an index with the top bit set must not reach below the base.
    return builder.CreateGEP(builder.getInt8Ty(), base, builder.CreateZExt(index, builder.getInt64Ty()));
  };
  if (memidx != 0) return make();
  if (block_ != builder.GetInsertBlock()) {
    block_ = builder.GetInsertBlock();
    known_.clear();
  }
  llvm::Value*& address = known_[index];
  if (!address) address = make();
  return address;
}

llvm::Value* AddressBuilder::effective_address(llvm::IRBuilderBase& builder, const MemArg& memarg, llvm::Value* index) {
  if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(index)) {
    llvm::Value* base = state_.memory_base(builder, memarg.memory);
    return builder.CreateGEP(builder.getInt8Ty(), base, builder.getInt64(constant->getZExtValue() + memarg.offset));
  }
  // Two steps rather than one sum: CodeGenPrepare shares the first between accesses to the fields of one structure, and
  // scalar evolution sees the constant.
  llvm::Value* address = indexed(builder, memarg.memory, index);
  return memarg.offset == 0 ? address
                            : builder.CreateGEP(builder.getInt8Ty(), address, builder.getInt64(memarg.offset));
}

}  // namespace ingot
