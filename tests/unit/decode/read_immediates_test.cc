// Immediates of every shape, and where a constant expression ends.
#include "compiler/decode/read_immediates.h"

#include <gtest/gtest.h>

#include "tests/unit/decode/module_bytes.h"

namespace ingot {
namespace {

using test::Bytes;
using test::operator+;

constexpr Op kOps[] = {
#define OP(code, ident, text, imm, sig, group, feature) Op::ident,
#include "compiler/wasm/opcodes.def"
#undef OP
};

/// Well-formed immediates of a shape, as long as they can be.
Bytes sample(ImmShape shape) {
  const Bytes index = {0x85, 0x01};
  const Bytes mem_arg = {0x42, 0x81, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F};
  switch (shape) {
    case ImmShape::None: return {};
    case ImmShape::Block: return {0x64, 0x70};
    case ImmShape::BrTable: return {3, 0, 1, 2, 3};
    case ImmShape::CallIndirect:
    case ImmShape::MemMem:
    case ImmShape::DataMem:
    case ImmShape::ElemTable:
    case ImmShape::TableTable:
    case ImmShape::TypeField:
    case ImmShape::TypeType:
    case ImmShape::TypeData:
    case ImmShape::TypeElem:
    case ImmShape::TypeCount: return index + index;
    case ImmShape::I32: return {0x80, 0x80, 0x80, 0x80, 0x78};
    case ImmShape::I64: return {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F};
    case ImmShape::F32: return {0xFF, 0xFF, 0xFF, 0xFF};
    case ImmShape::F64: return Bytes(8, 0xFF);
    case ImmShape::V128:
    case ImmShape::Shuffle: return Bytes(16, 0xFF);
    case ImmShape::MemArg: return mem_arg;
    case ImmShape::MemArgLane: return mem_arg + Bytes{0xFF};
    case ImmShape::Lane: return {0xFF};
    case ImmShape::Heap:
    case ImmShape::RefCast: return {0x6E};
    case ImmShape::SelectTypes: return {2, 0x7F, 0x63, 0x05};
    case ImmShape::TryTable: return {0x40, 3, 0, 1, 2, 1, 3, 4, 2, 5};
    case ImmShape::BrOnCast: return {3, 0, 0x6E, 0x85, 0x01};
    case ImmShape::Fence: return {0};
    default: return index;
  }
}

TEST(SkipImmediates, TakesAllBytesOfEveryShape) {
  for (const Op op : kOps) {
    const Bytes bytes = sample(info(op).imm);
    Reader reader(bytes, 0);
    const auto skipped = skip_immediates(reader, info(op).imm);
    ASSERT_TRUE(skipped) << info(op).text << ": " << skipped.error().message;
    EXPECT_TRUE(reader.at_end()) << info(op).text;
  }
}

TEST(SkipImmediates, NoticesEveryMissingByte) {
  for (const Op op : kOps) {
    const Bytes bytes = sample(info(op).imm);
    for (size_t length = 0; length < bytes.size(); ++length) {
      Reader reader(std::span<const uint8_t>(bytes).first(length), 0);
      EXPECT_FALSE(skip_immediates(reader, info(op).imm)) << info(op).text << " " << length;
    }
  }
}

std::string error_of(ImmShape shape, const Bytes& bytes) {
  Reader reader(bytes, 0);
  const auto skipped = skip_immediates(reader, shape);
  return skipped ? "" : skipped.error().message;
}

TEST(SkipImmediates, NoticesMalformedOnes) {
  EXPECT_EQ(error_of(ImmShape::MemArg, {0x80, 0x01, 0}), "malformed memop flags");
  EXPECT_EQ(error_of(ImmShape::Block, {0x80, 0x7F}), "malformed block type");
  EXPECT_EQ(error_of(ImmShape::Block, {0x5F}), "malformed value type 0x5f");
  EXPECT_EQ(error_of(ImmShape::TryTable, {0x40, 1, 4, 0}), "malformed catch clause");
  EXPECT_EQ(error_of(ImmShape::BrOnCast, {4, 0, 0x6E, 0x6E}), "malformed br_on_cast flags");
  EXPECT_EQ(error_of(ImmShape::Fence, {1}), "zero byte expected");
  EXPECT_EQ(error_of(ImmShape::I32, {0xFF, 0xFF, 0xFF, 0xFF, 0x0F}), "integer too large");
}

TEST(ReadMemArg, WithAndWithoutMemory) {
  const Bytes plain = {2, 0x90, 0x01};
  Reader plain_reader(plain, 0);
  const auto arg = read_mem_arg(plain_reader);
  ASSERT_TRUE(arg);
  EXPECT_EQ(arg->align_log2, 2u);
  EXPECT_EQ(arg->memory, 0u);
  EXPECT_EQ(arg->offset, 144u);

  const Bytes with_memory = {0x43, 5, 7};
  Reader memory_reader(with_memory, 0);
  const auto other = read_mem_arg(memory_reader);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->align_log2, 3u);
  EXPECT_EQ(other->memory, 5u);
  EXPECT_EQ(other->offset, 7u);
}

TEST(ReadBlockType, HasThreeForms) {
  const auto read = [](const Bytes& bytes) {
    Reader reader(bytes, 0);
    return read_block_type(reader);
  };
  EXPECT_EQ(read({0x40})->kind, BlockType::Kind::Empty);
  EXPECT_EQ(read({0x7F})->value, kI32);
  EXPECT_EQ(read({0x3F})->typeidx, 63u);
  EXPECT_EQ(read({0xC0, 0x00})->typeidx, 64u);
  EXPECT_EQ(read({0xFF, 0xFF, 0xFF, 0xFF, 0x0F})->typeidx, 0xFFFFFFFFu);
}

TEST(ReadCatchClause, AllHaveALabelAndSomeATag) {
  const Bytes bytes = {1, 3, 4, 2, 5};
  Reader reader(bytes, 0);
  const auto first = read_catch_clause(reader);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, CatchClause::Kind::CatchRef);
  EXPECT_EQ(first->tag, 3u);
  EXPECT_EQ(first->label, 4u);
  const auto second = read_catch_clause(reader);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->kind, CatchClause::Kind::CatchAll);
  EXPECT_EQ(second->label, 5u);
}

