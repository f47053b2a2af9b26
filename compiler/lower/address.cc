// Effective addresses: see address.h.  Spec: Execution > Memory Instructions.
//
// No GEP is inbounds: addresses outside of the object are legal values here, their accesses trap.
#include "compiler/lower/address.h"

#include <llvm/IR/Constants.h>

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
///
/// A memory of whole system pages has INGOT_MEMORY_GUARD bytes behind it that fault. There an index below byte_length
/// will do, as long as offset and access stay within the guard, and all fields of a structure share one comparison.
void AddressBuilder::check(llvm::IRBuilderBase& builder, const MemArg& memarg, llvm::Value* index, uint64_t bytes) {
  const MemoryType& type = module_.memories[memarg.memory].type;
  const uint64_t last = memarg.offset + (bytes - 1);
  const bool wraps = last < memarg.offset;
  if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(index)) {
    // Memories never shrink.
    const uint64_t min_bytes = bytes_of_pages(type.limits.min, type.page_size_log2);
    if (!wraps && last < min_bytes && constant->getZExtValue() < min_bytes - last) return;
  }
  // Others may grow a shared memory at this moment: the size before and the size after are both right.
  llvm::Value* limit = builder.getInt64(0);  // Where the sum wraps, no address is in bounds.
  if (!wraps) limit = state_.memory_byte_length(builder, memarg.memory, llvm::AtomicOrdering::Unordered);
  const bool guard_catches = type.page_size_log2 == kWasmPageLog2 && last < INGOT_MEMORY_GUARD;
  if (!wraps && !guard_catches)
    limit = builder.CreateBinaryIntrinsic(llvm::Intrinsic::usub_sat, limit, builder.getInt64(last));
  trap_if_(builder.CreateICmpUGE(index, limit));
}

llvm::Value* AddressBuilder::range(llvm::IRBuilderBase& builder, uint32_t memidx, llvm::Value* start,
                                   llvm::Value* length) {
  const MemoryType& type = module_.memories[memidx].type;
  llvm::Value* size = state_.memory_byte_length(builder, memidx, llvm::AtomicOrdering::Unordered);
  if (type.limits.address == AddressType::I32) {
    // Two numbers below 2^32: their sum does not wrap.
    trap_if_(builder.CreateICmpUGT(builder.CreateNUWAdd(start, length), size));
  } else {
    trap_if_(builder.CreateICmpUGT(length, size));
    trap_if_(builder.CreateICmpUGT(start, builder.CreateNUWSub(size, length)));
  }
  return builder.CreateGEP(builder.getInt8Ty(), state_.memory_base(builder, memidx), start);
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
