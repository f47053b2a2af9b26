#include "runtime/platform/text_buffer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace ingot {
namespace {

std::string text_of(const TextBuffer& buffer) { return {buffer.data(), buffer.length()}; }

TEST(TextBuffer, Numbers) {
  TextBuffer buffer;
  buffer.decimal(0).character(' ').decimal(UINT64_MAX).character(' ').signed_decimal(INT64_MIN);
  buffer.character(' ').signed_decimal(7).character(' ').hex(0).character(' ').hex(0xfedcba9876543210);
  EXPECT_EQ(text_of(buffer), "0 18446744073709551615 -9223372036854775808 7 0x0 0xfedcba9876543210");
}

TEST(TextBuffer, CutsOffWhatDoesNotFit) {
  TextBuffer buffer;
  for (int i = 0; i < 100; ++i) buffer.text("0123456789abcdef");
  const size_t capacity = buffer.length();
  buffer.text("more").character('!').decimal(1);
  EXPECT_EQ(buffer.length(), capacity);
  EXPECT_EQ(text_of(buffer).substr(0, 16), "0123456789abcdef");
  buffer.clear();
  EXPECT_EQ(buffer.length(), 0u);
}

TEST(TextBuffer, GuestNames) {
  TextBuffer buffer;
  buffer.guest_name("a\x1b[31m\n\x7f\xc3\xa9");
  EXPECT_EQ(text_of(buffer), "a?[31m??\xc3\xa9");
  buffer.clear();
  buffer.guest_name("\u009b2J\u0080\u00a0\xc2");
  EXPECT_EQ(text_of(buffer), "?2J?\u00a0\xc2");
  buffer.clear();
  buffer.guest_name(std::string(100'000, 'x').c_str()).character('\n');
  EXPECT_EQ(text_of(buffer), std::string(200, 'x') + "\n");
}

}  // namespace
}  // namespace ingot
