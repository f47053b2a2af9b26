// Effective addresses: see address.h.  Spec: Execution > Memory Instructions.
//
// No GEP is inbounds: addresses outside of the object are legal values here, their accesses trap.
#include "compiler/lower/address.h"

#include <llvm/IR/Constants.h>

#include "compiler/lower/abi_access.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

constexpr uint32_t kWasmPageLog2 = 16;

}  // namespace

bool is_guarded(const MemoryType& type) {
  return type.limits.address == AddressType::I32 && type.page_size_log2 == kWasmPageLog2;
}

/// Traps unless index + offset + bytes <= byte_length, all unsigned and without wrapping: one comparison of the index
/// with a limit that does not depend on it.
void AddressBuilder::check(llvm::IRBuilderBase& builder, const MemArg& memarg, llvm::Value* index, uint64_t bytes) {
  auto* byte_length = llvm::cast<llvm::LoadInst>(
      load_integer_field(builder, state_.memory(builder, memarg.memory), INGOT_FIELD(IngotMemory, byte_length)));
  // Others may grow it at this moment: the size before and the size after are both right.
  if (module_.memories[memarg.memory].type.limits.shared) byte_length->setAtomic(llvm::AtomicOrdering::Unordered);
  const uint64_t last = memarg.offset + (bytes - 1);
  // Where the sum wraps, no address is in bounds.
  llvm::Value* limit = builder.getInt64(0);
  if (last >= memarg.offset)
    limit = builder.CreateBinaryIntrinsic(llvm::Intrinsic::usub_sat, byte_length, builder.getInt64(last));
  trap_if_(builder.CreateICmpUGE(index, limit));
}

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

llvm::Value* AddressBuilder::effective_address(llvm::IRBuilderBase& builder, const MemArg& memarg, llvm::Value* index,
                                               uint64_t bytes) {
  if (!is_guarded(module_.memories[memarg.memory].type))
    check(builder, memarg, builder.CreateZExt(index, builder.getInt64Ty()), bytes);
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
