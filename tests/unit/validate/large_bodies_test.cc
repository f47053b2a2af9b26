// Bodies at the limits: nothing recurses, nothing is quadratic, little is allocated.
#include <gtest/gtest.h>

#include "compiler/validate/validate_module.h"
#include "tests/unit/validate/module_bytes.h"

namespace ingot::test {
namespace {

/// "" if the body of a function [] -> [] is valid.
std::string check(const Bytes& code, const Bytes& locals = {0}) {
  ModuleBytes bytes;
  bytes.types = {func_type({}, {})};
  bytes.add_function(0, code, locals);
  const Bytes built = bytes.build();
  const Expected<Module> module = decode_module(built);
  if (!module) return module.error().message;
  const Expected<ValidatedModule> valid = validate_module(*module, 1);
  return valid ? "" : valid.error().message;
}

TEST(LargeBodies, NestedBlocks) {
  constexpr int kDepth = 100'000;
  Bytes code;
  for (int i = 0; i < kDepth; ++i) append(code, {static_cast<uint8_t>(0x02 + i % 2), kEmptyBlock});
  for (int i = 0; i < kDepth; ++i) code.push_back(0x0B);
  EXPECT_EQ(check(code), "");
}

TEST(LargeBodies, NestedIfs) {
  constexpr int kDepth = 100'000;
  Bytes code;
  for (int i = 0; i < kDepth; ++i) append(code, {0x41, 0, 0x04, kEmptyBlock});
  for (int i = 0; i < kDepth; ++i) code.push_back(0x0B);
  EXPECT_EQ(check(code), "");
}

TEST(LargeBodies, UnclosedBlocks) {
  Bytes code;
  for (int i = 0; i < 100'000; ++i) append(code, {0x02, kEmptyBlock});
  EXPECT_EQ(check(code), "unexpected end of section or function");
}

TEST(LargeBodies, BranchTable) {
  constexpr uint32_t kTargets = 100'000;
  Bytes code = join({{0x02, kEmptyBlock, 0x41, 0, 0x0E}, leb(kTargets)});
  for (uint32_t i = 0; i < kTargets; ++i) code.push_back(i % 2);
  append(code, {0, 0x0B});
  EXPECT_EQ(check(code), "");
}

TEST(LargeBodies, BranchTableLongerThanItsBytes) {
  EXPECT_EQ(check({0x41, 0, 0x0E, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F}), "unexpected end of section or function");
}

TEST(LargeBodies, Locals) {
  const Bytes locals = join({{2}, leb(49'999), {kI32Byte}, {1, kI64Byte}});
  EXPECT_EQ(check(join({{0x20}, leb(49'999), {0x50, 0x1A}}), locals), "");  // i64.eqz, drop
  EXPECT_EQ(check(join({{0x20}, leb(50'000), {0x1A}}), locals), "unknown local 50000");
}

TEST(LargeBodies, OneLocalTooMany) {
  EXPECT_TRUE(check({}, join({{1}, leb(50'001), {kI32Byte}})).starts_with("too many locals"));
}

TEST(LargeBodies, FixedArraysInUnreachableCodeAreBounded) {
  ModuleBytes bytes;
  bytes.types = {func_type({}, {}), {0x5E, kI32Byte, 0}};
  bytes.add_function(0, {0x00, 0xFB, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x1A});
  const Decoded decoded = decode(bytes);
  EXPECT_FALSE(validate_module(decoded.module, 1));
}

}  // namespace
}  // namespace ingot::test
