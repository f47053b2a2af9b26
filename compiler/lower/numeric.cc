// Constants and integer instructions.  Spec: Execution > Numerics > Integer Operations.
//
// i32 and i64 versions of an instruction differ only in the type of their operands. Where LLVM's instruction has
// undefined behaviour or a poison result, Wasm has a rule; each is handled where it occurs.
#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/function_lowering.h"

namespace ingot {

using V = FunctionLowering::V;

V FunctionLowering::constant(const OpInfo& op, ConstBits bits) {
  llvm::LLVMContext& context = b_.getContext();
  switch (op.op) {
    case Op::I32Const: return b_.getInt32(static_cast<uint32_t>(bits.bits[0]));
    case Op::I64Const: return b_.getInt64(bits.bits[0]);
    // Made from bits, so that a NaN keeps its payload.
    case Op::F32Const:
      return llvm::ConstantFP::get(context, llvm::APFloat(llvm::APFloat::IEEEsingle(), llvm::APInt(32, bits.bits[0])));
    case Op::F64Const:
      return llvm::ConstantFP::get(context, llvm::APFloat(llvm::APFloat::IEEEdouble(), llvm::APInt(64, bits.bits[0])));
    case Op::V128Const: return llvm::ConstantDataVector::get(context, llvm::ArrayRef(bits.bits));
    default: break;
  }
  llvm::report_fatal_error(llvm::Twine("no lowering of ") + llvm::StringRef(op.text));
}

/// Comparisons produce an i1 and extend it. The i1, or null.
static V extended_bool(V value) {
  auto* extension = llvm::dyn_cast<llvm::ZExtInst>(value);
  return extension && extension->getSrcTy()->isIntegerTy(1) ? extension->getOperand(0) : nullptr;
}

V FunctionLowering::from_bool(V i1) {
  V extension = b_.CreateZExt(i1, b_.getInt32Ty());
  if (auto* instruction = llvm::dyn_cast<llvm::Instruction>(extension)) bools_.push_back(instruction);
  return extension;
}

/// At the end of the function, when every use is an LLVM use.
void FunctionLowering::delete_unused_bools() {
  for (llvm::Instruction* extension : bools_)
    if (extension->use_empty()) extension->eraseFromParent();
}

V FunctionLowering::condition(V i32) {
  V known = extended_bool(i32);
  return known ? known : b_.CreateIsNotNull(i32);
}

V FunctionLowering::is_zero(V integer) {
  V known = extended_bool(integer);
  return known ? b_.CreateNot(known) : b_.CreateIsNull(integer);
}

V FunctionLowering::numeric(const OpInfo& op, std::span<const V> operands) {
  const bool floats = operands[0]->getType()->isFloatingPointTy();
  if (op.op == Op::I32Eqz || op.op == Op::I64Eqz) return from_bool(is_zero(operands[0]));
  if (operands.size() == 1) return floats ? float_result(op, operands) : integer_unary(op.op, operands[0]);
  // Comparisons are the rows in front of i32.clz.
  if (op.op < Op::I32Clz) return from_bool(compare(op.op, operands[0], operands[1]));
  return floats ? float_result(op, operands) : integer_binary(op.op, operands[0], operands[1]);
}

V FunctionLowering::compare(Op op, V left, V right) {
  switch (op) {
    case Op::I32Eq:
    case Op::I64Eq: return b_.CreateICmpEQ(left, right);
    case Op::I32Ne:
    case Op::I64Ne: return b_.CreateICmpNE(left, right);
    case Op::I32LtS:
    case Op::I64LtS: return b_.CreateICmpSLT(left, right);
    case Op::I32LtU:
    case Op::I64LtU: return b_.CreateICmpULT(left, right);
    case Op::I32GtS:
    case Op::I64GtS: return b_.CreateICmpSGT(left, right);
    case Op::I32GtU:
    case Op::I64GtU: return b_.CreateICmpUGT(left, right);
    case Op::I32LeS:
    case Op::I64LeS: return b_.CreateICmpSLE(left, right);
    case Op::I32LeU:
    case Op::I64LeU: return b_.CreateICmpULE(left, right);
    case Op::I32GeS:
    case Op::I64GeS: return b_.CreateICmpSGE(left, right);
    case Op::I32GeU:
    case Op::I64GeU: return b_.CreateICmpUGE(left, right);
    case Op::F32Eq:
    case Op::F64Eq: return b_.CreateFCmpOEQ(left, right);
    // The only comparison that holds if an operand is NaN.
    case Op::F32Ne:
    case Op::F64Ne: return b_.CreateFCmpUNE(left, right);
    case Op::F32Lt:
    case Op::F64Lt: return b_.CreateFCmpOLT(left, right);
    case Op::F32Gt:
    case Op::F64Gt: return b_.CreateFCmpOGT(left, right);
    case Op::F32Le:
    case Op::F64Le: return b_.CreateFCmpOLE(left, right);
    case Op::F32Ge:
    case Op::F64Ge: return b_.CreateFCmpOGE(left, right);
    default: llvm_unreachable("the rows of comparisons");
  }
}

V FunctionLowering::integer_unary(Op op, V operand) {
  // The intrinsics' second operand says that zero is an operand like any other.
  V zero_is_defined = b_.getFalse();
  switch (op) {
    case Op::I32Clz:
    case Op::I64Clz: return b_.CreateBinaryIntrinsic(llvm::Intrinsic::ctlz, operand, zero_is_defined);
    case Op::I32Ctz:
    case Op::I64Ctz: return b_.CreateBinaryIntrinsic(llvm::Intrinsic::cttz, operand, zero_is_defined);
    case Op::I32Popcnt:
    case Op::I64Popcnt: return unary_intrinsic(llvm::Intrinsic::ctpop, operand);
    default: llvm_unreachable("the rows of integer instructions with one operand");
  }
}

V FunctionLowering::integer_binary(Op op, V left, V right) {
  switch (op) {
    case Op::I32Add:
    case Op::I64Add: return b_.CreateAdd(left, right);
    case Op::I32Sub:
    case Op::I64Sub: return b_.CreateSub(left, right);
    case Op::I32Mul:
    case Op::I64Mul: return b_.CreateMul(left, right);
    case Op::I32And:
    case Op::I64And: return b_.CreateAnd(left, right);
    case Op::I32Or:
    case Op::I64Or: return b_.CreateOr(left, right);
    case Op::I32Xor:
    case Op::I64Xor: return b_.CreateXor(left, right);
    case Op::I32Shl:
    case Op::I64Shl: return b_.CreateShl(left, shift_count(right));
    case Op::I32ShrS:
    case Op::I64ShrS: return b_.CreateAShr(left, shift_count(right));
    case Op::I32ShrU:
    case Op::I64ShrU: return b_.CreateLShr(left, shift_count(right));
    case Op::I32Rotl:
    case Op::I64Rotl: return rotate(llvm::Intrinsic::fshl, left, right);
    case Op::I32Rotr:
    case Op::I64Rotr: return rotate(llvm::Intrinsic::fshr, left, right);
    default: return division(op, left, right);
  }
}

/// Wasm takes shift counts modulo the width; LLVM's result is poison if they exceed it.
V FunctionLowering::shift_count(V count) {
  llvm::Type* type = count->getType();
  return b_.CreateAnd(count, llvm::ConstantInt::get(type, type->getIntegerBitWidth() - 1));
}

/// Funnel shifts take their count modulo the width already.
V FunctionLowering::rotate(llvm::Intrinsic::ID intrinsic, V value, V count) {
  return b_.CreateIntrinsic(intrinsic, {value->getType()}, {value, value, count});
}

V FunctionLowering::division(Op op, V left, V right) {
  llvm::IntegerType* type = llvm::cast<llvm::IntegerType>(left->getType());
  V minus_one = llvm::ConstantInt::getSigned(type, -1);
  V lowest = llvm::ConstantInt::get(type, llvm::APInt::getSignedMinValue(type->getBitWidth()));
  trap_if(b_.CreateIsNull(right), IngotTrapIntegerDivideByZero);
  // By a constant: nothing below is needed but for -1.
  auto* constant = llvm::dyn_cast<llvm::ConstantInt>(right);
  const bool may_be_minus_one = !constant || constant->isMinusOne();
  switch (op) {
    case Op::I32DivS:
    case Op::I64DivS:
      // An overflow is undefined in LLVM; x86 raises the same exception for it as for a division by zero.
      if (may_be_minus_one) {
        V by_minus_one = b_.CreateICmpEQ(right, minus_one);
        trap_if(b_.CreateAnd(by_minus_one, b_.CreateICmpEQ(left, lowest)), IngotTrapIntegerOverflow);
      }
      return b_.CreateSDiv(left, right);
    case Op::I32DivU:
    case Op::I64DivU: return b_.CreateUDiv(left, right);
    case Op::I32RemS:
    case Op::I64RemS:
      // The remainder by -1 is 0 for all dividends, also where the division would overflow; so is the one by 1.
      if (may_be_minus_one)
        right = b_.CreateSelect(b_.CreateICmpEQ(right, minus_one), llvm::ConstantInt::get(type, 1), right);
      return b_.CreateSRem(left, right);
    case Op::I32RemU:
    case Op::I64RemU: return b_.CreateURem(left, right);
    default: llvm_unreachable("the rows of divisions");
  }
}

}  // namespace ingot
