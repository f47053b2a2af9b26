// Every row of the opcode table whose feature can be compiled is lowered to valid IR, in each of the three ways. So a
// row without a lowering is found here, not by a user.
#include <gtest/gtest.h>

#include <map>

#include "compiler/validate/immediate_reader.h"
#include "compiler/wasm/opcodes.h"
#include "tests/unit/lower/fixture.h"

namespace ingot::test {
namespace {

constexpr OpInfo kRows[] = {
#define OP(code, ident, text, imm, sig, group, feature) \
  {Op::ident, text, ImmShape::imm, #sig, OpGroup::group, Feature::feature},
#include "compiler/wasm/opcodes.def"
#undef OP
};

constexpr uint8_t kExternRefByte = 0x6F;

Bytes encode(Op op) {
  const uint32_t code = static_cast<uint32_t>(op);
  if (code < 0x100) return {static_cast<uint8_t>(code)};
  return join({{static_cast<uint8_t>(code >> 16)}, leb(code & 0xFFFF)});
}

uint8_t byte_of_letter(char letter) {
  switch (letter) {
    case 'l': return kI64Byte;
    case 'f': return kF32Byte;
    case 'd': return kF64Byte;
    case 'v': return kV128Byte;
    case 'r': return kFuncRefByte;
    default: return kI32Byte;
  }
}

Bytes types_of(std::string_view letters) {
  Bytes bytes;
  for (char letter : letters) bytes.push_back(byte_of_letter(letter));
  return bytes;
}

Bytes immediate(const OpInfo& row) {
  switch (row.imm) {
    case ImmShape::None: return {};
    case ImmShape::MemArg:
      // Atomic accesses must state their natural alignment.
      return {static_cast<uint8_t>(row.group == OpGroup::Atomic ? natural_alignment(row) : 0), 8};
    case ImmShape::F32: return {0, 0, 0xA0, 0x7F};  // a signalling NaN
    case ImmShape::F64: return Bytes(8);
    case ImmShape::V128: return Bytes(16, 0x55);
    case ImmShape::MemArgLane: return {0, 4, 1};
    case ImmShape::Shuffle: return {0, 16, 1, 17, 2, 18, 3, 19, 31, 30, 29, 28, 15, 14, 13, 12};
    default: return {0};
  }
}

/// The parameters, one after the other.
Bytes get_params(size_t count) {
  Bytes code;
  for (uint8_t i = 0; i < count; ++i) append(code, {0x20, i});
  return code;
}

/// Instructions that are typed by hand: a function's type and body that uses them.
struct Special {
  Bytes params, results, code;
};

Bytes with_params(size_t count, const Bytes& code) { return join({get_params(count), code}); }

/// Types: 0 is that of the function under test, 1 is (i32) -> (i32 f64), 2 is (i32 i32) -> (i32 i32), 3 is that of tag
/// 0. Functions: 0 is imported, 1 is the one under test, 2 is another; 0 and 2 have type 1. Tables: 0 and 1 of
/// functions, 2 of externrefs.
const std::map<Op, Special>& specials() {
  const Bytes i32 = {kI32Byte};
  const Bytes i32_f64 = {kI32Byte, kF64Byte};
  const Bytes three = {kI32Byte, kI32Byte, kI32Byte};
  static const std::map<Op, Special> table = {
      {Op::Unreachable, {{}, i32, {0x00}}},
      {Op::Block, {i32, i32, with_params(1, {0x02, kI32Byte, 0x20, 0, 0x0B, 0x6A})}},
      {Op::Loop, {{kI32Byte, kI32Byte}, i32, with_params(2, {0x03, 2, 0x20, 0, 0x0D, 0, 0x0B, 0x6A})}},
      {Op::If, {i32, i32, with_params(1, {0x04, 0x40, 0x41, 1, 0x21, 0, 0x0B, 0x20, 0})}},
      {Op::Else, {i32, i32, with_params(1, {0x04, kI32Byte, 0x41, 1, 0x05, 0x41, 2, 0x0B})}},
      {Op::End, {{}, {}, {0x02, 0x40, 0x0B}}},
      {Op::Br, {i32, i32, {0x02, kI32Byte, 0x20, 0, 0x0C, 0, 0x0B}}},
      {Op::BrIf, {i32, i32, {0x02, kI32Byte, 0x20, 0, 0x20, 0, 0x0D, 0, 0x0B}}},
      {Op::BrTable,
       {i32, i32, {0x02, kI32Byte, 0x02, kI32Byte, 0x20, 0, 0x20, 0, 0x0E, 3, 0, 1, 0, 1, 0x0B, 0x41, 1, 0x6A, 0x0B}}},
      {Op::Return, {i32, i32, {0x20, 0, 0x0F}}},
      {Op::Call, {i32, i32_f64, with_params(1, {0x10, 2})}},
      {Op::CallIndirect, {{kI32Byte, kI32Byte}, i32_f64, with_params(2, {0x11, 1, 0})}},
      {Op::ReturnCall, {i32, i32_f64, with_params(1, {0x12, 2})}},
      {Op::ReturnCallIndirect, {{kI32Byte, kI32Byte}, i32_f64, with_params(2, {0x13, 1, 0})}},
      {Op::CallRef, {i32, i32_f64, with_params(1, {0xD2, 2, 0x14, 1})}},
      {Op::ReturnCallRef, {i32, i32_f64, with_params(1, {0xD2, 2, 0x15, 1})}},
      {Op::Drop, {i32, {}, with_params(1, {0x10, 0x02, 0x1A, 0x1A})}},
      {Op::Select, {three, i32, with_params(3, {0x1B})}},
      {Op::SelectTyped,
       {{kExternRefByte, kExternRefByte, kI32Byte}, {kExternRefByte}, with_params(3, {0x1C, 1, kExternRefByte})}},
      {Op::LocalGet, {i32, i32, {0x20, 0}}},
      {Op::LocalSet, {i32, i32, {0x41, 7, 0x21, 0, 0x20, 0}}},
      {Op::LocalTee, {i32, i32, {0x41, 7, 0x22, 0}}},
      {Op::GlobalGet, {{}, i32, {0x23, 0}}},
      {Op::GlobalSet, {i32, {}, with_params(1, {0x24, 0})}},
      {Op::TableGet, {i32, {kFuncRefByte}, with_params(1, {0x25, 1})}},
      {Op::TableSet, {{kI32Byte, kExternRefByte}, {}, with_params(2, {0x26, 2})}},
      {Op::RefNull, {{}, {kFuncRefByte}, {0xD0, 0x70}}},
      {Op::RefFunc, {{}, {kFuncRefByte}, {0xD2, 1}}},
      {Op::RefAsNonNull, {{kFuncRefByte}, {kFuncRefByte}, with_params(1, {0xD4})}},
      {Op::BrOnNull, {{kFuncRefByte}, i32, {0x02, 0x40, 0x20, 0, 0xD5, 0, 0x1A, 0x0B, 0x41, 1}}},
      {Op::BrOnNonNull, {{kFuncRefByte}, i32, {0x02, 0x64, 0x70, 0x20, 0, 0xD6, 0, 0x00, 0x0B, 0x1A, 0x41, 1}}},
      {Op::Throw, {i32, {}, {0x20, 0, 0x08, 0}}},
      {Op::ThrowRef, {{}, {}, {0xD0, 0x69, 0x0A}}},
      {Op::TryTable, {i32, i32, {0x02, kI32Byte, 0x1F, 0x40, 1, 0, 0, 0, 0x20, 0, 0x08, 0, 0x0B, 0x00, 0x0B}}},
      {Op::Try, {i32, i32, {0x06, kI32Byte, 0x20, 0, 0x08, 0, 0x07, 0, 0x0B}}},
      {Op::Catch, {i32, i32, {0x06, kI32Byte, 0x20, 0, 0x08, 0, 0x07, 0, 0x0B}}},
      {Op::CatchAll, {i32, i32, {0x06, kI32Byte, 0x20, 0, 0x08, 0, 0x19, 0x41, 1, 0x0B}}},
      {Op::Delegate, {i32, {}, {0x06, 0x40, 0x20, 0, 0x08, 0, 0x18, 0}}},
      {Op::Rethrow, {i32, {}, {0x06, 0x40, 0x20, 0, 0x08, 0, 0x19, 0x09, 0, 0x0B}}},
      {Op::MemoryInit, {three, {}, with_params(3, {0xFC, 8, 0, 0})}},
      {Op::MemoryCopy, {three, {}, with_params(3, {0xFC, 10, 0, 0})}},
      {Op::TableInit, {three, {}, with_params(3, {0xFC, 12, 0, 1})}},
      {Op::TableCopy, {three, {}, with_params(3, {0xFC, 14, 1, 0})}},
      {Op::TableGrow, {{kExternRefByte, kI32Byte}, i32, with_params(2, {0xFC, 15, 2})}},
      {Op::TableSize, {{}, i32, {0xFC, 16, 2}}},
      {Op::TableFill, {{kI32Byte, kExternRefByte, kI32Byte}, {}, with_params(3, {0xFC, 17, 2})}},
  };
  return table;
}

/// A module that has one of everything, with `function` as its function 1 (function 0 is imported).
Bytes module_around(const Special& function) {
  ModuleBytes bytes;
  bytes.types = {func_type(function.params, function.results), func_type({kI32Byte}, {kI32Byte, kF64Byte}),
                 func_type({kI32Byte, kI32Byte}, {kI32Byte, kI32Byte}), func_type({kI32Byte}, {})};
  bytes.imports = {{1, 'e', 1, 'f', 0, 1}};
  bytes.tables = {{kFuncRefByte, 0, 1}, {kFuncRefByte, 0, 1}, {kExternRefByte, 0, 1}};
  bytes.memories = {{0, 1}};
  bytes.tags = {{0, 3}};
  bytes.globals = {{kI32Byte, 1, 0x41, 5, 0x0B}};
  bytes.exports = {{1, 't', 0, 1}};
  bytes.elems = {{1, 0, 3, 0, 1, 2}};
  bytes.datas = {{1, 0}};
  bytes.has_data_count = true;
  bytes.add_function(0, function.code);
  bytes.add_function(1, {0x20, 0, 0x44, 0, 0, 0, 0, 0, 0, 0, 0});
  return bytes.build();
}

bool is_lowered(const OpInfo& row) { return info(row.feature).lowered; }

TEST(LowerOpcode, EveryRowOfACompiledFeature) {
  for (const OpInfo& row : kRows) {
    if (!is_lowered(row)) continue;
    Special function;
    if (row.is_special()) {
      ASSERT_TRUE(specials().contains(row.op)) << row.text << " has no body here";
      function = specials().at(row.op);
    } else {
      function = {types_of(row.params()), types_of(row.results()),
                  join({get_params(row.params().size()), encode(row.op), immediate(row)})};
    }
    for (Mode mode : kModes) {
      SCOPED_TRACE(std::string(row.text) + " " + name_of(mode));
      Lowered lowered(module_around(function), mode);
      EXPECT_EQ(lowered.verify(), "");
      EXPECT_FALSE(lowered.function(1).isDeclaration());
    }
  }
}

/// The same with constant operands: folding while building must not lose a trap or crash.
TEST(LowerOpcode, EveryNumericRowWithZeros) {
  const std::map<char, Bytes> zeros = {{'i', {0x41, 0}},
                                       {'l', {0x42, 0}},
                                       {'f', {0x43, 0, 0, 0, 0}},
                                       {'d', {0x44, 0, 0, 0, 0, 0, 0, 0, 0}},
                                       {'v', join({{0xFD, 12}, Bytes(16)})},
                                       {'a', {0x41, 0}}};
  for (const OpInfo& row : kRows) {
    if (!is_lowered(row) || row.is_special() || row.params().find('r') != std::string_view::npos) continue;
    Bytes code;
    for (char letter : row.params()) append(code, zeros.at(letter));
    append(code, join({encode(row.op), immediate(row)}));
    for (Mode mode : kModes) {
      SCOPED_TRACE(std::string(row.text) + " " + name_of(mode));
      EXPECT_EQ(Lowered(module_around({{}, types_of(row.results()), code}), mode).verify(), "");
    }
  }
}

}  // namespace
}  // namespace ingot::test
