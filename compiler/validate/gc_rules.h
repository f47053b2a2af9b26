// Rules of structures, arrays, casts and i31.  Spec: Validation > Aggregate Reference Instructions.
//
// They concern types alone, so they need no sink and are compiled once.
#pragma once

#include "compiler/support/diagnostic.h"
#include "compiler/validate/immediate_reader.h"
#include "compiler/validate/operand_types.h"
#include "compiler/validate/subtyping.h"
#include "compiler/wasm/opcodes.h"

namespace ingot {

/// Operands of array.new_fixed, as in other engines.
inline constexpr uint32_t kMaxFixedArrayLength = 10'000;

class GcRules {
 public:
  GcRules(const Module& module, const SubtypeContext& subtypes, ImmediateReader& reader, OperandTypes& types)
      : module_(module), subtypes_(subtypes), read_(reader), types_(types) {}

  /// Any instruction of group Gc but the branches. Immediates are read here.
  Expected<void> check(const OpInfo& op);
  static size_t result_count(Op op);

 private:
  Expected<void> struct_new(bool with_defaults);
  Expected<void> struct_access(Op op);
  Expected<void> array_new(Op op);
  Expected<void> array_new_from_segment(Op op);
  Expected<void> array_access(Op op);
  Expected<void> array_fill();
  Expected<void> array_copy();
  Expected<void> array_init(Op op);
  Expected<void> cast(Op op);
  Expected<void> convert(AbstractHeap from, AbstractHeap to);
  Expected<void> unary(const ValType& operand, const ValType& result);
  Expected<void> pop_i32s(unsigned count);
  Expected<void> check_data_element(const FieldType& element) const;
  Expected<void> check_elem_element(uint32_t elemidx, const FieldType& element) const;
  Expected<void> check_packing(Op op, const FieldType& field) const;

  std::unexpected<Diagnostic> fail_here(std::string message) const;
  const FieldType& element(uint32_t typeidx) const { return module_.types[typeidx].fields.front(); }

  const Module& module_;
  const SubtypeContext& subtypes_;
  ImmediateReader& read_;
  OperandTypes& types_;
};

}  // namespace ingot
