// Floating-point instructions.  Spec: Execution > Numerics > Floating-Point Operations.
//
// No fast-math flags, and plain instructions rather than constrained ones, which would block folding, hoisting and
// vectorising. LLVM's default environment differs from Wasm in one thing: it takes the liberty to treat a signalling
// NaN as a quiet one, and folds operations away that would have quietened it. Wasm wants an arithmetic (quiet) NaN from
// every arithmetic instruction. So identities are hidden from LLVM where they may apply.
#include <llvm/IR/PatternMatch.h>
#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/function_lowering.h"

namespace ingot {

using V = FunctionLowering::V;

/// The same value, but LLVM will not look through it. No machine code.
V FunctionLowering::fence(V value) {
  return b_.CreateIntrinsic(llvm::Intrinsic::arithmetic_fence, {value->getType()}, {value});
}

namespace {

/// x * 1, x / 1, x + -0, x - 0 fold to x, x * -1, x / -1, -0 - x to its negation: bit operations, which keep a
/// signalling NaN.
bool could_be_identity(V operand) {
  auto* constant = llvm::dyn_cast<llvm::ConstantFP>(operand);
  return constant && (constant->isZero() || constant->isExactlyValue(1.0) || constant->isExactlyValue(-1.0));
}

}  // namespace

V FunctionLowering::float_unary(Op op, V operand) {
  using namespace llvm;
  switch (op) {
    // Bit operations in Wasm as in LLVM: a signalling NaN stays one.
    case Op::F32Abs:
    case Op::F64Abs: return unary_intrinsic(Intrinsic::fabs, operand);
    case Op::F32Neg:
    case Op::F64Neg: return b_.CreateFNeg(operand);
    case Op::F32Ceil:
    case Op::F64Ceil: return unary_intrinsic(Intrinsic::ceil, operand);
    case Op::F32Floor:
    case Op::F64Floor: return unary_intrinsic(Intrinsic::floor, operand);
    case Op::F32Trunc:
    case Op::F64Trunc: return unary_intrinsic(Intrinsic::trunc, operand);
    // Ties to even, whatever the rounding mode of the environment: not rint, not nearbyint.
    case Op::F32Nearest:
    case Op::F64Nearest: return unary_intrinsic(Intrinsic::roundeven, operand);
    case Op::F32Sqrt:
    case Op::F64Sqrt: return unary_intrinsic(Intrinsic::sqrt, operand);
    default: llvm_unreachable("the rows of float instructions with one operand");
  }
}

V FunctionLowering::float_binary(Op op, V left, V right) {
  switch (op) {
    case Op::F32Min:
    case Op::F64Min: return float_min_max(true, left, right);
    case Op::F32Max:
    case Op::F64Max: return float_min_max(false, left, right);
    case Op::F32Copysign:
    case Op::F64Copysign: return b_.CreateBinaryIntrinsic(llvm::Intrinsic::copysign, left, right);
    default: break;
  }
  if (could_be_identity(left)) left = fence(left);
  if (could_be_identity(right)) right = fence(right);
  switch (op) {
    case Op::F32Add:
    case Op::F64Add: return b_.CreateFAdd(left, right);
    case Op::F32Sub:
    case Op::F64Sub: return b_.CreateFSub(left, right);
    case Op::F32Mul:
    case Op::F64Mul: return b_.CreateFMul(left, right);
    case Op::F32Div:
    case Op::F64Div: return b_.CreateFDiv(left, right);
    default: llvm_unreachable("the rows of float instructions with two operands");
  }
}

/// By hand: llvm.minimum and llvm.maximum become 16 x86 instructions with two branches on data (LLVM 19), this becomes
/// seven without a branch, and is vectorised. Both selects are single instructions, minss(a, b) and minss(b, a). They
/// differ for zeros of different sign, where the right result is the bitwise or (min) or and (max) of both, and for
/// NaN.
V FunctionLowering::float_min_max(bool is_min, V left, V right) {
  llvm::Type* type = left->getType();
  llvm::Type* bits = b_.getIntNTy(type->getPrimitiveSizeInBits().getFixedValue());
  const llvm::CmpInst::Predicate before = is_min ? llvm::CmpInst::FCMP_OLT : llvm::CmpInst::FCMP_OGT;
  V one = b_.CreateBitCast(b_.CreateSelect(b_.CreateFCmp(before, left, right), left, right), bits);
  V other = b_.CreateBitCast(b_.CreateSelect(b_.CreateFCmp(before, right, left), right, left), bits);
  V ordered = b_.CreateBitCast(is_min ? b_.CreateOr(one, other) : b_.CreateAnd(one, other), type);
  return b_.CreateSelect(b_.CreateFCmpUNO(left, right), llvm::ConstantFP::getNaN(type), ordered);
}

}  // namespace ingot
