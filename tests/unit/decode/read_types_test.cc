// Types among bytes.
#include "compiler/decode/read_types.h"

#include <gtest/gtest.h>

#include "tests/unit/decode/module_bytes.h"

namespace ingot {
namespace {

using test::Bytes;
using test::operator+;

std::string val_type_text(const Bytes& bytes) {
  Reader reader(bytes, 0);
  const auto type = read_val_type(reader);
  if (!type) return type.error().message;
  EXPECT_TRUE(reader.at_end());
  return to_string(*type);
}

TEST(ReadTypes, ValueTypes) {
  EXPECT_EQ(val_type_text({0x7F}), "i32");
  EXPECT_EQ(val_type_text({0x7E}), "i64");
  EXPECT_EQ(val_type_text({0x7D}), "f32");
  EXPECT_EQ(val_type_text({0x7C}), "f64");
  EXPECT_EQ(val_type_text({0x7B}), "v128");
  EXPECT_EQ(val_type_text({0x70}), "funcref");
  EXPECT_EQ(val_type_text({0x6F}), "externref");
  EXPECT_EQ(val_type_text({0x69}), "exnref");
  EXPECT_EQ(val_type_text({0x74}), "nullexnref");
  EXPECT_EQ(val_type_text({0x63, 0x6E}), "anyref");
  EXPECT_EQ(val_type_text({0x64, 0x6E}), "(ref any)");
  EXPECT_EQ(val_type_text({0x64, 0x81, 0x01}), "(ref 129)");
  EXPECT_EQ(val_type_text({0x64, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F}), "(ref 4294967295)");
}

TEST(ReadTypes, OtherBytesAreNoValueTypes) {
  for (const uint8_t byte : {0x00, 0x40, 0x5F, 0x60, 0x62, 0x65, 0x68, 0x75, 0x77, 0x78, 0x7A, 0x80, 0xFF}) {
    EXPECT_EQ(val_type_text({byte, 0}).substr(0, 20), "malformed value type") << int{byte};
  }
  EXPECT_EQ(val_type_text({}), "unexpected end of section or function");
  EXPECT_EQ(val_type_text({0x64}), "unexpected end of section or function");
  EXPECT_EQ(val_type_text({0x64, 0x40}), "malformed heap type 0x40");
  EXPECT_EQ(val_type_text({0x64, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F}), "integer too large");
}

TEST(ReadTypes, EveryTableFlag) {
  for (unsigned flags = 0; flags < 0x100; ++flags) {
    const Bytes bytes = {0x70, static_cast<uint8_t>(flags), 1, 2, 3};
    Reader reader(bytes, 0);
    const auto type = read_table_type(reader);
    const bool is_known = flags == 0 || flags == 1 || flags == 4 || flags == 5;
    ASSERT_EQ(type.has_value(), is_known) << flags;
    if (!type) continue;
    EXPECT_EQ(type->limits.min, 1u);
    EXPECT_EQ(type->limits.has_max, flags & 1);
    EXPECT_EQ(type->limits.max, flags & 1 ? 2u : 0u);
    EXPECT_EQ(type->limits.address == AddressType::I64, (flags & 4) != 0);
  }
}

TEST(ReadTypes, EveryMemoryFlag) {
  for (unsigned flags = 0; flags < 0x100; ++flags) {
    const Bytes bytes = {static_cast<uint8_t>(flags), 1, 2, 3};
    Reader reader(bytes, 0);
    const auto type = read_memory_type(reader);
    ASSERT_EQ(type.has_value(), flags < 16) << flags;
    if (!type) continue;
    EXPECT_EQ(type->limits.has_max, flags & 1);
    EXPECT_EQ(type->limits.shared, (flags & 2) != 0);
    EXPECT_EQ(type->limits.address == AddressType::I64, (flags & 4) != 0);
    const uint32_t written = flags & 1 ? 3 : 2;
    EXPECT_EQ(type->page_size_log2, flags & 8 ? written : 16u);
  }
}

TEST(ReadTypes, LimitsHave64Bits) {
  const Bytes bytes = {1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1};
  Reader reader(bytes, 0);
  const auto type = read_memory_type(reader);
  ASSERT_TRUE(type);
  EXPECT_EQ(type->limits.max, UINT64_MAX);
}

}  // namespace
}  // namespace ingot
