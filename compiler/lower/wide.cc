// 128-bit integer arithmetic.  Proposal: Wide Arithmetic.
//
// Operands and results are pairs of i64, the low half first. In between they are an i128, which LLVM splits again into
// what the machine has: add and adc, sub and sbb, and the multiplications that leave 128 bits.
#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/function_lowering.h"

namespace ingot {

void FunctionLowering::wide(const OpInfo& op, std::span<const V> operands, V& low, V& high) {
  llvm::Type* i128 = b_.getInt128Ty();
  auto pair = [&](V low_half, V high_half) {
    return b_.CreateOr(b_.CreateZExt(low_half, i128), b_.CreateShl(b_.CreateZExt(high_half, i128), 64));
  };
  V result = nullptr;
  switch (op.op) {
    case Op::I64Add128: result = b_.CreateAdd(pair(operands[0], operands[1]), pair(operands[2], operands[3])); break;
    case Op::I64Sub128: result = b_.CreateSub(pair(operands[0], operands[1]), pair(operands[2], operands[3])); break;
    case Op::I64MulWideS:
      result = b_.CreateMul(b_.CreateSExt(operands[0], i128), b_.CreateSExt(operands[1], i128));
      break;
    case Op::I64MulWideU:
      result = b_.CreateMul(b_.CreateZExt(operands[0], i128), b_.CreateZExt(operands[1], i128));
      break;
    default: llvm_unreachable("the rows of wide arithmetic");
  }
  low = b_.CreateTrunc(result, b_.getInt64Ty());
  high = b_.CreateTrunc(b_.CreateLShr(result, 64), b_.getInt64Ty());
}

}  // namespace ingot
