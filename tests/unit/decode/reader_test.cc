// Integers up to their limits, names, parts.
#include "compiler/decode/reader.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/decode/module_bytes.h"

namespace ingot {
namespace {

using test::Bytes;
using test::operator+;

constexpr uint64_t kBase = 100;  // where the bytes start in the file

Reader reader_of(const Bytes& bytes) { return Reader(bytes, kBase); }

/// Expects one read of all the bytes to give `value`.
template <class Int>
void expect_value(Expected<Int> (Reader::*read)(), const Bytes& bytes, Int value) {
  Reader reader = reader_of(bytes);
  const Expected<Int> result = (reader.*read)();
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(*result, value);
  EXPECT_TRUE(reader.at_end());
}

template <class Int>
void expect_error(Expected<Int> (Reader::*read)(), const Bytes& bytes, const char* message, uint64_t offset = kBase) {
  Reader reader = reader_of(bytes);
  const Expected<Int> result = (reader.*read)();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, message);
  EXPECT_EQ(result.error().offset, offset);
}

constexpr char kTooLong[] = "integer representation too long";
constexpr char kTooLarge[] = "integer too large";
constexpr char kEnd[] = "unexpected end of section or function";

TEST(Leb, Unsigned32) {
  expect_value<uint32_t>(&Reader::read_u32, {0}, 0);
  expect_value<uint32_t>(&Reader::read_u32, {0x7F}, 127);
  expect_value<uint32_t>(&Reader::read_u32, {0x80, 1}, 128);
  expect_value<uint32_t>(&Reader::read_u32, {0xFF, 0xFF, 0xFF, 0xFF, 0x0F}, 0xFFFFFFFF);
  expect_value<uint32_t>(&Reader::read_u32, {0x82, 0x80, 0x80, 0x80, 0x00}, 2);
  expect_error<uint32_t>(&Reader::read_u32, {0xFF, 0xFF, 0xFF, 0xFF, 0x1F}, kTooLarge);
  expect_error<uint32_t>(&Reader::read_u32, {0x80, 0x80, 0x80, 0x80, 0x70}, kTooLarge);
  expect_error<uint32_t>(&Reader::read_u32, {0x82, 0x80, 0x80, 0x80, 0x80, 0x00}, kTooLong);
  expect_error<uint32_t>(&Reader::read_u32, {}, kEnd);
  expect_error<uint32_t>(&Reader::read_u32, {0x80, 0x80}, kEnd, kBase + 2);
}

TEST(Leb, Unsigned64) {
  expect_value<uint64_t>(&Reader::read_u64, {0x7F}, 127);
  expect_value<uint64_t>(&Reader::read_u64, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01},
                         std::numeric_limits<uint64_t>::max());
  expect_value<uint64_t>(&Reader::read_u64, {0x80, 0x80, 0x80, 0x80, 0x10}, UINT64_C(1) << 32);
  expect_error<uint64_t>(&Reader::read_u64, {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02}, kTooLarge);
  expect_error<uint64_t>(&Reader::read_u64, {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00},
                         kTooLong);
}

TEST(Leb, Signed32) {
  expect_value<int32_t>(&Reader::read_s32, {0x7F}, -1);
  expect_value<int32_t>(&Reader::read_s32, {0x40}, -64);
  expect_value<int32_t>(&Reader::read_s32, {0x3F}, 63);
  expect_value<int32_t>(&Reader::read_s32, {0xC0, 0x00}, 64);
  expect_value<int32_t>(&Reader::read_s32, {0xFF, 0xFF, 0xFF, 0xFF, 0x07}, std::numeric_limits<int32_t>::max());
  expect_value<int32_t>(&Reader::read_s32, {0x80, 0x80, 0x80, 0x80, 0x78}, std::numeric_limits<int32_t>::min());
  expect_value<int32_t>(&Reader::read_s32, {0xFF, 0xFF, 0xFF, 0xFF, 0x7F}, -1);
  expect_error<int32_t>(&Reader::read_s32, {0x80, 0x80, 0x80, 0x80, 0x08}, kTooLarge);
  expect_error<int32_t>(&Reader::read_s32, {0xFF, 0xFF, 0xFF, 0xFF, 0x4F}, kTooLarge);
  expect_error<int32_t>(&Reader::read_s32, {0xFF, 0xFF, 0xFF, 0xFF, 0x0F}, kTooLarge);
  expect_error<int32_t>(&Reader::read_s32, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}, kTooLong);
}

TEST(Leb, Signed33) {
  expect_value<int64_t>(&Reader::read_s33, {0x40}, -64);
  expect_value<int64_t>(&Reader::read_s33, {0xFF, 0xFF, 0xFF, 0xFF, 0x0F}, 0xFFFFFFFF);
  expect_value<int64_t>(&Reader::read_s33, {0x80, 0x80, 0x80, 0x80, 0x70}, -(INT64_C(1) << 32));
  expect_error<int64_t>(&Reader::read_s33, {0x80, 0x80, 0x80, 0x80, 0x10}, kTooLarge);
  expect_error<int64_t>(&Reader::read_s33, {0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, kTooLong);
}

TEST(Leb, Signed64) {
  expect_value<int64_t>(&Reader::read_s64, {0x7F}, -1);
  expect_value<int64_t>(&Reader::read_s64, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00},
                        std::numeric_limits<int64_t>::max());
  expect_value<int64_t>(&Reader::read_s64, {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F},
                        std::numeric_limits<int64_t>::min());
  expect_error<int64_t>(&Reader::read_s64, {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7E}, kTooLarge);
  expect_error<int64_t>(&Reader::read_s64, {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, kTooLarge);
  expect_error<int64_t>(&Reader::read_s64, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F},
                        kTooLong);
}

