// Atomic accesses, wait, notify and fence.  Spec: Threads proposal > Execution > Memory Instructions.
//
// An access traps first if its effective address is not aligned, then (wait only) if the memory is not shared, then if
// it is out of bounds: the order of the reference interpreter. Bounds are checked like those of every other access: by
// AddressBuilder, or by the hardware when the access is made. wait and notify read the address for that reason alone,
// so that their builtins get an address that is known to be good.
//
// All accesses are volatile as well as atomic. Sequential consistency leaves nothing to lose by it, and it keeps what
// LLVM otherwise removes: x86 turns `rmw.or x, 0` with an unused result into a fence that does not touch x, and an
// access that is out of bounds would no longer trap.
#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"
#include "compiler/validate/immediate_reader.h"

namespace ingot {

using V = FunctionLowering::V;
using llvm::AtomicOrdering;
using llvm::AtomicRMWInst;

namespace {

constexpr AtomicOrdering kOrdering = AtomicOrdering::SequentiallyConsistent;

/// The operation of a read-modify-write instruction: its name is TYPE.atomic.rmwBITS.OPERATION, maybe with _u.
AtomicRMWInst::BinOp operation_of(const OpInfo& op) {
  const std::string_view name = op.text.substr(op.text.rfind('.') + 1);
  if (name.starts_with("add")) return AtomicRMWInst::Add;
  if (name.starts_with("sub")) return AtomicRMWInst::Sub;
  if (name.starts_with("and")) return AtomicRMWInst::And;
  if (name.starts_with("or")) return AtomicRMWInst::Or;
  if (name.starts_with("xor")) return AtomicRMWInst::Xor;
  if (name.starts_with("xchg")) return AtomicRMWInst::Xchg;
  llvm::report_fatal_error(llvm::Twine("no lowering of ") + llvm::StringRef(op.text));
}

}  // namespace

/// Where the access is. It traps if index + offset is not a multiple of `bytes`, a power of two: the low bits of the
/// sum are those of the low bits, whatever the width of an address.
FunctionLowering::AtomicAccess FunctionLowering::atomic_access(const OpInfo& op, const MemArg& memarg, V address) {
  const uint64_t bytes = uint64_t{1} << natural_alignment(op);
  const uint64_t mask = bytes - 1;
  if (mask != 0) {
    V sum = b_.CreateAdd(address, llvm::ConstantInt::get(address->getType(), memarg.offset & mask));
    V low_bits = b_.CreateAnd(sum, llvm::ConstantInt::get(address->getType(), mask));
    trap_if(b_.CreateICmpNE(low_bits, llvm::ConstantInt::get(address->getType(), 0)), IngotTrapUnalignedAtomic);
  }
  const bool waits = op.op == Op::MemoryAtomicWait32 || op.op == Op::MemoryAtomicWait64;
  if (waits && !module_.memories[memarg.memory].type.limits.shared)
    trap_if(b_.getTrue(), IngotTrapExpectedSharedMemory);
  V pointer = addresses_.effective_address(b_, memarg, address, bytes);
  return {.type = b_.getIntNTy(static_cast<unsigned>(bytes * 8)), .pointer = pointer, .alignment = llvm::Align(bytes)};
}

V FunctionLowering::load_atomic(const AtomicAccess& access) {
  llvm::LoadInst* load = b_.CreateAlignedLoad(access.type, access.pointer, access.alignment, /*isVolatile=*/true);
  load->setAtomic(kOrdering);
  return load;
}

/// The value as wide as the instruction has it: narrow accesses extend by zeros.
V FunctionLowering::widen(const OpInfo& op, V value) {
  return b_.CreateZExt(value, op.results() == "l" ? b_.getInt64Ty() : b_.getInt32Ty());
}

V FunctionLowering::atomic_load(const OpInfo& op, const MemArg& memarg, V address) {
  return widen(op, load_atomic(atomic_access(op, memarg, address)));
}

void FunctionLowering::atomic_store(const OpInfo& op, const MemArg& memarg, V address, V value) {
  const AtomicAccess access = atomic_access(op, memarg, address);
  value = b_.CreateTrunc(value, access.type);
  b_.CreateAlignedStore(value, access.pointer, access.alignment, /*isVolatile=*/true)->setAtomic(kOrdering);
}

V FunctionLowering::atomic_rmw(const OpInfo& op, const MemArg& memarg, V address, V operand) {
  const AtomicAccess access = atomic_access(op, memarg, address);
  AtomicRMWInst* rmw = b_.CreateAtomicRMW(operation_of(op), access.pointer, b_.CreateTrunc(operand, access.type),
                                          access.alignment, kOrdering);
  rmw->setVolatile(true);
  return widen(op, rmw);
}

/// A narrow instruction wraps both of its operands.
V FunctionLowering::atomic_cmpxchg(const OpInfo& op, const MemArg& memarg, V address, V expected, V replacement) {
  const AtomicAccess access = atomic_access(op, memarg, address);
  llvm::AtomicCmpXchgInst* exchange =
      b_.CreateAtomicCmpXchg(access.pointer, b_.CreateTrunc(expected, access.type),
                             b_.CreateTrunc(replacement, access.type), access.alignment, kOrdering, kOrdering);
  exchange->setVolatile(true);
  return widen(op, b_.CreateExtractValue(exchange, 0));
}

V FunctionLowering::atomic_wait(const OpInfo& op, const MemArg& memarg, V address, V expected, V timeout) {
  const AtomicAccess access = atomic_access(op, memarg, address);
  load_atomic(access);
  const bool wide = op.op == Op::MemoryAtomicWait64;
  return call_builtin(b_, wide ? Builtin::atomic_wait64 : Builtin::atomic_wait32, {access.pointer, expected, timeout});
}

V FunctionLowering::atomic_notify(const OpInfo& op, const MemArg& memarg, V address, V count) {
  const AtomicAccess access = atomic_access(op, memarg, address);
  load_atomic(access);
  // Nobody can wait on a memory that is not shared.
  if (!module_.memories[memarg.memory].type.limits.shared) return b_.getInt32(0);
  return call_builtin(b_, Builtin::atomic_notify, {access.pointer, count});
}

void FunctionLowering::atomic_fence() { b_.CreateFence(kOrdering); }

}  // namespace ingot
