// Vector conversions.  Spec: Execution > Numerics > Conversions.
//
// Not llvm.fptosi.sat and llvm.fptoui.sat: LLVM 19 converts lane by lane, in more than thirty instructions. x86's own
// conversions answer 0x80000000 where there is no result; what Wasm wants there is made from that.
#include <llvm/IR/IntrinsicsX86.h>

#include "compiler/lower/float_semantics.h"
#include "compiler/lower/simd.h"

namespace ingot {

using V = SimdBuilder::V;
using Operands = SimdBuilder::Operands;
using llvm::Intrinsic::ID;

namespace {

V number(V like, double value) { return llvm::ConstantFP::get(like->getType(), value); }

/// NaN becomes zero; everything else stays.
V without_nan(SimdBuilder& b, V value) {
  return b->CreateSelect(b->CreateFCmpORD(value, value), value, number(value, 0));
}
/// NaN and what is negative become zero: one instruction, maxps.
V non_negative(SimdBuilder& b, V value) {
  V zero = number(value, 0);
  return b->CreateSelect(b->CreateFCmpOGT(value, zero), value, zero);
}
V at_most(SimdBuilder& b, V value, double limit) {
  V high = number(value, limit);
  return b->CreateSelect(b->CreateFCmpOLT(value, high), value, high);
}

/// Both operands' lanes with half their width, saturated. The intrinsics, since AVX-512 takes four instructions for the
/// generic form.
template <ID kIntrinsic>
V narrow(SimdBuilder& b, Operands x) {
  llvm::Type* wide = b.ints(x[0]->getType()->getScalarSizeInBits() * 2);
  return b.intrinsic(kIntrinsic, {b.as(x[0], wide), b.as(x[1], wide)});
}

template <bool kUpper, bool kSigned>
V extend(SimdBuilder& b, Operands x) {
  return b.extended_half(b.as(x[0], b.ints(x[0]->getType()->getScalarSizeInBits() / 2)), kUpper, kSigned);
}

/// Two lanes and two zeros behind them.
V with_zeros(SimdBuilder& b, V two_lanes) {
  return b->CreateShuffleVector(two_lanes, llvm::Constant::getNullValue(two_lanes->getType()), {0, 1, 2, 3});
}

/// Demoting a promoted value folds to the value, which need not be quiet.
V demote_zero(SimdBuilder& b, Operands x) {
  V value = fence_float(b.ir(), b.as(x[0], b.doubles()));
  return with_zeros(b, b->CreateFPTrunc(value, llvm::FixedVectorType::get(b->getFloatTy(), 2)));
}
V promote_low(SimdBuilder& b, Operands x) { return b->CreateFPExt(b.half(b.as(x[0], b.floats()), false), b.doubles()); }

V convert_s(SimdBuilder& b, Operands x) { return b->CreateSIToFP(b.as(x[0], b.ints(32)), b.floats()); }
V convert_u(SimdBuilder& b, Operands x) { return b->CreateUIToFP(b.as(x[0], b.ints(32)), b.floats()); }
V convert_low_s(SimdBuilder& b, Operands x) {
  return b->CreateSIToFP(b.half(b.as(x[0], b.ints(32)), false), b.doubles());
}
V convert_low_u(SimdBuilder& b, Operands x) {
  return b->CreateUIToFP(b.half(b.as(x[0], b.ints(32)), false), b.doubles());
}

/// x86's 0x80000000 is right for what is too low.
V truncate_f64x2_s(SimdBuilder& b, Operands x) {
  V value = at_most(b, without_nan(b, b.as(x[0], b.doubles())), 0x1p31 - 1);
  return b.intrinsic(llvm::Intrinsic::x86_sse2_cvttpd2dq, {value});
}
V truncate_f64x2_u(SimdBuilder& b, Operands x) { return b.saturating_truncation_f64x2_u(b.as(x[0], b.doubles())); }
template <bool kSigned>
V truncate_f32x4(SimdBuilder& b, Operands x) {
  return b.saturating_truncation_f32x4(b.as(x[0], b.floats()), kSigned);
}

/// The same with 0x7FFFFFFF instead of 0x80000000 where `value` is too high for the machine's conversion.
V truncate_below_2_31(SimdBuilder& b, V value) {
  V integer = b.intrinsic(llvm::Intrinsic::x86_sse2_cvttps2dq, {value});
  V too_high = b->CreateFCmpOGE(value, number(value, 0x1p31));
  return b->CreateXor(integer, b->CreateSExt(too_high, integer->getType()));
}

constexpr SimdRow kRows[] = {
    {"narrow_i16x8_s", narrow<llvm::Intrinsic::x86_sse2_packsswb_128>},
    {"narrow_i16x8_u", narrow<llvm::Intrinsic::x86_sse2_packuswb_128>},
    {"narrow_i32x4_s", narrow<llvm::Intrinsic::x86_sse2_packssdw_128>},
    {"narrow_i32x4_u", narrow<llvm::Intrinsic::x86_sse41_packusdw>},
    {"extend_low_i8x16_s", extend<false, true>},
    {"extend_low_i8x16_u", extend<false, false>},
    {"extend_high_i8x16_s", extend<true, true>},
    {"extend_high_i8x16_u", extend<true, false>},
    {"extend_low_i16x8_s", extend<false, true>},
    {"extend_low_i16x8_u", extend<false, false>},
    {"extend_high_i16x8_s", extend<true, true>},
    {"extend_high_i16x8_u", extend<true, false>},
    {"extend_low_i32x4_s", extend<false, true>},
    {"extend_low_i32x4_u", extend<false, false>},
    {"extend_high_i32x4_s", extend<true, true>},
    {"extend_high_i32x4_u", extend<true, false>},
    {"demote_f64x2_zero", demote_zero},
    {"promote_low_f32x4", promote_low},
    {"trunc_sat_f32x4_s", truncate_f32x4<true>},
    {"trunc_sat_f32x4_u", truncate_f32x4<false>},
    {"trunc_sat_f64x2_s_zero", truncate_f64x2_s},
    {"trunc_sat_f64x2_u_zero", truncate_f64x2_u},
    {"convert_i32x4_s", convert_s},
    {"convert_i32x4_u", convert_u},
    {"convert_low_i32x4_s", convert_low_s},
    {"convert_low_i32x4_u", convert_low_u},
};

}  // namespace

std::span<const SimdRow> simd_convert_rows() { return kRows; }

V SimdBuilder::saturating_truncation_f32x4(V value, bool is_signed) {
  if (is_signed) return truncate_below_2_31(*this, without_nan(*this, value));
  V positive = non_negative(*this, value);
  if (has(CpuFeature::AVX512F) && has(CpuFeature::AVX512VL)) {
    // Answers 0xFFFFFFFF for what is too high.
    V zero = llvm::Constant::getNullValue(ints(32));
    return intrinsic(llvm::Intrinsic::x86_avx512_mask_cvttps2udq_128, {positive, zero, b_.getInt8(0xFF)});
  }
  // Twice, with all of the range and with its upper half moved down: the first is 0x80000000 where the second counts.
  V lower = intrinsic(llvm::Intrinsic::x86_sse2_cvttps2dq, {positive});
  V upper = truncate_below_2_31(*this, b_.CreateFSub(positive, number(positive, 0x1p31)));
  V is_upper = b_.CreateAShr(lower, llvm::ConstantInt::get(lower->getType(), 31));
  return b_.CreateOr(lower, b_.CreateAnd(upper, is_upper));
}

/// Below 2^32, an integer that is added to 2^52 stands in the low bits of the sum.
V SimdBuilder::saturating_truncation_f64x2_u(V value) {
  V limited = at_most(*this, non_negative(*this, value), 0x1p32 - 1);
  V integral = generic(llvm::Intrinsic::trunc, {limited});
  V sum = as(b_.CreateFAdd(integral, number(value, 0x1p52)), ints(32));
  return b_.CreateShuffleVector(sum, llvm::Constant::getNullValue(sum->getType()), {0, 2, 4, 5});
}

}  // namespace ingot
