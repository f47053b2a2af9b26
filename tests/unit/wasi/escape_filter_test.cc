// What a terminal gets with --filter-escapes.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "runtime/wasi/escape_filter.h"

namespace ingot::wasi {
namespace {

std::string filtered(const std::string& text) {
  EscapeFilter filter;
  std::string out;
  for (const char c : text) out += static_cast<char>(filter.pass(static_cast<uint8_t>(c)));
  return out;
}

TEST(EscapeFilter, TextPasses) {
  for (const std::string text : {"plain\ttext\r\n", "\u00e4\u20ac\U0001F600 \u00a0\u07ff\u0800\uffff"})
    EXPECT_EQ(filtered(text), text);
}

TEST(EscapeFilter, ControlsDoNot) {
  EXPECT_EQ(filtered("\x1b[2J\x1b]0;title\x07"), "?[2J?]0;title?");
  EXPECT_EQ(filtered(std::string("a\0b\x08\x7f", 5)), "a?b??");
}

TEST(EscapeFilter, NorTheirOtherSpellings) {
  EXPECT_EQ(filtered("\x9b"
                     "2J"),
            "?2J");                                       // CSI as one byte
  EXPECT_EQ(filtered("\u009b2J\u0085"), "\xC2?2J\xC2?");  // and as a character
  EXPECT_EQ(filtered("\xe0\x82\x9b|"), "\xe0??|");        // longer than it may be
  EXPECT_EQ(filtered("\xf0\x80\x82\x9b|"), "\xf0???|");
  EXPECT_EQ(filtered("\xc0\x9b\xc1\x9b\xf8\xff"), "??????");
  EXPECT_EQ(filtered("\u00e4\x9b"), "\u00e4?");
  EXPECT_EQ(filtered("\xe2\x82\x1b\x9b"), "\xe2\x82??");  // interrupted
}

TEST(EscapeFilter, ACharacterMayComeInPieces) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EscapeFilter filter;
  char first[] = "\xe2\x82", second[] = "\xac\x9b";
  const iovec pieces[] = {{first, 1}, {first + 1, 1}, {second, 2}};
  EXPECT_EQ(filter.write(ends[1], pieces, 2), 2);
  EXPECT_EQ(filter.write(ends[1], pieces + 2, 1), 2);
  char got[8] = {};
  EXPECT_EQ(read(ends[0], got, sizeof(got)), 4);
  EXPECT_STREQ(got, "\u20ac?");
  // What could not be written does not count.
  close(ends[0]);
  close(ends[1]);
  EXPECT_EQ(filter.write(ends[1], pieces, 2), -1);
  EXPECT_EQ(filter.pass(0xAC), '?');
}

}  // namespace
}  // namespace ingot::wasi
