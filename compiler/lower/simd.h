// Vector instructions.  Spec: Execution > Numerics > Vector Operations.
//
// Between instructions a v128 is always a <2 x i64>, the type that it has in signatures (convention.h): locals, phis
// and calls need not know lanes. Each instruction casts its operands to the lanes that it works on, and its result
// back; such casts are no machine code, and two in a row cancel out when they are built.
//
// Instructions stand in tables, by the part of their name behind the dot: the part before it is the shape. Generic
// vector IR wherever LLVM finds the machine's instruction, so that it can fold and reschedule it; x86 intrinsics where
// LLVM 19 does not (docs/lowering.md, Vectors).
#pragma once

#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/IRBuilder.h>

#include <array>
#include <span>
#include <string_view>

#include "compiler/wasm/immediates.h"
#include "compiler/wasm/opcodes.h"
#include "ingot/abi.h"

namespace ingot {

/// The bits of required_cpu.
enum class CpuFeature : uint8_t {
#define INGOT_X(name, bit, text) name = bit,
  INGOT_CPU_FEATURES_X86(INGOT_X)
#undef INGOT_X
};

class SimdBuilder {
 public:
  using V = llvm::Value*;
  using Operands = std::span<const V>;

  /// `cpu_features`: bits of INGOT_CPU_FEATURES_X86 that code may use. `deterministic`: the deterministic profile.
  SimdBuilder(llvm::IRBuilderBase& builder, uint64_t cpu_features, bool deterministic)
      : b_(builder), cpu_features_(cpu_features), deterministic_(deterministic) {}
  llvm::IRBuilderBase* operator->() { return &b_; }
  llvm::IRBuilderBase& ir() { return b_; }
  bool has(CpuFeature feature) const { return (cpu_features_ >> static_cast<unsigned>(feature) & 1) != 0; }

  // Any instruction without an immediate; a result of type i1 stands for an i32.
  V simple(const OpInfo& op, Operands operands);
  V extract_lane(const OpInfo& op, uint8_t lane, V vector);
  V replace_lane(const OpInfo& op, uint8_t lane, V vector, V value);
  V shuffle(const ShuffleLanes& lanes, V first, V second);

  /// <128 / bits x i`bits`>
  llvm::FixedVectorType* ints(unsigned bits) { return llvm::FixedVectorType::get(b_.getIntNTy(bits), 128 / bits); }
  llvm::FixedVectorType* floats() { return llvm::FixedVectorType::get(b_.getFloatTy(), 4); }
  llvm::FixedVectorType* doubles() { return llvm::FixedVectorType::get(b_.getDoubleTy(), 2); }
  /// The vector that "i16x8" at the beginning of `text` says; <2 x i64> for "v128".
  llvm::FixedVectorType* shape(std::string_view text);

  /// The same bits as another type.
  V as(V value, llvm::Type* type);
  /// A vector of any lanes as what it is between instructions.
  V v128(V value) { return as(value, ints(64)); }
  V splat(llvm::FixedVectorType* type, V scalar) { return b_.CreateVectorSplat(type->getNumElements(), scalar); }
  /// The lower or upper half of the lanes.
  V half(V value, bool upper);
  /// That half with every lane extended to twice its width.
  V extended_half(V value, bool upper, bool is_signed);
  V intrinsic(llvm::Intrinsic::ID id, std::initializer_list<V> operands) {
    return b_.CreateIntrinsic(id, {}, llvm::ArrayRef(operands.begin(), operands.size()));
  }
  /// An intrinsic that is overloaded by the type of its operands.
  V generic(llvm::Intrinsic::ID id, std::initializer_list<V> operands) {
    return b_.CreateIntrinsic(id, {(*operands.begin())->getType()}, llvm::ArrayRef(operands.begin(), operands.size()));
  }

  // Operations that several instructions share; operands have their lanes' type.
  V bitselect(V if_one, V if_zero, V mask);
  V float_multiply(V left, V right);
  V saturating_truncation_f32x4(V value, bool is_signed);
  V saturating_truncation_f64x2_u(V value);

 private:
  llvm::IRBuilderBase& b_;
  uint64_t cpu_features_;
  bool deterministic_;
};

/// A row of a table: how the instructions with this name behind the dot are lowered. Operands have the type of the
/// shape in front of the dot if they are vectors.
struct SimdRow {
  std::string_view verb;
  llvm::Value* (*lower)(SimdBuilder& b, SimdBuilder::Operands operands);
};

/// The rows of one file, for integer or for floating-point shapes ("v128" counts as integer).
std::span<const SimdRow> simd_lane_rows();
std::span<const SimdRow> simd_integer_rows();
std::span<const SimdRow> simd_float_rows();
std::span<const SimdRow> simd_convert_rows();
std::span<const SimdRow> relaxed_simd_rows();
/// The row of a relaxed instruction in the deterministic profile.
const SimdRow& deterministic_relaxed_row(std::string_view verb);

}  // namespace ingot
