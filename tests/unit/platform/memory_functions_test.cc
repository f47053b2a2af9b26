// memmove, memcpy and memset of programs against loops over bytes, around all lengths where the method changes.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

extern "C" {
void* program_memmove(void* to, const void* from, size_t length);
void* program_memcpy(void* to, const void* from, size_t length);
void* program_memset(void* to, int value, size_t length);
}

namespace ingot {
namespace {

constexpr size_t kMiddle = 3000, kBufferBytes = 3 * kMiddle;

std::vector<size_t> lengths() {
  std::vector<size_t> result;
  for (size_t length = 0; length <= 300; ++length) result.push_back(length);
  for (size_t length : {511, 512, 513, 1000, 2047, 2048, 2049, 2500}) result.push_back(length);
  return result;
}

std::vector<uint8_t> pattern() {
  std::vector<uint8_t> bytes(kBufferBytes);
  uint32_t state = 1;
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

/// Moves within one buffer, from kMiddle to kMiddle + distance.
void check_move(size_t length, ptrdiff_t distance) {
  const std::vector<uint8_t> before = pattern();
  std::vector<uint8_t> moved = before, expected = before;
  uint8_t* dest = moved.data() + kMiddle + distance;
  for (size_t i = 0; i < length; ++i) expected[kMiddle + static_cast<size_t>(distance) + i] = before[kMiddle + i];
  EXPECT_EQ(program_memmove(dest, moved.data() + kMiddle, length), dest);
  EXPECT_TRUE(moved == expected) << "length " << length << " distance " << distance;
}

TEST(MemoryFunctions, MoveToAnyDistance) {
  for (size_t length : lengths())
    for (ptrdiff_t distance : {-2600, -300, -129, -65, -64, -63, -17, -16, -15, -8, -3,  -1,  0,   1,
                               2,     5,    15,   16,  17,  31,  33,  63,  64,  65, 100, 128, 301, 2600})
      check_move(length, distance);
}

TEST(MemoryFunctions, CopyAtAnyAlignment) {
  const std::vector<uint8_t> source = pattern();
  for (size_t length : lengths()) {
    for (size_t shift = 0; shift < 17; shift += 3) {
      std::vector<uint8_t> copied(kBufferBytes, 0xEE), expected = copied;
      for (size_t i = 0; i < length; ++i) expected[shift + i] = source[5 + i];
      program_memcpy(copied.data() + shift, source.data() + 5, length);
      EXPECT_TRUE(copied == expected) << "length " << length << " shift " << shift;
    }
  }
}

TEST(MemoryFunctions, SetFillsExactlyTheRange) {
  for (size_t length : lengths()) {
    for (size_t shift = 0; shift < 17; shift += 3) {
      std::vector<uint8_t> filled = pattern(), expected = filled;
      for (size_t i = 0; i < length; ++i) expected[shift + i] = 0xA5;
      EXPECT_EQ(program_memset(filled.data() + shift, 0x1A5, length), filled.data() + shift);
      EXPECT_TRUE(filled == expected) << "length " << length << " shift " << shift;
    }
  }
}

}  // namespace
}  // namespace ingot
