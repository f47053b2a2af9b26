// Conversions.  Spec: Execution > Numerics > Conversions.
#include <llvm/IR/IntrinsicInst.h>

#include "compiler/lower/float_semantics.h"
#include "compiler/lower/function_lowering.h"

namespace ingot {

using V = FunctionLowering::V;

namespace {

struct Truncation {
  bool is_signed;
  bool to_i64;
  bool from_f64;
};

/// The two blocks of truncations, trapping and saturating, list the same operations; here by their letters.
Truncation truncation(const OpInfo& op) {
  return {op.text.ends_with("_s"), op.text.starts_with("i64"), op.text.find("f64") != std::string_view::npos};
}

/// The open or closed lower end and the open upper end of what can be truncated.
struct Range {
  double low;
  bool low_included;
  double high;
};

/// The numbers are exact in the source type. In f64, everything above -2^31 - 1 truncates to at least -2^31; in f32,
/// and in f64 for 64-bit results, there is no value between the lowest integer and the number below it.
Range range_of(const Truncation& t) {
  const double high = t.to_i64 ? (t.is_signed ? 0x1p63 : 0x1p64) : (t.is_signed ? 0x1p31 : 0x1p32);
  if (!t.is_signed) return {-1.0, false, high};
  if (t.to_i64 || !t.from_f64) return {-high, true, high};
  return {-0x1p31 - 1.0, false, high};
}

/// True if `value` may be a float that was promoted and has had no arithmetic since, so that demoting it folds to bits.
bool may_be_promoted_bits(const llvm::Value* value, unsigned depth = 0) {
  constexpr unsigned kMaxDepth = 4;
  if (llvm::isa<llvm::FPExtInst>(value) || depth == kMaxDepth) return true;
  if (auto* select = llvm::dyn_cast<llvm::SelectInst>(value))
    return may_be_promoted_bits(select->getTrueValue(), depth + 1) ||
           may_be_promoted_bits(select->getFalseValue(), depth + 1);
  if (auto* op = llvm::dyn_cast<llvm::UnaryOperator>(value); op && op->getOpcode() == llvm::Instruction::FNeg)
    return may_be_promoted_bits(op->getOperand(0), depth + 1);
  if (auto* call = llvm::dyn_cast<llvm::IntrinsicInst>(value)) switch (call->getIntrinsicID()) {
      case llvm::Intrinsic::fabs:
      case llvm::Intrinsic::copysign: return may_be_promoted_bits(call->getArgOperand(0), depth + 1);
      default: return false;
    }
  return false;
}

}  // namespace

V FunctionLowering::convert(const OpInfo& op, V operand) {
  llvm::Type* i32 = b_.getInt32Ty();
  llvm::Type* i64 = b_.getInt64Ty();
  llvm::Type* f32 = b_.getFloatTy();
  llvm::Type* f64 = b_.getDoubleTy();
  auto extend_low_bits = [&](unsigned bits) {
    return b_.CreateSExt(b_.CreateTrunc(operand, b_.getIntNTy(bits)), operand->getType());
  };
  switch (op.op) {
    case Op::I32WrapI64: return to_i32(operand);
    case Op::I64ExtendI32S: return b_.CreateSExt(operand, i64);
    case Op::I64ExtendI32U: return b_.CreateZExt(operand, i64);
    case Op::I32Extend8S:
    case Op::I64Extend8S: return extend_low_bits(8);
    case Op::I32Extend16S:
    case Op::I64Extend16S: return extend_low_bits(16);
    case Op::I64Extend32S: return extend_low_bits(32);

    case Op::F32ConvertI32S:
    case Op::F32ConvertI64S: return b_.CreateSIToFP(operand, f32);
    case Op::F32ConvertI32U:
    case Op::F32ConvertI64U: return b_.CreateUIToFP(operand, f32);
    case Op::F64ConvertI32S:
    case Op::F64ConvertI64S: return b_.CreateSIToFP(operand, f64);
    case Op::F64ConvertI32U:
    case Op::F64ConvertI64U: return b_.CreateUIToFP(operand, f64);
    case Op::F32DemoteF64: return demote(operand);
    case Op::F64PromoteF32: return profiled(b_.CreateFPExt(operand, f64));

    case Op::I32ReinterpretF32: return b_.CreateBitCast(operand, i32);
    case Op::I64ReinterpretF64: return b_.CreateBitCast(operand, i64);
    case Op::F32ReinterpretI32: return b_.CreateBitCast(operand, f32);
    case Op::F64ReinterpretI64: return b_.CreateBitCast(operand, f64);
    default: break;
  }
  return op.feature == Feature::SaturatingFloatToInt ? saturating_truncation(op, operand)
                                                     : checked_truncation(op, operand);
}

/// demote(promote x) folds to x, which need not be quiet.
V FunctionLowering::demote(V operand) {
  return profiled(
      b_.CreateFPTrunc(may_be_promoted_bits(operand) ? fence_float(b_, operand) : operand, b_.getFloatTy()));
}

V FunctionLowering::profiled(V value) { return plan_.options().deterministic ? canonical_nan(b_, value) : value; }

/// Out of range, LLVM's conversion is poison: one range test in front of it. NaN fails it too; which of the two traps
/// it is gets decided in the cold block.
V FunctionLowering::checked_truncation(const OpInfo& op, V operand) {
  const Truncation t = truncation(op);
  const Range range = range_of(t);
  V low = llvm::ConstantFP::get(operand->getType(), range.low);
  V high = llvm::ConstantFP::get(operand->getType(), range.high);
  V fits_low = range.low_included ? b_.CreateFCmpOGE(operand, low) : b_.CreateFCmpOGT(operand, low);
  V fits = b_.CreateAnd(fits_low, b_.CreateFCmpOLT(operand, high));
  trap_either(branch_to_cold(b_.CreateNot(fits), "no_integer"), llvm::CmpInst::FCMP_UNO, operand, operand,
              IngotTrapInvalidConversionToInteger, IngotTrapIntegerOverflow);
  llvm::Type* type = t.to_i64 ? b_.getInt64Ty() : b_.getInt32Ty();
  return t.is_signed ? b_.CreateFPToSI(operand, type) : b_.CreateFPToUI(operand, type);
}

/// LLVM's saturating conversions have Wasm's rules: NaN is 0.
V FunctionLowering::saturating_truncation(const OpInfo& op, V operand) {
  const Truncation t = truncation(op);
  llvm::Type* type = t.to_i64 ? b_.getInt64Ty() : b_.getInt32Ty();
  return b_.CreateIntrinsic(t.is_signed ? llvm::Intrinsic::fptosi_sat : llvm::Intrinsic::fptoui_sat,
                            {type, operand->getType()}, {operand});
}

}  // namespace ingot
