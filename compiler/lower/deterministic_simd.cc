// Relaxed vector instructions in the deterministic profile.  Spec: Appendix > Profiles; Execution > Numerics > Relaxed
// Operations.
//
// Each relaxed instruction has a list of allowed results, of which this profile takes the first: that of the ordinary
// instruction where there is one, a multiplication and an addition that round twice, and signed dot products.
#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/float_semantics.h"
#include "compiler/lower/simd.h"

namespace ingot {

using V = SimdBuilder::V;
using Operands = SimdBuilder::Operands;

namespace {

V madd(SimdBuilder& b, Operands x) { return b->CreateFAdd(b.float_multiply(x[0], x[1]), hide_identity(b.ir(), x[2])); }
V nmadd(SimdBuilder& b, Operands x) {
  const V negated[] = {b->CreateFNeg(x[0]), x[1], x[2]};
  return madd(b, negated);
}

/// Every second lane, from `first` on.
V every_second(SimdBuilder& b, V value, int first) {
  const int lanes = static_cast<int>(llvm::cast<llvm::FixedVectorType>(value->getType())->getNumElements());
  llvm::SmallVector<int, 8> mask;
  for (int lane = first; lane < lanes; lane += 2) mask.push_back(lane);
  return b->CreateShuffleVector(value, mask);
}

/// Products of signed bytes, as 16 bits; sums of neighbours saturate: only -128 * -128 twice does.
V dot(SimdBuilder& b, V left, V right) {
  auto* shorts = llvm::FixedVectorType::get(b->getInt16Ty(), 16);
  V products =
      b->CreateMul(b->CreateSExt(b.as(left, b.ints(8)), shorts), b->CreateSExt(b.as(right, b.ints(8)), shorts));
  return b.generic(llvm::Intrinsic::sadd_sat, {every_second(b, products, 0), every_second(b, products, 1)});
}
V dot_i16x8(SimdBuilder& b, Operands x) { return dot(b, x[0], x[1]); }
V dot_add_i32x4(SimdBuilder& b, Operands x) {
  V sums = b->CreateSExt(dot(b, x[0], x[1]), llvm::FixedVectorType::get(b->getInt32Ty(), 8));
  return b->CreateAdd(b->CreateAdd(every_second(b, sums, 0), every_second(b, sums, 1)), x[2]);
}

constexpr SimdRow kRows[] = {
    {"relaxed_madd", madd},
    {"relaxed_nmadd", nmadd},
    {"relaxed_dot_i8x16_i7x16_s", dot_i16x8},
    {"relaxed_dot_i8x16_i7x16_add_s", dot_add_i32x4},
};

/// A relaxed instruction that is an ordinary one here, and whose rows have that.
struct Counterpart {
  std::string_view relaxed, ordinary;
  std::span<const SimdRow> (*rows)();
};

constexpr Counterpart kCounterparts[] = {
    {"relaxed_swizzle", "swizzle", simd_lane_rows},
    {"relaxed_trunc_f32x4_s", "trunc_sat_f32x4_s", simd_convert_rows},
    {"relaxed_trunc_f32x4_u", "trunc_sat_f32x4_u", simd_convert_rows},
    {"relaxed_trunc_f64x2_s_zero", "trunc_sat_f64x2_s_zero", simd_convert_rows},
    {"relaxed_trunc_f64x2_u_zero", "trunc_sat_f64x2_u_zero", simd_convert_rows},
    {"relaxed_laneselect", "bitselect", simd_integer_rows},
    {"relaxed_min", "min", simd_float_rows},
    {"relaxed_max", "max", simd_float_rows},
    {"relaxed_q15mulr_s", "q15mulr_sat_s", simd_integer_rows},
};

}  // namespace

const SimdRow& deterministic_relaxed_row(std::string_view verb) {
  for (const SimdRow& row : kRows)
    if (row.verb == verb) return row;
  for (const Counterpart& counterpart : kCounterparts)
    if (counterpart.relaxed == verb)
      for (const SimdRow& row : counterpart.rows())
        if (row.verb == counterpart.ordinary) return row;
  llvm::report_fatal_error("a relaxed instruction without its deterministic form");
}

}  // namespace ingot
