// Vector arithmetic, comparisons and bit operations.  Spec: Execution > Numerics.
//
// As for scalars, vector operations of LLVM that are poison somewhere get Wasm's rule: shift counts are masked.
#include <llvm/IR/IntrinsicsX86.h>

#include "compiler/lower/float_semantics.h"
#include "compiler/lower/simd.h"

namespace ingot {

using V = SimdBuilder::V;
using Operands = SimdBuilder::Operands;
using llvm::Intrinsic::ID;

namespace {

unsigned lane_bits(V vector) { return vector->getType()->getScalarSizeInBits(); }

/// Lanes of all ones where the comparison holds, all zeros elsewhere.
template <llvm::CmpInst::Predicate kPredicate>
V compare(SimdBuilder& b, Operands x) {
  return b->CreateSExt(b->CreateCmp(kPredicate, x[0], x[1]), b.ints(lane_bits(x[0])));
}

template <ID kIntrinsic>
V unary(SimdBuilder& b, Operands x) {
  return b.generic(kIntrinsic, {x[0]});
}

template <ID kIntrinsic>
V binary(SimdBuilder& b, Operands x) {
  return b.generic(kIntrinsic, {x[0], x[1]});
}

template <llvm::Instruction::BinaryOps kOperation>
V integer(SimdBuilder& b, Operands x) {
  return b->CreateBinOp(kOperation, x[0], x[1]);
}

template <llvm::Instruction::BinaryOps kOperation>
V arithmetic(SimdBuilder& b, Operands x) {
  return b->CreateBinOp(kOperation, hide_identity(b.ir(), x[0]), hide_identity(b.ir(), x[1]));
}

/// One count for all lanes, modulo their width.
template <llvm::Instruction::BinaryOps kOperation>
V shift(SimdBuilder& b, Operands x) {
  auto* type = llvm::cast<llvm::FixedVectorType>(x[0]->getType());
  V count = b->CreateAnd(x[1], b->getInt32(lane_bits(x[0]) - 1));
  return b->CreateBinOp(kOperation, x[0], b.splat(type, b->CreateZExtOrTrunc(count, type->getElementType())));
}

V andnot(SimdBuilder& b, Operands x) { return b->CreateAnd(x[0], b->CreateNot(x[1])); }
V bitselect(SimdBuilder& b, Operands x) { return b.bitselect(x[0], x[1], x[2]); }
V any_true(SimdBuilder& b, Operands x) { return b->CreateIsNotNull(b.as(x[0], b->getInt128Ty())); }

/// One bit per lane, as an integer with that many bits.
V lane_mask(SimdBuilder& b, V bools) {
  const unsigned lanes = llvm::cast<llvm::FixedVectorType>(bools->getType())->getNumElements();
  return b->CreateBitCast(bools, b->getIntNTy(lanes));
}
V all_true(SimdBuilder& b, Operands x) { return b->CreateIsNull(lane_mask(b, b->CreateIsNull(x[0]))); }
V bitmask(SimdBuilder& b, Operands x) {
  V negative = b->CreateICmpSLT(x[0], llvm::Constant::getNullValue(x[0]->getType()));
  return b->CreateZExt(lane_mask(b, negative), b->getInt32Ty());
}

/// The lowest integer is its own absolute value: `false` says that it is an operand like any other.
V integer_abs(SimdBuilder& b, Operands x) {
  return b->CreateIntrinsic(llvm::Intrinsic::abs, {x[0]->getType()}, {x[0], b->getFalse()});
}
V integer_neg(SimdBuilder& b, Operands x) { return b->CreateNeg(x[0]); }

/// (a + b + 1) / 2 in wider lanes: pavgb, pavgw.
V average(SimdBuilder& b, Operands x) {
  llvm::Type* wide = llvm::VectorType::getExtendedElementVectorType(llvm::cast<llvm::VectorType>(x[0]->getType()));
  V sum = b->CreateAdd(b->CreateZExt(x[0], wide), b->CreateZExt(x[1], wide));
  V rounded = b->CreateAdd(sum, llvm::ConstantInt::get(wide, 1));
  return b->CreateTrunc(b->CreateLShr(rounded, llvm::ConstantInt::get(wide, 1)), x[0]->getType());
}

/// pmulhrsw, which wraps around for -1 * -1, the only product that does not fit.
V q15_multiply(SimdBuilder& b, Operands x) {
  V product = b.intrinsic(llvm::Intrinsic::x86_ssse3_pmul_hr_sw_128, {x[0], x[1]});
  V lowest = llvm::ConstantInt::get(product->getType(), 0x8000);
  return b->CreateXor(product, b->CreateSExt(b->CreateICmpEQ(product, lowest), product->getType()));
}

V dot(SimdBuilder& b, Operands x) {
  llvm::Type* shorts = b.ints(16);
  return b.intrinsic(llvm::Intrinsic::x86_sse2_pmadd_wd, {b.as(x[0], shorts), b.as(x[1], shorts)});
}

/// Products of lanes of half the width. Operands come with the result's lanes.
template <bool kUpper, bool kSigned>
V extended_multiply(SimdBuilder& b, Operands x) {
  llvm::Type* narrow = b.ints(lane_bits(x[0]) / 2);
  auto half = [&](V value) { return b.extended_half(b.as(value, narrow), kUpper, kSigned); };
  V left = half(x[0]);
  return b->CreateMul(left, half(x[1]));
}

/// Sums of neighbours among bytes: pmaddubsw multiplies unsigned bytes by signed ones and adds neighbours; a factor of
/// one cannot overflow.
template <bool kSigned>
V add_byte_pairs(SimdBuilder& b, Operands x) {
  V bytes = b.as(x[0], b.ints(8));
  V ones = b.splat(b.ints(8), b->getInt8(1));
  const ID multiply_add = llvm::Intrinsic::x86_ssse3_pmadd_ub_sw_128;
  return kSigned ? b.intrinsic(multiply_add, {ones, bytes}) : b.intrinsic(multiply_add, {bytes, ones});
}

V add_short_pairs_s(SimdBuilder& b, Operands x) {
  V ones = b.splat(b.ints(16), b->getInt16(1));
  return b.intrinsic(llvm::Intrinsic::x86_sse2_pmadd_wd, {b.as(x[0], b.ints(16)), ones});
}
V add_short_pairs_u(SimdBuilder& b, Operands x) {
  llvm::Type* type = x[0]->getType();
  V even = b->CreateAnd(x[0], llvm::ConstantInt::get(type, 0xFFFF));
  return b->CreateAdd(even, b->CreateLShr(x[0], llvm::ConstantInt::get(type, 16)));
}

V float_neg(SimdBuilder& b, Operands x) { return b->CreateFNeg(x[0]); }
template <bool kMin>
V min_max(SimdBuilder& b, Operands x) {
  return float_min_max(b.ir(), kMin, x[0], x[1]);
}
/// Pseudo-minimum and -maximum: the second operand if it is less (greater), the first otherwise; minps with operands
/// exchanged.
template <llvm::CmpInst::Predicate kBefore>
V pseudo_min_max(SimdBuilder& b, Operands x) {
  return b->CreateSelect(b->CreateFCmp(kBefore, x[1], x[0]), x[1], x[0]);
}

using llvm::CmpInst;
using llvm::Instruction;
namespace intrinsic = llvm::Intrinsic;

constexpr SimdRow kIntegerRows[] = {
    {"add", integer<Instruction::Add>},
    {"sub", integer<Instruction::Sub>},
    {"mul", integer<Instruction::Mul>},
    {"and", integer<Instruction::And>},
    {"or", integer<Instruction::Or>},
    {"xor", integer<Instruction::Xor>},
    {"andnot", andnot},
    {"not", [](SimdBuilder& b, Operands x) { return b->CreateNot(x[0]); }},
    {"bitselect", bitselect},
    {"any_true", any_true},
    {"all_true", all_true},
    {"bitmask", bitmask},
    {"eq", compare<CmpInst::ICMP_EQ>},
    {"ne", compare<CmpInst::ICMP_NE>},
    {"lt_s", compare<CmpInst::ICMP_SLT>},
    {"lt_u", compare<CmpInst::ICMP_ULT>},
    {"gt_s", compare<CmpInst::ICMP_SGT>},
    {"gt_u", compare<CmpInst::ICMP_UGT>},
    {"le_s", compare<CmpInst::ICMP_SLE>},
    {"le_u", compare<CmpInst::ICMP_ULE>},
    {"ge_s", compare<CmpInst::ICMP_SGE>},
    {"ge_u", compare<CmpInst::ICMP_UGE>},
    {"shl", shift<Instruction::Shl>},
    {"shr_s", shift<Instruction::AShr>},
    {"shr_u", shift<Instruction::LShr>},
    {"abs", integer_abs},
    {"neg", integer_neg},
    {"popcnt", unary<intrinsic::ctpop>},
    {"min_s", binary<intrinsic::smin>},
    {"min_u", binary<intrinsic::umin>},
    {"max_s", binary<intrinsic::smax>},
    {"max_u", binary<intrinsic::umax>},
    {"add_sat_s", binary<intrinsic::sadd_sat>},
    {"add_sat_u", binary<intrinsic::uadd_sat>},
    {"sub_sat_s", binary<intrinsic::ssub_sat>},
    {"sub_sat_u", binary<intrinsic::usub_sat>},
    {"avgr_u", average},
    {"q15mulr_sat_s", q15_multiply},
    {"dot_i16x8_s", dot},
    {"extmul_low_i8x16_s", extended_multiply<false, true>},
    {"extmul_low_i8x16_u", extended_multiply<false, false>},
    {"extmul_high_i8x16_s", extended_multiply<true, true>},
    {"extmul_high_i8x16_u", extended_multiply<true, false>},
    {"extmul_low_i16x8_s", extended_multiply<false, true>},
    {"extmul_low_i16x8_u", extended_multiply<false, false>},
    {"extmul_high_i16x8_s", extended_multiply<true, true>},
    {"extmul_high_i16x8_u", extended_multiply<true, false>},
    {"extmul_low_i32x4_s", extended_multiply<false, true>},
    {"extmul_low_i32x4_u", extended_multiply<false, false>},
    {"extmul_high_i32x4_s", extended_multiply<true, true>},
    {"extmul_high_i32x4_u", extended_multiply<true, false>},
    {"extadd_pairwise_i8x16_s", add_byte_pairs<true>},
    {"extadd_pairwise_i8x16_u", add_byte_pairs<false>},
    {"extadd_pairwise_i16x8_s", add_short_pairs_s},
    {"extadd_pairwise_i16x8_u", add_short_pairs_u},
};

constexpr SimdRow kFloatRows[] = {
    {"add", arithmetic<Instruction::FAdd>},
    {"sub", arithmetic<Instruction::FSub>},
    {"mul", arithmetic<Instruction::FMul>},
    {"div", arithmetic<Instruction::FDiv>},
    {"eq", compare<CmpInst::FCMP_OEQ>},
    {"ne", compare<CmpInst::FCMP_UNE>},
    {"lt", compare<CmpInst::FCMP_OLT>},
    {"gt", compare<CmpInst::FCMP_OGT>},
    {"le", compare<CmpInst::FCMP_OLE>},
    {"ge", compare<CmpInst::FCMP_OGE>},
    {"abs", unary<intrinsic::fabs>},
    {"neg", float_neg},
    {"sqrt", unary<intrinsic::sqrt>},
    {"ceil", unary<intrinsic::ceil>},
    {"floor", unary<intrinsic::floor>},
    {"trunc", unary<intrinsic::trunc>},
    {"nearest", unary<intrinsic::roundeven>},
    {"min", min_max<true>},
    {"max", min_max<false>},
    {"pmin", pseudo_min_max<CmpInst::FCMP_OLT>},
    {"pmax", pseudo_min_max<CmpInst::FCMP_OGT>},
};

}  // namespace

std::span<const SimdRow> simd_integer_rows() { return kIntegerRows; }
std::span<const SimdRow> simd_float_rows() { return kFloatRows; }

V SimdBuilder::bitselect(V if_one, V if_zero, V mask) {
  return b_.CreateOr(b_.CreateAnd(if_one, mask), b_.CreateAnd(if_zero, b_.CreateNot(mask)));
}

V SimdBuilder::float_multiply(V left, V right) {
  return b_.CreateFMul(hide_identity(b_, left), hide_identity(b_, right));
}

}  // namespace ingot
