// Which messages are shown.
#include "compiler/support/log.h"

#include <gtest/gtest.h>

namespace ingot {
namespace {

TEST(Log, VerbosityOpensLevels) {
  ASSERT_TRUE(configure_log(0, false, nullptr));
  EXPECT_TRUE(log_enabled(LogStage::Emit, LogLevel::Warning));
  EXPECT_FALSE(log_enabled(LogStage::Emit, LogLevel::Info));
  ASSERT_TRUE(configure_log(2, false, nullptr));
  EXPECT_TRUE(log_enabled(LogStage::Emit, LogLevel::Debug));
  EXPECT_FALSE(log_enabled(LogStage::Emit, LogLevel::Trace));
  ASSERT_TRUE(configure_log(9, false, nullptr));
  EXPECT_TRUE(log_enabled(LogStage::Emit, LogLevel::Trace));
}

TEST(Log, QuietLeavesErrors) {
  ASSERT_TRUE(configure_log(2, true, ""));
  EXPECT_TRUE(log_enabled(LogStage::Link, LogLevel::Error));
  EXPECT_FALSE(log_enabled(LogStage::Link, LogLevel::Warning));
}

TEST(Log, SpecificationGoesByStage) {
  ASSERT_TRUE(configure_log(0, false, "emit=trace,link=off"));
  EXPECT_TRUE(log_enabled(LogStage::Emit, LogLevel::Trace));
  EXPECT_FALSE(log_enabled(LogStage::Link, LogLevel::Error));
  EXPECT_FALSE(log_enabled(LogStage::Decode, LogLevel::Info));
  ASSERT_TRUE(configure_log(0, false, "debug,decode=warning"));
  EXPECT_TRUE(log_enabled(LogStage::Driver, LogLevel::Debug));
  EXPECT_FALSE(log_enabled(LogStage::Decode, LogLevel::Debug));
}

TEST(Log, SpecificationIsChecked) {
  const auto level = configure_log(0, false, "emit=loud");
  ASSERT_FALSE(level);
  EXPECT_EQ(level.error().message, "INGOT_LOG: unknown level 'loud'");
  EXPECT_TRUE(level.error().usage);
  EXPECT_EQ(configure_log(0, false, "kitchen=debug").error().message, "INGOT_LOG: unknown stage 'kitchen'");
}

TEST(Log, WritesToStandardError) {
  ASSERT_TRUE(configure_log(1, false, nullptr));
  testing::internal::CaptureStderr();
  log_message(LogStage::Lower, LogLevel::Info, "17 functions");
  log_message(LogStage::Lower, LogLevel::Debug, "hidden");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "ingot: info: lower: 17 functions\n");
  ASSERT_TRUE(configure_log(0, false, nullptr));
}

}  // namespace
}  // namespace ingot
