// Opcodes from bytes: every row, and nothing else.
#include <gtest/gtest.h>

#include "compiler/decode/reader.h"
#include "tests/unit/decode/module_bytes.h"

namespace ingot {
namespace {

using test::Bytes;
using test::operator+;
using test::leb;

constexpr uint32_t kCodes[] = {
#define OP(code, ident, text, imm, sig, group, feature) code,
#include "compiler/wasm/opcodes.def"
#undef OP
};

Bytes encode(uint32_t code) {
  if (code <= 0xFF) return {static_cast<uint8_t>(code)};
  return Bytes{static_cast<uint8_t>(code >> 16)} + leb(code & 0xFFFF);
}

TEST(ReadOp, FindsEveryRow) {
  for (const uint32_t code : kCodes) {
    const Bytes bytes = encode(code);
    Reader reader(bytes, 0);
    const auto op = reader.read_op();
    ASSERT_TRUE(op) << std::hex << code << op.error().message;
    EXPECT_EQ(static_cast<uint32_t>((*op)->op), code);
    EXPECT_TRUE(reader.at_end());
  }
}

TEST(ReadOp, RejectsEveryOtherByte) {
  for (unsigned byte = 0; byte < 0x100; ++byte) {
    if (find_op(byte) != nullptr || (byte >= 0xFB && byte <= 0xFE)) continue;
    const Bytes bytes = {static_cast<uint8_t>(byte), 0, 0};
    Reader reader(bytes, 7);
    const auto op = reader.read_op();
    ASSERT_FALSE(op) << byte;
    EXPECT_EQ(op.error().message.substr(0, 15), "illegal opcode ");
    EXPECT_EQ(op.error().offset, 7u);
  }
}

/// A decoder that keeps eight or sixteen bits of the opcode takes these for instructions that exist.
TEST(ReadOp, RejectsOpcodesThatWouldAliasOthers) {
  for (const uint8_t prefix : {0xFB, 0xFC, 0xFD, 0xFE}) {
    for (const uint64_t opcode : {UINT64_C(32125), UINT64_C(0x1000), UINT64_C(0x10000), UINT64_C(0x10008),
                                  UINT64_C(1) << 24, UINT64_C(1) << 31, UINT64_C(0xFFFFFFFF)}) {
      const Bytes bytes = Bytes{prefix} + leb(opcode) + Bytes{0, 0, 0, 0};
      Reader reader(bytes, 0);
      const auto op = reader.read_op();
      ASSERT_FALSE(op) << std::hex << int{prefix} << " " << opcode;
      EXPECT_EQ(op.error().message.substr(0, 17), prefix == 0xFB   ? "illegal opcode fb"
                                                  : prefix == 0xFC ? "illegal opcode fc"
                                                  : prefix == 0xFD ? "illegal opcode fd"
                                                                   : "illegal opcode fe");
    }
  }
  // 256 is a vector instruction, but nothing else.
  for (const uint8_t prefix : {0xFB, 0xFC, 0xFE}) {
    const Bytes bytes = Bytes{prefix} + leb(256);
    EXPECT_FALSE(Reader(bytes, 0).read_op());
  }
}

TEST(ReadOp, RejectsOpcodesThatAreNoIntegers) {
  const Bytes too_long = {0xFC, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
  EXPECT_EQ(Reader(too_long, 0).read_op().error().message, "integer representation too long");
  const Bytes too_large = {0xFC, 0x80, 0x80, 0x80, 0x80, 0x70};
  EXPECT_EQ(Reader(too_large, 0).read_op().error().message, "integer too large");
  const Bytes cut_off = {0xFC};
  EXPECT_EQ(Reader(cut_off, 0).read_op().error().message, "unexpected end of section or function");
  EXPECT_EQ(Reader({}, 0).read_op().error().message, "unexpected end of section or function");
}

TEST(ReadOp, AcceptsPaddedOpcodes) {
  const Bytes bytes = {0xFC, 0x8B, 0x80, 0x00};
  EXPECT_EQ((*Reader(bytes, 0).read_op())->op, Op::MemoryFill);
}

}  // namespace
}  // namespace ingot
