// The rows of the opcode table, for generators.
#pragma once

#include "compiler/wasm/opcodes.h"
#include "compiler/wasm/types.h"
#include "tests/fuzz/bytes.h"

namespace fuzz {

inline constexpr ingot::OpInfo kRows[] = {
#define OP(code, ident, text, imm, sig, group, feature) \
  {ingot::Op::ident, text, ingot::ImmShape::imm, #sig, ingot::OpGroup::group, ingot::Feature::feature},
#include "compiler/wasm/opcodes.def"
#undef OP
};

constexpr ingot::ValType type_of_letter(char letter) {
  switch (letter) {
    case 'i': return ingot::kI32;
    case 'l': return ingot::kI64;
    case 'f': return ingot::kF32;
    case 'd': return ingot::kF64;
    default: return ingot::kV128;
  }
}

/// A constant of a numeric or vector type.
void random_constant(Random& random, Bytes& code, const ingot::ValType& type);

}  // namespace fuzz
