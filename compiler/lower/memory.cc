// Loads, stores, memory.size and memory.grow.  Spec: Execution > Memory Instructions.
//
// Addresses that are out of bounds fault, or fail the check that address.cc makes. So a load must happen although
// nobody uses its value (load_marker.h). Programs use plain accesses; libraries, whose memory somebody may look at
// after a trap, volatile ones, which LLVM neither moves nor removes.
#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"
#include "compiler/lower/load_marker.h"

namespace ingot {

using V = FunctionLowering::V;

namespace {

/// Bits in memory of an access; the value's own if it is as wide.
unsigned access_bits(const OpInfo& op) {
  switch (op.op) {
    case Op::I32Load8S:
    case Op::I32Load8U:
    case Op::I64Load8S:
    case Op::I64Load8U:
    case Op::I32Store8:
    case Op::I64Store8: return 8;
    case Op::I32Load16S:
    case Op::I32Load16U:
    case Op::I64Load16S:
    case Op::I64Load16U:
    case Op::I32Store16:
    case Op::I64Store16: return 16;
    case Op::I64Load32S:
    case Op::I64Load32U:
    case Op::I64Store32: return 32;
    case Op::I32Load:
    case Op::F32Load:
    case Op::I32Store:
    case Op::F32Store: return 32;
    case Op::I64Load:
    case Op::F64Load:
    case Op::I64Store:
    case Op::F64Store: return 64;
    default: llvm::report_fatal_error(llvm::Twine("no lowering of ") + llvm::StringRef(op.text));
  }
}

/// Bytes in memory of a value of a scalar or vector type.
uint64_t store_bytes(llvm::Type* type) { return type->getPrimitiveSizeInBits().getFixedValue() / 8; }

/// The type that a load produces, or that a store takes, as the instruction's name says.
llvm::Type* value_type_of(llvm::IRBuilderBase& b, const OpInfo& op) {
  switch (op.op) {
    case Op::F32Load:
    case Op::F32Store: return b.getFloatTy();
    case Op::F64Load:
    case Op::F64Store: return b.getDoubleTy();
    default: return op.text.starts_with("i64") ? b.getInt64Ty() : b.getInt32Ty();
  }
}

}  // namespace

V FunctionLowering::load_value(llvm::Type* type, const MemArg& memarg, V address) {
  // align 1: the alignment in the module is a hint that need not be true.
  V pointer = addresses_.effective_address(b_, memarg, address, store_bytes(type));
  const bool exact = state_.exact_at_traps();
  llvm::LoadInst* value = b_.CreateAlignedLoad(type, pointer, llvm::Align(1), /*isVolatile=*/exact);
  state_.tag_memory_access(*value, memarg.memory);
  if (!exact) emit_load_marker(b_, value);
  return value;
}

void FunctionLowering::store_value(V value, const MemArg& memarg, V address) {
  V pointer = addresses_.effective_address(b_, memarg, address, store_bytes(value->getType()));
  state_.tag_memory_access(
      *b_.CreateAlignedStore(value, pointer, llvm::Align(1), /*isVolatile=*/state_.exact_at_traps()), memarg.memory);
}

V FunctionLowering::load(const OpInfo& op, const MemArg& memarg, V address) {
  if (op.group == OpGroup::SimdMemory) return simd_load(op, memarg, address);
  llvm::Type* type = value_type_of(b_, op);
  llvm::Type* accessed = type->isIntegerTy() ? b_.getIntNTy(access_bits(op)) : type;
  V value = load_value(accessed, memarg, address);
  if (accessed == type) return value;
  return op.text.ends_with("_s") ? b_.CreateSExt(value, type) : b_.CreateZExt(value, type);
}

void FunctionLowering::store(const OpInfo& op, const MemArg& memarg, V address, V value) {
  if (value->getType()->isIntegerTy()) value = b_.CreateTrunc(value, b_.getIntNTy(access_bits(op)));
  store_value(value, memarg, address);
}

/// An address, size or length operand of a memory's type, as the builtins take it.
V FunctionLowering::address_operand(uint32_t memidx, V value) {
  return module_.memories[memidx].type.limits.address == AddressType::I32 ? to_i64(value) : value;
}

V FunctionLowering::memory_size(uint32_t memidx) {
  const MemoryType& type = module_.memories[memidx].type;
  // Sizes are read in one order with the growing.
  V bytes = state_.memory_byte_length(b_, memidx, llvm::AtomicOrdering::SequentiallyConsistent);
  V pages = b_.CreateLShr(bytes, type.page_size_log2);
  return type.limits.address == AddressType::I32 ? to_i32(pages) : pages;
}

V FunctionLowering::memory_grow(uint32_t memidx, V delta) {
  V pages = call_builtin(b_, Builtin::memory_grow, {state_.memory(b_, memidx), address_operand(memidx, delta)});
  // Failure is -1 in either width.
  return module_.memories[memidx].type.limits.address == AddressType::I32 ? to_i32(pages) : pages;
}

}  // namespace ingot