/// Every signed value that is near a power of two survives writing and reading.
TEST(Leb, SignedValuesSurviveTheRoundTrip) {
  for (unsigned bit = 0; bit < 63; ++bit) {
    for (int64_t value : {(INT64_C(1) << bit) - 1, INT64_C(1) << bit, -(INT64_C(1) << bit), -(INT64_C(1) << bit) - 1}) {
      Bytes bytes;
      for (int64_t rest = value; true; rest >>= 7) {
        const bool is_last = rest >= -64 && rest < 64;
        bytes.push_back(static_cast<uint8_t>((rest & 0x7F) | (is_last ? 0 : 0x80)));
        if (is_last) break;
      }
      expect_value<int64_t>(&Reader::read_s64, bytes, value);
    }
  }
}

TEST(Reader, FixedIntegersAreLittleEndian) {
  expect_value<uint32_t>(&Reader::read_fixed_u32, {1, 2, 3, 0x84}, 0x84030201);
  expect_value<uint64_t>(&Reader::read_fixed_u64, {1, 0, 0, 0, 0, 0, 0, 0x80}, UINT64_C(0x8000000000000001));
  expect_error<uint32_t>(&Reader::read_fixed_u32, {1, 2, 3}, kEnd, kBase + 3);
}

TEST(Reader, NamesAreUtf8) {
  expect_value<std::string_view>(&Reader::read_name, {0}, "");
  expect_value<std::string_view>(&Reader::read_name, {3, 'a', 0xC3, 0xA4}, "a\u00e4");
  expect_error<std::string_view>(&Reader::read_name, {1, 0x80}, "malformed UTF-8 encoding", kBase + 1);
  expect_error<std::string_view>(&Reader::read_name, {2, 'a'}, "length out of bounds: 2 bytes announced, 1 left",
                                 kBase + 1);
}

TEST(Reader, Utf8HasNoOtherForms) {
  const Bytes kGood[] = {{0x7F},
                         {0xC2, 0x80},
                         {0xE0, 0xA0, 0x80},
                         {0xED, 0x9F, 0xBF},
                         {0xEE, 0x80, 0x80},
                         {0xF0, 0x90, 0x80, 0x80},
                         {0xF4, 0x8F, 0xBF, 0xBF}};
  for (const Bytes& bytes : kGood) EXPECT_TRUE(is_valid_utf8(bytes)) << std::hex << int{bytes[0]};
  const Bytes kBad[] = {{0x80},
                        {0xC1, 0xBF},
                        {0xC2},
                        {0xC2, 0x7F},
                        {0xE0, 0x9F, 0xBF},
                        {0xED, 0xA0, 0x80},
                        {0xE1, 0x80},
                        {0xE1, 0x80, 0xC0},
                        {0xF0, 0x8F, 0xBF, 0xBF},
                        {0xF4, 0x90, 0x80, 0x80},
                        {0xF5, 0x80, 0x80, 0x80},
                        {0xFF}};
  for (const Bytes& bytes : kBad) EXPECT_FALSE(is_valid_utf8(bytes)) << std::hex << int{bytes[0]};
}

TEST(Reader, CountsAreBoundedByTheBytesLeft) {
  const Bytes bytes = {2, 0, 0};
  Reader reader = reader_of(bytes);
  EXPECT_EQ(reader.read_count(), 2u);
  expect_error<uint32_t>(&Reader::read_count, {3, 0, 0}, kEnd, kBase + 3);
  expect_error<uint32_t>(&Reader::read_count, {0xFF, 0xFF, 0xFF, 0xFF, 0x0F}, kEnd, kBase + 5);
}

TEST(Reader, PartsKnowTheirPlace) {
  const Bytes bytes = {9, 1, 2, 3, 4};
  Reader reader = reader_of(bytes);
  ASSERT_EQ(reader.read_byte(), 9);
  auto part = reader.read_part(2);
  ASSERT_TRUE(part);
  EXPECT_EQ(part->offset(), kBase + 1);
  EXPECT_EQ(part->remaining(), 2u);
  EXPECT_EQ(reader.peek(), 3);
  ASSERT_TRUE(part->read_bytes(2));
  EXPECT_EQ(part->peek(), -1);
  EXPECT_EQ(part->read_byte().error().offset, kBase + 3);
  EXPECT_EQ(reader.read_part(3).error().message, "length out of bounds: 3 bytes announced, 2 left");
  EXPECT_EQ(reader.since(kBase + 1).bytes.size(), 2u);
}

TEST(Reader, AnIntegerAcrossTheEndIsCutOffUnlessItIsWrongAnyway) {
  const Bytes ends = {0x80, 0x80, 0};
  Reader whole = reader_of(ends);
  EXPECT_EQ(whole.read_part(2)->read_u32().error().message, kEnd);
  const Bytes goes_on = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0};
  Reader long_one = reader_of(goes_on);
  EXPECT_EQ(long_one.read_part(2)->read_u32().error().message, kTooLong);
}

TEST(Reader, EndOfTheFileIsCalledSo) {
  EXPECT_EQ(Reader({}, 0, Reader::Extent::File).read_byte().error().message, "unexpected end");
  EXPECT_EQ(Reader({}, 0).read_byte().error().message, kEnd);
}

}  // namespace
}  // namespace ingot
