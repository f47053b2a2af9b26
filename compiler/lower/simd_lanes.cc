// Vector instructions: dispatch, casts, and everything that moves lanes.  Spec: Execution > Vector Instructions.
#include <llvm/Analysis/ConstantFolding.h>
#include <llvm/IR/IntrinsicsX86.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/float_semantics.h"
#include "compiler/lower/simd.h"

namespace ingot {

using V = SimdBuilder::V;
using Operands = SimdBuilder::Operands;

namespace {

struct Name {
  std::string_view shape, verb;
};

/// "i16x8.add_sat_s": shape and verb.
Name split_name(std::string_view text) {
  const size_t dot = text.find('.');
  return {text.substr(0, dot), text.substr(dot + 1)};
}

std::span<const SimdRow> rows_of(OpGroup group, bool is_float) {
  switch (group) {
    case OpGroup::SimdLanes: return simd_lane_rows();
    case OpGroup::SimdConvert: return simd_convert_rows();
    case OpGroup::RelaxedSimd: return relaxed_simd_rows();
    default: return is_float ? simd_float_rows() : simd_integer_rows();
  }
}

const SimdRow& find_row(const OpInfo& op, bool deterministic) {
  const Name name = split_name(op.text);
  if (deterministic && op.group == OpGroup::RelaxedSimd) return deterministic_relaxed_row(name.verb);
  for (const SimdRow& row : rows_of(op.group, name.shape.starts_with('f')))
    if (row.verb == name.verb) return row;
  llvm::report_fatal_error(llvm::Twine("no lowering of ") + llvm::StringRef(op.text));
}

/// Whether a floating-point instruction can answer a NaN other than the canonical one. Bit operations keep what they
/// get; min and max, relaxed or not, answer the canonical one already; the pseudo ones choose an operand.
bool makes_nan(const OpInfo& op) {
  const std::string_view verb = split_name(op.text).verb;
  return !(verb == "abs" || verb == "neg" || verb.ends_with("min") || verb.ends_with("max"));
}

V splat_scalar(SimdBuilder& b, Operands x, llvm::FixedVectorType* type) {
  V scalar = x[0];
  if (scalar->getType()->isIntegerTy()) scalar = b->CreateTrunc(scalar, type->getElementType());
  return b.splat(type, scalar);
}

/// Indices from 16 on choose zero. x86 looks at four bits and at the sign: adding 112 with saturation sets the sign of
/// just those. Constant indices become a shuffle in InstCombine.
V swizzle(SimdBuilder& b, Operands x) {
  V indices = b.generic(llvm::Intrinsic::uadd_sat, {x[1], b.splat(b.ints(8), b->getInt8(112))});
  return b.intrinsic(llvm::Intrinsic::x86_ssse3_pshuf_b_128, {x[0], indices});
}

constexpr SimdRow kRows[] = {{"swizzle", swizzle}};

}  // namespace

std::span<const SimdRow> simd_lane_rows() { return kRows; }

llvm::FixedVectorType* SimdBuilder::shape(std::string_view text) {
  if (text.starts_with("f32x4")) return floats();
  if (text.starts_with("f64x2")) return doubles();
  if (text.starts_with("i8x16")) return ints(8);
  if (text.starts_with("i16x8")) return ints(16);
  return ints(text.starts_with("i32x4") ? 32 : 64);
}

V SimdBuilder::as(V value, llvm::Type* type) {
  if (auto* cast = llvm::dyn_cast<llvm::BitCastInst>(value); cast && cast->getSrcTy() == type)
    return cast->getOperand(0);
  // The builder folds no casts between lanes of constants, but hide_identity() must see them.
  if (auto* constant = llvm::dyn_cast<llvm::Constant>(value)) {
    const llvm::DataLayout& layout = b_.GetInsertBlock()->getModule()->getDataLayout();
    return llvm::ConstantFoldCastOperand(llvm::Instruction::BitCast, constant, type, layout);
  }
  return b_.CreateBitCast(value, type);
}

V SimdBuilder::half(V value, bool upper) {
  const int count = static_cast<int>(llvm::cast<llvm::FixedVectorType>(value->getType())->getNumElements() / 2);
  llvm::SmallVector<int, 16> lanes;
  for (int i = 0; i < count; ++i) lanes.push_back(upper ? count + i : i);
  return b_.CreateShuffleVector(value, lanes);
}

V SimdBuilder::extended_half(V value, bool upper, bool is_signed) {
  V lanes = half(value, upper);
  llvm::FixedVectorType* wide = ints(value->getType()->getScalarSizeInBits() * 2);
  return is_signed ? b_.CreateSExt(lanes, wide) : b_.CreateZExt(lanes, wide);
}

V SimdBuilder::simple(const OpInfo& op, Operands operands) {
  llvm::FixedVectorType* type = shape(op.text);
  if (op.text.ends_with(".splat")) return v128(splat_scalar(*this, operands, type));
  std::array<V, 3> typed{};
  for (size_t i = 0; i < operands.size(); ++i)
    typed[i] = operands[i]->getType()->isVectorTy() ? as(operands[i], type) : operands[i];
  const bool canonical = deterministic_ && type->getElementType()->isFloatingPointTy() && makes_nan(op);
  for (V& operand : typed)
    if (canonical && operand) operand = without_canonical_nan(operand);
  V result = find_row(op, deterministic_).lower(*this, Operands(typed.data(), operands.size()));
  if (canonical && result->getType()->isFPOrFPVectorTy()) result = canonical_nan(b_, result);
  return result->getType()->isVectorTy() ? v128(result) : result;
}

V SimdBuilder::extract_lane(const OpInfo& op, uint8_t lane, V vector) {
  V value = b_.CreateExtractElement(as(vector, shape(op.text)), lane);
  if (value->getType()->getScalarSizeInBits() >= 32) return value;
  return op.text.ends_with("_s") ? b_.CreateSExt(value, b_.getInt32Ty()) : b_.CreateZExt(value, b_.getInt32Ty());
}

V SimdBuilder::replace_lane(const OpInfo& op, uint8_t lane, V vector, V value) {
  llvm::FixedVectorType* type = shape(op.text);
  if (value->getType()->isIntegerTy()) value = b_.CreateTrunc(value, type->getElementType());
  return v128(b_.CreateInsertElement(as(vector, type), value, lane));
}

V SimdBuilder::shuffle(const ShuffleLanes& lanes, V first, V second) {
  const llvm::SmallVector<int, 16> mask(lanes.begin(), lanes.end());
  return v128(b_.CreateShuffleVector(as(first, ints(8)), as(second, ints(8)), mask));
}

}  // namespace ingot
