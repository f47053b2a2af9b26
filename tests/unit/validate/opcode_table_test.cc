// Every row of the opcode table can be walked: the letters of its signature, the shape of its immediate.
#include <gtest/gtest.h>

#include "compiler/validate/body_walker.h"
#include "tests/unit/validate/module_bytes.h"

namespace ingot::test {
namespace {

constexpr OpInfo kRows[] = {
#define OP(code, ident, text, imm, sig, group, feature) \
  {Op::ident, text, ImmShape::imm, #sig, OpGroup::group, Feature::feature},
#include "compiler/wasm/opcodes.def"
#undef OP
};

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

/// Zeros of the right length, with the alignment that atomic instructions insist on.
Bytes immediate(const OpInfo& row) {
  const uint8_t align = row.group == OpGroup::Atomic ? static_cast<uint8_t>(natural_alignment(row)) : 0;
  switch (row.imm) {
    case ImmShape::None: return {};
    case ImmShape::MemArg: return {align, 0};
    case ImmShape::MemArgLane: return {align, 0, 0};
    case ImmShape::F32: return Bytes(4);
    case ImmShape::F64: return Bytes(8);
    case ImmShape::V128:
    case ImmShape::Shuffle: return Bytes(16);
    default: return {0};
  }
}

/// A module that has one of everything, and a function that applies the instruction to its parameters.
ModuleBytes module_with(const OpInfo& row) {
  ModuleBytes bytes;
  bytes.types = {func_type(types_of(row.params()), types_of(row.results()))};
  bytes.tables = {{kFuncRefByte, 0, 1}};
  bytes.memories = {{0, 1}};
  bytes.elems = {{1, 0, 0}};
  bytes.datas = {{1, 0}};
  bytes.has_data_count = true;
  Bytes code;
  for (uint8_t i = 0; i < row.params().size(); ++i) append(code, {0x20, i});
  append(code, join({encode(row.op), immediate(row)}));
  bytes.add_function(0, code);
  return bytes;
}

TEST(OpcodeTable, EveryFixedSignatureWalks) {
  int rows = 0;
  for (const OpInfo& row : kRows) {
    if (row.is_special()) continue;
    const Decoded decoded = decode(module_with(row));
    const SubtypeContext subtypes(decoded.module);
    NullSink sink;
    BodyWalker<NullSink> walker(decoded.module, subtypes, sink);
    const Expected<void> walked = walker.walk_function(0);
    EXPECT_TRUE(walked) << row.text << ": " << walked.error().message;
    EXPECT_EQ(walker.gate().check().has_value(), info(row.feature).lowered) << row.text;
    ++rows;
  }
  EXPECT_GT(rows, 400);
}

TEST(OpcodeTable, EveryFixedSignatureMissesItsOperands) {
  for (const OpInfo& row : kRows) {
    if (row.is_special() || row.params().empty()) continue;
    ModuleBytes bytes = module_with(row);
    bytes.bodies.clear();
    bytes.functions.clear();
    bytes.add_function(0, join({encode(row.op), immediate(row)}));
    const Decoded decoded = decode(bytes);
    const SubtypeContext subtypes(decoded.module);
    NullSink sink;
    const Expected<void> walked = BodyWalker<NullSink>(decoded.module, subtypes, sink).walk_function(0);
    ASSERT_FALSE(walked) << row.text;
    EXPECT_TRUE(walked.error().message.starts_with("type mismatch")) << row.text << ": " << walked.error().message;
  }
}

/// Behind `unreachable`, with zeros for immediates and bytes to spare: any answer will do, but none may be missing.
TEST(OpcodeTable, EverySpecialInstructionIsKnown) {
  for (const OpInfo& row : kRows) {
    if (!row.is_special()) continue;
    ModuleBytes bytes = module_with(row);
    bytes.bodies.clear();
    bytes.functions.clear();
    bytes.types = {func_type({}, {})};
    bytes.add_function(0, join({{0x00}, encode(row.op), Bytes(8), {0x0B}}));
    const Decoded decoded = decode(bytes);
    const SubtypeContext subtypes(decoded.module);
    NullSink sink;
    const Expected<void> walked = BodyWalker<NullSink>(decoded.module, subtypes, sink).walk_function(0);
    const std::string message = walked ? "" : walked.error().message;
    EXPECT_EQ(message.find("not supported"), std::string::npos) << row.text;
  }
}

}  // namespace
}  // namespace ingot::test
