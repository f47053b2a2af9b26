// Wasm's floats in IR: see float_semantics.h.  Spec: Execution > Numerics > Floating-Point Operations.
#include "compiler/lower/float_semantics.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/PatternMatch.h>

namespace ingot {

using V = llvm::Value*;

V fence_float(llvm::IRBuilderBase& builder, V value) {
  return builder.CreateIntrinsic(llvm::Intrinsic::arithmetic_fence, {value->getType()}, {value});
}

namespace {

/// x * 1, x / 1, x + -0, x - 0 fold to x, x * -1, x / -1, -0 - x to its negation: bit operations, which keep a
/// signalling NaN.
bool could_be_identity(const llvm::Constant* constant) {
  auto* number = llvm::dyn_cast_or_null<llvm::ConstantFP>(constant);
  return number && (number->isZero() || number->isExactlyValue(1.0) || number->isExactlyValue(-1.0));
}

/// Of a vector, one lane is enough: LLVM also simplifies lane by lane.
bool has_identity(V operand) {
  auto* constant = llvm::dyn_cast<llvm::Constant>(operand);
  if (!constant) return false;
  auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(operand->getType());
  if (!vector) return could_be_identity(constant);
  for (unsigned lane = 0; lane < vector->getNumElements(); ++lane)
    if (could_be_identity(constant->getAggregateElement(lane))) return true;
  return false;
}

/// The integer type, or vector of integers, of a float type's bits.
llvm::Type* bits_of(llvm::Type* type) {
  if (auto* vector = llvm::dyn_cast<llvm::VectorType>(type)) return llvm::VectorType::getInteger(vector);
  return llvm::Type::getIntNTy(type->getContext(), type->getScalarSizeInBits());
}

}  // namespace

V hide_identity(llvm::IRBuilderBase& builder, V operand) {
  return has_identity(operand) ? fence_float(builder, operand) : operand;
}

V canonical_nan(llvm::IRBuilderBase& builder, V value) {
  return builder.CreateSelect(builder.CreateFCmpUNO(value, value), llvm::ConstantFP::getNaN(value->getType()), value);
}

V without_canonical_nan(V value) {
  using namespace llvm::PatternMatch;
  V original = nullptr;
  llvm::FCmpInst::Predicate predicate;
  const bool is_canonical =
      match(value, m_Select(m_FCmp(predicate, m_Value(original), m_Deferred(original)), m_NaN(), m_Deferred(original)));
  return is_canonical && predicate == llvm::FCmpInst::FCMP_UNO ? original : value;
}

/// By hand: llvm.minimum and llvm.maximum become 16 x86 instructions with two branches on data (LLVM 19), this becomes
/// seven without a branch, and is vectorised. Both selects are single instructions, minss(a, b) and minss(b, a). They
/// differ for zeros of different sign, where the right result is the bitwise or (min) or and (max) of both, and for
/// NaN.
V float_min_max(llvm::IRBuilderBase& builder, bool is_min, V left, V right) {
  llvm::Type* type = left->getType();
  llvm::Type* bits = bits_of(type);
  const llvm::CmpInst::Predicate before = is_min ? llvm::CmpInst::FCMP_OLT : llvm::CmpInst::FCMP_OGT;
  auto first_of = [&](V a, V b) {
    return builder.CreateBitCast(builder.CreateSelect(builder.CreateFCmp(before, a, b), a, b), bits);
  };
  V one = first_of(left, right);
  V other = first_of(right, left);
  V ordered = builder.CreateBitCast(is_min ? builder.CreateOr(one, other) : builder.CreateAnd(one, other), type);
  return builder.CreateSelect(builder.CreateFCmpUNO(left, right), llvm::ConstantFP::getNaN(type), ordered);
}

}  // namespace ingot
