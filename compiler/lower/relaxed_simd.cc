// Relaxed vector instructions.  Spec: Execution > Numerics > Relaxed Operations.
//
// Each has a set of allowed results; the choice here is what is fastest on x86-64. It is the same for all of a compiled
// module and in all of its runs. Only fused multiplication and the dot product depend on the target's CPU.
#include <llvm/IR/IntrinsicsX86.h>

#include "compiler/lower/float_semantics.h"
#include "compiler/lower/simd.h"

namespace ingot {

using V = SimdBuilder::V;
using Operands = SimdBuilder::Operands;

namespace {

/// Indices from 16 to 127 count modulo 16, those above choose zero.
V swizzle(SimdBuilder& b, Operands x) { return b.intrinsic(llvm::Intrinsic::x86_ssse3_pshuf_b_128, {x[0], x[1]}); }

// 0x80000000 for NaN and out of range.
V truncate_f32x4_s(SimdBuilder& b, Operands x) {
  return b.intrinsic(llvm::Intrinsic::x86_sse2_cvttps2dq, {b.as(x[0], b.floats())});
}
V truncate_f64x2_s(SimdBuilder& b, Operands x) {
  return b.intrinsic(llvm::Intrinsic::x86_sse2_cvttpd2dq, {b.as(x[0], b.doubles())});
}
// Unsigned: saturating.
V truncate_f32x4_u(SimdBuilder& b, Operands x) { return b.saturating_truncation_f32x4(b.as(x[0], b.floats()), false); }
V truncate_f64x2_u(SimdBuilder& b, Operands x) { return b.saturating_truncation_f64x2_u(b.as(x[0], b.doubles())); }

/// x * y + z, fused where the machine can.
V multiply_add(SimdBuilder& b, V x, V y, V z) {
  V addend = hide_identity(b.ir(), z);
  if (b.has(CpuFeature::FMA))
    return b.generic(llvm::Intrinsic::fma, {hide_identity(b.ir(), x), hide_identity(b.ir(), y), addend});
  return b->CreateFAdd(b.float_multiply(x, y), addend);
}
V madd(SimdBuilder& b, Operands x) { return multiply_add(b, x[0], x[1], x[2]); }
V nmadd(SimdBuilder& b, Operands x) { return multiply_add(b, b->CreateFNeg(x[0]), x[1], x[2]); }

/// With masks that are all ones or all zeros, as comparisons make them, LLVM blends.
V laneselect(SimdBuilder& b, Operands x) { return b.bitselect(x[0], x[1], x[2]); }

/// minps and maxps: the second operand if one is NaN, or if both are zeros.
template <llvm::CmpInst::Predicate kBefore>
V min_max(SimdBuilder& b, Operands x) {
  return b->CreateSelect(b->CreateFCmp(kBefore, x[0], x[1]), x[0], x[1]);
}

/// Without the saturation of -1 * -1.
V q15_multiply(SimdBuilder& b, Operands x) {
  return b.intrinsic(llvm::Intrinsic::x86_ssse3_pmul_hr_sw_128, {x[0], x[1]});
}

/// The second operand has seven bits, so it may be taken as unsigned; sums saturate.
V dot(SimdBuilder& b, V left, V right) {
  return b.intrinsic(llvm::Intrinsic::x86_ssse3_pmadd_ub_sw_128, {b.as(right, b.ints(8)), b.as(left, b.ints(8))});
}
V dot_i16x8(SimdBuilder& b, Operands x) { return dot(b, x[0], x[1]); }
V dot_add_i32x4(SimdBuilder& b, Operands x) {
  if (b.has(CpuFeature::AVXVNNI) || (b.has(CpuFeature::AVX512VNNI) && b.has(CpuFeature::AVX512VL)))
    return b.intrinsic(llvm::Intrinsic::x86_avx512_vpdpbusd_128, {x[2], x[1], x[0]});
  V ones = b.splat(b.ints(16), b->getInt16(1));
  return b->CreateAdd(b.intrinsic(llvm::Intrinsic::x86_sse2_pmadd_wd, {dot(b, x[0], x[1]), ones}), x[2]);
}

constexpr SimdRow kRows[] = {
    {"relaxed_swizzle", swizzle},
    {"relaxed_trunc_f32x4_s", truncate_f32x4_s},
    {"relaxed_trunc_f32x4_u", truncate_f32x4_u},
    {"relaxed_trunc_f64x2_s_zero", truncate_f64x2_s},
    {"relaxed_trunc_f64x2_u_zero", truncate_f64x2_u},
    {"relaxed_madd", madd},
    {"relaxed_nmadd", nmadd},
    {"relaxed_laneselect", laneselect},
    {"relaxed_min", min_max<llvm::CmpInst::FCMP_OLT>},
    {"relaxed_max", min_max<llvm::CmpInst::FCMP_OGT>},
    {"relaxed_q15mulr_s", q15_multiply},
    {"relaxed_dot_i8x16_i7x16_s", dot_i16x8},
    {"relaxed_dot_i8x16_i7x16_add_s", dot_add_i32x4},
};

}  // namespace

std::span<const SimdRow> relaxed_simd_rows() { return kRows; }

}  // namespace ingot
