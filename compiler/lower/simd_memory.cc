// Vector loads and stores.  Spec: Execution > Memory Instructions.
//
// Each touches exactly the bytes that its name says: narrower ones than a vector are loads and stores of an integer.
#include "compiler/lower/function_lowering.h"
#include "compiler/validate/immediate_reader.h"

namespace ingot {

using V = FunctionLowering::V;

namespace {

/// Bits in memory: of "v128.load32_zero" 32, of "v128.load8x8_s" 64.
unsigned access_bits(const OpInfo& op) { return 8u << natural_alignment(op); }

/// Bits of a lane in memory of a load that extends.
unsigned extended_lane_bits(Op op) {
  switch (op) {
    case Op::V128Load8x8S:
    case Op::V128Load8x8U: return 8;
    case Op::V128Load16x4S:
    case Op::V128Load16x4U: return 16;
    default: return 32;
  }
}

}  // namespace

V FunctionLowering::simd_load(const OpInfo& op, const MemArg& memarg, V address) {
  if (op.op == Op::V128Load) return load_value(simd_.ints(64), memarg, address);
  const unsigned bits = access_bits(op);
  V value = load_value(b_.getIntNTy(bits), memarg, address);
  if (op.text.ends_with("_splat")) return simd_.v128(simd_.splat(simd_.ints(bits), value));
  if (op.text.ends_with("_zero")) {
    V zero = llvm::Constant::getNullValue(simd_.ints(bits));
    return simd_.v128(b_.CreateInsertElement(zero, value, uint64_t{0}));
  }
  const unsigned lane_bits = extended_lane_bits(op.op);
  V lanes = b_.CreateBitCast(value, llvm::FixedVectorType::get(b_.getIntNTy(lane_bits), bits / lane_bits));
  llvm::Type* wide = simd_.ints(2 * lane_bits);
  return simd_.v128(op.text.ends_with("_s") ? b_.CreateSExt(lanes, wide) : b_.CreateZExt(lanes, wide));
}

V FunctionLowering::load_lane(const OpInfo& op, const MemArg& memarg, uint8_t lane, V address, V vector) {
  const unsigned bits = access_bits(op);
  V value = load_value(b_.getIntNTy(bits), memarg, address);
  return simd_.v128(b_.CreateInsertElement(simd_.as(vector, simd_.ints(bits)), value, lane));
}

void FunctionLowering::store_lane(const OpInfo& op, const MemArg& memarg, uint8_t lane, V address, V vector) {
  store_value(b_.CreateExtractElement(simd_.as(vector, simd_.ints(access_bits(op))), lane), memarg, address);
}

}  // namespace ingot
