// Response files, spellings, and the program's arguments.
#include "compiler/driver/command_line.h"

#include <gtest/gtest.h>

#include <fstream>

namespace ingot {
namespace {

using Words = std::vector<std::string>;

Words expanded(const std::string& contents) {
  const std::string path = testing::TempDir() + "words.rsp";
  std::ofstream(path) << contents;
  const Expected<Words> words = expand_response_files({"compile", "@" + path, "last"});
  EXPECT_TRUE(words.has_value());
  return words.value_or(Words{});
}

TEST(ResponseFile, SplitsAtWhiteSpace) {
  EXPECT_EQ(expanded("-O3\n\t-c  \r\n a.wasm"), (Words{"compile", "-O3", "-c", "a.wasm", "last"}));
}

TEST(ResponseFile, QuotesKeepWhiteSpace) {
  EXPECT_EQ(expanded("'a b' \"c d\" e\\ f"), (Words{"compile", "a b", "c d", "e f", "last"}));
}

TEST(ResponseFile, EmptyQuotesAreAWord) { EXPECT_EQ(expanded("''"), (Words{"compile", "", "last"})); }

TEST(ResponseFile, BackslashIsPlainInSingleQuotes) {
  EXPECT_EQ(expanded("'a\\b' \"c\\\"d\""), (Words{"compile", "a\\b", "c\"d", "last"}));
}

TEST(ResponseFile, DoesNotNest) { EXPECT_EQ(expanded("@other"), (Words{"compile", "@other", "last"})); }

TEST(ResponseFile, BelongsToTheProgramBehindDashes) {
  const Expected<Words> words = expand_response_files({"run", "a.wasm", "--", "@missing"});
  ASSERT_TRUE(words.has_value());
  EXPECT_EQ(words->back(), "@missing");
}

TEST(ResponseFile, MissingFileIsWrongUsage) {
  const Expected<Words> words = expand_response_files({"compile", "@no-such-file"});
  ASSERT_FALSE(words.has_value());
  EXPECT_TRUE(words.error().usage);
}

TEST(Spellings, AreRewrittenUpToDashes) {
  Words words{"-O", "-march=native", "-Wl,-x", "-###", "-O3", "--", "-O"};
  rewrite_spellings(words);
  EXPECT_EQ(words, (Words{"-O2", "--march=native", "--linker-argument=-x", "--print-link-command", "-O3", "--", "-O"}));
}

TEST(Spellings, LinkerArgumentsAreSplitAtCommas) {
  Words words{"-Wl,-z,now", "-Wl,", "--linker-argument=a,b"};
  rewrite_spellings(words);
  EXPECT_EQ(words,
            (Words{"--linker-argument=-z", "--linker-argument=now", "--linker-argument=", "--linker-argument=a,b"}));
}

TEST(ProgramArguments, StandBehindTheFirstDashes) {
  Words words{"a.wasm", "--", "x", "--", "y"};
  EXPECT_EQ(take_program_arguments(words), (Words{"x", "--", "y"}));
  EXPECT_EQ(words, (Words{"a.wasm"}));
}

}  // namespace
TEST(OptionWithoutValue, IsOneThatEndsWithItsEqualsSign) {
  EXPECT_EQ(option_without_value({"in.wasm", "--profile-use=", "-o", "out"}), "--profile-use");
  EXPECT_EQ(option_without_value({"--env=A=", "--verbose", "-o=", "a="}), "");
}

}  // namespace ingot
