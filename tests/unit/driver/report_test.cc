// When the tool uses colours, and diagnostics as JSON.
#include "compiler/driver/report.h"

#include <gtest/gtest.h>

namespace ingot {
namespace {

TEST(Color, AutoNeedsATerminal) {
  EXPECT_TRUE(use_color(When::Auto, true, "xterm", nullptr));
  EXPECT_FALSE(use_color(When::Auto, false, "xterm", nullptr));
}

TEST(Color, NoColorCountsIfNotEmpty) {
  EXPECT_FALSE(use_color(When::Auto, true, "xterm", "1"));
  EXPECT_TRUE(use_color(When::Auto, true, "xterm", ""));
}

TEST(Color, DumbTerminalsHaveNone) {
  EXPECT_FALSE(use_color(When::Auto, true, "dumb", nullptr));
  EXPECT_FALSE(use_color(When::Auto, true, nullptr, nullptr));
}

TEST(Color, OptionBeatsEnvironment) {
  EXPECT_TRUE(use_color(When::Always, false, "dumb", "1"));
  EXPECT_FALSE(use_color(When::Never, true, "xterm", nullptr));
}

TEST(DiagnosticJson, LeavesOutWhatIsUnknown) {
  EXPECT_EQ(diagnostic_json("a.wasm", {.message = "bad"}), R"({"severity":"error","message":"bad","file":"a.wasm"})");
}

TEST(DiagnosticJson, HasOffsetAndNote) {
  EXPECT_EQ(diagnostic_json("a.wasm", {.message = "bad", .offset = 16, .note = "here"}),
            R"({"severity":"error","message":"bad","file":"a.wasm","offset":16,"note":"here"})");
}

TEST(DiagnosticJson, SurvivesNamesThatAreNotUtf8) {
  EXPECT_EQ(diagnostic_json("a.wasm", {.message = "\xff"}),
            "{\"severity\":\"error\",\"message\":\"\xef\xbf\xbd\",\"file\":\"a.wasm\"}");
}

}  // namespace
}  // namespace ingot
