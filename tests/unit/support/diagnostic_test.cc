// Diagnostics as the user sees them.
#include "compiler/support/diagnostic.h"

#include <gtest/gtest.h>

namespace ingot {
namespace {

TEST(FormatDiagnostic, NamesFilePlaceAndText) {
  EXPECT_EQ(format_diagnostic("app.wasm", {.message = "type mismatch", .offset = 0x1f3}),
            "app.wasm:0x1f3: error: type mismatch");
}

TEST(FormatDiagnostic, LeavesOutAPlaceThatIsNotKnown) {
  EXPECT_EQ(format_diagnostic("app.wasm", {.message = "unknown import"}), "app.wasm: error: unknown import");
}

TEST(FormatDiagnostic, PrintsTheNoteOnALineOfItsOwn) {
  EXPECT_EQ(format_diagnostic("app.wasm", {.message = "type mismatch", .offset = 0, .note = "in function 12 \"main\""}),
            "app.wasm:0x0: error: type mismatch\napp.wasm: note: in function 12 \"main\"");
}

TEST(FormatDiagnostic, BlamesTheToolForWrongUse) {
  EXPECT_EQ(format_diagnostic("app.wasm", {.message = "unknown option", .usage = true}),
            "ingot: error: unknown option");
  EXPECT_EQ(format_diagnostic("", {.message = "out of memory"}), "ingot: error: out of memory");
}

TEST(FormatDiagnostic, EscapesControlCharactersOfTheInput) {
  EXPECT_EQ(format_diagnostic("a\rb", {.message = "unknown import \x1b[2J\x7f\x01"}),
            "a\\x0db: error: unknown import \\x1b[2J\\x7f\\x01");
}

TEST(FormatDiagnostic, KeepsUnicodeAndLines) {
  EXPECT_EQ(format_diagnostic("a", {.message = "größe\nsecond line"}), "a: error: größe\nsecond line");
}

Expected<int> halve(int value) {
  if (value % 2 != 0) return fail_at(static_cast<uint64_t>(value), "odd");
  return value / 2;
}
Expected<int> quarter(int value) {
  const int half = INGOT_TRY(halve(value));
  return halve(half);
}
Expected<void> check_quarter(int value) {
  INGOT_CHECK(quarter(value));
  return {};
}

TEST(Expected, TryUnwrapsOrReturnsTheError) {
  EXPECT_EQ(quarter(12), 3);
  EXPECT_EQ(quarter(6).error().offset, 3u);
  EXPECT_EQ(quarter(5).error().message, "odd");
}

TEST(Expected, CheckReturnsTheError) {
  EXPECT_TRUE(check_quarter(4));
  EXPECT_EQ(check_quarter(7).error().offset, 7u);
}

}  // namespace
TEST(PrintableName, StaysOnItsLineAndLeavesTheTerminalAlone) {
  EXPECT_EQ(printable_name("fd_write"), "fd_write");
  EXPECT_EQ(printable_name("a\nb\tc\x1b[31m"), "a\\nb\\tc\\x1b[31m");
  EXPECT_EQ(printable_name("\u00e4\u202edcba"), "\u00e4?dcba");
  EXPECT_EQ(printable_name("\u009b2J\u00a0"), "?2J\u00a0");
}

}  // namespace ingot