TEST(ReadConstExpr, EndsWithTheEndThatClosesIt) {
  const Bytes bytes = {0x41, 0x0B, 0x0B, 0x0B};  // i32.const 11, end, and another end
  Reader reader(bytes, 40);
  const auto expr = read_const_expr(reader);
  ASSERT_TRUE(expr);
  EXPECT_EQ(expr->offset, 40u);
  EXPECT_EQ(expr->bytes.size(), 3u);
  EXPECT_EQ(reader.offset(), 43u);
}

TEST(ReadConstExpr, FollowsBlocks) {
  // block, if, else, end, try .. delegate, end, end
  const Bytes bytes = {0x02, 0x40, 0x04, 0x40, 0x05, 0x0B, 0x06, 0x40, 0x18, 0x00, 0x0B, 0x0B};
  Reader reader(bytes, 0);
  ASSERT_TRUE(read_const_expr(reader));
  EXPECT_TRUE(reader.at_end());
}

TEST(ReadConstExpr, DepthIsOnlyACounter) {
  constexpr size_t kDepth = 1'000'000;
  Bytes bytes;
  for (size_t i = 0; i < kDepth; ++i) bytes.insert(bytes.end(), {0x02, 0x40});
  bytes.insert(bytes.end(), kDepth + 1, 0x0B);
  Reader reader(bytes, 0);
  ASSERT_TRUE(read_const_expr(reader));
  EXPECT_TRUE(reader.at_end());
}

}  // namespace
}  // namespace ingot
