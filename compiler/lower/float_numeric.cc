// Floating-point instructions.  Spec: Execution > Numerics > Floating-Point Operations.
//
// No fast-math flags, and plain instructions rather than constrained ones, which would block folding, hoisting and
// vectorising. LLVM's default environment differs from Wasm in one thing: it takes the liberty to treat a signalling
// NaN as a quiet one, and folds operations away that would have quietened it. Wasm wants an arithmetic (quiet) NaN from
// every arithmetic instruction. So identities are hidden from LLVM where they may apply.
#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/float_semantics.h"
#include "compiler/lower/function_lowering.h"

namespace ingot {

using V = FunctionLowering::V;

/// Bit operations in Wasm as in LLVM: they make no NaN, and change only the sign of one.
static bool keeps_nan_bits(Op op) {
  switch (op) {
    case Op::F32Abs:
    case Op::F64Abs:
    case Op::F32Neg:
    case Op::F64Neg:
    case Op::F32Copysign:
    case Op::F64Copysign: return true;
    default: return false;
  }
}

V FunctionLowering::float_result(const OpInfo& op, std::span<const V> operands) {
  const bool canonical = plan_.options().deterministic && !keeps_nan_bits(op.op);
  V left = canonical ? without_canonical_nan(operands[0]) : operands[0];
  if (operands.size() == 1) {
    V result = float_unary(op.op, left);
    return canonical ? canonical_nan(b_, result) : result;
  }
  V right = canonical ? without_canonical_nan(operands[1]) : operands[1];
  V result = float_binary(op.op, left, right);
  // min and max answer the canonical NaN anyway.
  const bool is_min_max = op.text.ends_with(".min") || op.text.ends_with(".max");
  return canonical && !is_min_max ? canonical_nan(b_, result) : result;
}

V FunctionLowering::float_unary(Op op, V operand) {
  using namespace llvm;
  switch (op) {
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
    case Op::F64Min: return float_min_max(b_, true, left, right);
    case Op::F32Max:
    case Op::F64Max: return float_min_max(b_, false, left, right);
    case Op::F32Copysign:
    case Op::F64Copysign: return b_.CreateBinaryIntrinsic(llvm::Intrinsic::copysign, left, right);
    default: break;
  }
  left = hide_identity(b_, left);
  right = hide_identity(b_, right);
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

}  // namespace ingot
