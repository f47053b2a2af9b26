// Values of constant expressions.
#include "compiler/validate/const_eval.h"

#include <gtest/gtest.h>

#include "tests/unit/validate/module_bytes.h"

namespace ingot::test {
namespace {

/// Value of the last of these globals. Global 0 is an imported immutable i32.
ConstResult last_global(std::vector<Bytes> globals) {
  ModuleBytes bytes;
  bytes.types = {func_type({}, {})};
  bytes.imports = {{1, 'm', 1, 'g', 3, kI32Byte, 0}};
  bytes.globals = std::move(globals);
  bytes.add_function(0, {});
  const Decoded decoded = decode(bytes);
  return evaluate_const(decoded.module, decoded.module.globals.back().init);
}

uint64_t bits_of(const ConstResult& result) { return std::get<ConstBits>(result).bits[0]; }

TEST(ConstEval, Numbers) {
  EXPECT_EQ(bits_of(last_global({{kI32Byte, 0, 0x41, 0x7F, 0x0B}})), 0xFFFFFFFFu);
  EXPECT_EQ(bits_of(last_global({{kI64Byte, 0, 0x42, 0x7F, 0x0B}})), UINT64_MAX);
  EXPECT_EQ(bits_of(last_global({{kF32Byte, 0, 0x43, 1, 0, 0xC0, 0x7F, 0x0B}})), 0x7FC00001u);
  EXPECT_EQ(bits_of(last_global({{kF64Byte, 0, 0x44, 1, 2, 3, 4, 5, 6, 7, 8, 0x0B}})), 0x0807060504030201u);
}

TEST(ConstEval, Vectors) {
  Bytes global = {kV128Byte, 0, 0xFD, 12};
  for (uint8_t i = 0; i < 16; ++i) global.push_back(i);
  global.push_back(0x0B);
  const ConstBits bits = std::get<ConstBits>(last_global({global}));
  EXPECT_EQ(bits.bits[0], 0x0706050403020100u);
  EXPECT_EQ(bits.bits[1], 0x0F0E0D0C0B0A0908u);
}

TEST(ConstEval, Arithmetic) {
  // 3 - 5, wrapped to 32 bits; 2^32 * 2^32 wrapped to 64
  EXPECT_EQ(bits_of(last_global({{kI32Byte, 0, 0x41, 3, 0x41, 5, 0x6B, 0x0B}})), 0xFFFFFFFEu);
  EXPECT_EQ(bits_of(last_global({{kI64Byte, 0, 0x42, 3, 0x42, 5, 0x7E, 0x42, 1, 0x7C, 0x0B}})), 16u);
}

TEST(ConstEval, References) {
  EXPECT_TRUE(std::holds_alternative<ConstNull>(last_global({{kFuncRefByte, 0, 0xD0, 0x70, 0x0B}})));
  EXPECT_EQ(std::get<ConstFunc>(last_global({{kFuncRefByte, 0, 0xD2, 0, 0x0B}})).funcidx, 0u);
}

TEST(ConstEval, ImportedGlobalsAreNotKnown) {
  EXPECT_EQ(std::get<ConstGlobal>(last_global({{kI32Byte, 0, 0x23, 0, 0x0B}})).globalidx, 0u);
  EXPECT_TRUE(std::holds_alternative<ConstComputed>(last_global({{kI32Byte, 0, 0x23, 0, 0x41, 1, 0x6A, 0x0B}})));
}

TEST(ConstEval, GlobalsAreLookedThrough) {
  EXPECT_EQ(bits_of(last_global({{kI32Byte, 0, 0x41, 20, 0x0B}, {kI32Byte, 0, 0x23, 1, 0x41, 1, 0x6A, 0x0B}})), 21u);
}

TEST(ConstEval, StructuresAreComputed) {
  // ref.i31 of a constant
  EXPECT_TRUE(std::holds_alternative<ConstComputed>(last_global({{0x6C, 0, 0x41, 1, 0xFB, 28, 0x0B}})));
}

TEST(ConstEval, LongChainsOfDoublingGlobals) {
  std::vector<Bytes> globals = {{kI32Byte, 0, 0x41, 1, 0x0B}};
  for (uint32_t i = 1; i < 20'000; ++i) {
    globals.push_back(join({{kI32Byte, 0, 0x23}, leb(i), {0x23}, leb(i), {0x6A, 0x0B}}));
  }
  EXPECT_EQ(bits_of(last_global(std::move(globals))), 0u);
}

}  // namespace
}  // namespace ingot::test
