// The opcode table: everything about an instruction that is not code.  One row per opcode in opcodes.def.
//
// OP(code, Ident, "text", Imm, Sig, Group, Feature)
//   code     opcode; prefixed opcodes are prefix << 16 | LEB value (0xFC0000 | 8 is memory.init)
//   Imm      shape of the immediate (ImmShape)
//   Sig      RESULTS_PARAMS letters (i_ii, l_l, v_il, _ai): i i32, l i64, f f32, d f64, v v128, r any reference,
//            a address type of the memory or table that the immediate names; Special = typed by hand in the walker
//   Group    which file of lower/ handles it
//   Feature  the proposal that brought it (features.def)
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/wasm/features.h"
#include "compiler/wasm/immediates.h"

namespace ingot {

enum class Op : uint32_t {
#define OP(code, ident, text, imm, sig, group, feature) ident = code,
#include "compiler/wasm/opcodes.def"
#undef OP
};

enum class OpGroup : uint8_t {
  Control,
  Call,
  Variable,
  Parametric,
  Memory,
  Bulk,
  Table,
  Reference,
  Numeric,
  Convert,
  SimdMemory,
  SimdLanes,
  SimdArith,
  SimdConvert,
  RelaxedSimd,
  Atomic,
  Exception,
  Gc,
  Wide,
};

struct OpInfo {
  Op op;
  std::string_view text;
  ImmShape imm;
  std::string_view sig;  ///< "Special" if typed by hand
  OpGroup group;
  Feature feature;

  constexpr bool is_special() const { return sig == "Special"; }
  /// The letters before and after the underscore.
  constexpr std::string_view results() const { return sig.substr(0, sig.find('_')); }
  constexpr std::string_view params() const { return sig.substr(sig.find('_') + 1); }
};

/// The row of `code`, or null if there is no such opcode.
const OpInfo* find_op(uint32_t code);
const OpInfo& info(Op op);

}  // namespace ingot
