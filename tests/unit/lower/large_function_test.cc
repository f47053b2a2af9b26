// Bodies of hostile size: lowering takes time in proportion, and never recurses.
#include <gtest/gtest.h>
#include <llvm/IR/Instructions.h>

#include "tests/unit/lower/fixture.h"

namespace ingot::test {
namespace {

constexpr uint32_t kManyLocals = 49'000;

Bytes repeat(const Bytes& code, size_t times) {
  Bytes all(code.size() * times);
  for (size_t i = 0; i < all.size(); ++i) all[i] = code[i % code.size()];
  return all;
}

Lowered lower_body(const Bytes& code, uint32_t locals = 0) {
  ModuleBytes bytes;
  bytes.types = {func_type({kI32Byte}, {kI32Byte})};
  bytes.exports = {{1, 't', 0, 0}};
  bytes.add_function(0, code, locals ? join({{1}, leb(locals), {kI32Byte}}) : Bytes{0});
  return Lowered(bytes.build(), Mode::Symbol);
}

TEST(LargeFunction, ManyIfs) {
  // if (p0) p0 = 7, a hundred thousand times
  const Bytes code = join({repeat({0x20, 0, 0x04, 0x40, 0x41, 7, 0x21, 0, 0x0B}, 100'000), {0x20, 0}});
  Lowered lowered = lower_body(code);
  EXPECT_EQ(count<llvm::PHINode>(lowered.function(0)), 100'000u);
}

TEST(LargeFunction, LocalReadBehindManyIfs) {
  const Bytes code = join({repeat({0x20, 0, 0x04, 0x40, 0x01, 0x0B}, 100'000), {0x20, 1}});
  Lowered lowered = lower_body(code, 1);
  EXPECT_EQ(count<llvm::PHINode>(lowered.function(0)), 0u);
}

TEST(LargeFunction, ManyBranchesOutOfOneBlock) {
  // block { br_if p0; p0 = p0 + p0; ... } p0
  const Bytes code =
      join({{0x02, 0x40}, repeat({0x20, 0, 0x0D, 0, 0x20, 0, 0x20, 0, 0x6A, 0x21, 0}, 100'000), {0x0B, 0x20, 0}});
  Lowered lowered = lower_body(code);
  EXPECT_EQ(count<llvm::PHINode>(lowered.function(0)), 1u);
}

TEST(LargeFunction, DeepBlocks) {
  const Bytes code =
      join({repeat({0x02, 0x40}, 100'000), {0x20, 0, 0x0D, 1, 0x41, 3, 0x21, 0}, repeat({0x0B}, 100'000), {0x20, 0}});
  EXPECT_EQ(count<llvm::PHINode>(lower_body(code).function(0)), 1u);
}

TEST(LargeFunction, DeepLoops) {
  const Bytes code = join({repeat({0x03, 0x40}, 20'000), {0x20, 1, 0x21, 0}, repeat({0x0B}, 20'000), {0x20, 1}});
  EXPECT_EQ(count<llvm::PHINode>(lower_body(code, 1).function(0)), 0u);
}

TEST(LargeFunction, ManyLocalsAcrossALoop) {
  Bytes code = {0x03, 0x40};
  for (uint32_t local = 1; local < kManyLocals; ++local)
    append(code, join({{0x20}, leb(local), {0x20, 0, 0x6A, 0x21}, leb(local)}));
  append(code, {0x20, 0, 0x0D, 0, 0x0B, 0x20, 1});
  EXPECT_EQ(count<llvm::PHINode>(lower_body(code, kManyLocals).function(0)), kManyLocals - 1);
}

TEST(LargeFunction, ManyLocalsTimesManyBlocksLiveInMemory) {
  // Every local would need a phi at every join.
  Bytes code;
  for (uint32_t local = 1; local < 20'000; ++local)
    append(code, join({{0x20, 0, 0x04, 0x40, 0x41, 5, 0x21}, leb(local), {0x0B}}));
  append(code, {0x20, 1});
  Lowered lowered = lower_body(code, 20'000);
  EXPECT_EQ(lowered.verify(), "");
  EXPECT_EQ(count<llvm::PHINode>(lowered.function(0)), 0u);
  EXPECT_TRUE(lowered.function(0).hasFnAttribute(llvm::Attribute::OptimizeNone));
}

/// LLVM's SCCP takes cubic time in the members of a struct.
TEST(LargeFunction, ManyResultsAreNoStruct) {
  constexpr size_t kResults = 100;
  ModuleBytes bytes;
  bytes.types = {func_type({}, Bytes(kResults, kI32Byte)), func_type({}, {})};
  bytes.exports = {{1, 't', 0, 1}};
  bytes.add_function(0, repeat({0x41, 1}, kResults));
  bytes.add_function(1, join({{0x10, 0}, repeat({0x1A}, kResults)}));
  Lowered lowered(bytes.build(), Mode::Symbol);
  EXPECT_EQ(lowered.verify(), "");
  EXPECT_TRUE(lowered.function(0).getReturnType()->isVoidTy());
}

TEST(LargeFunction, BranchTableWithManyEqualTargets) {
  const Bytes code = join({{0x02, kI32Byte, 0x41, 1, 0x20, 0, 0x0E}, leb(100'000), repeat({0}, 100'001), {0x0B}});
  EXPECT_EQ(lower_body(code).verify(), "");
}

}  // namespace
}  // namespace ingot::test
