// The features found are those that the compiler's own detection finds.
#include "runtime/platform/cpu_features.h"

#include <gtest/gtest.h>

#include <string>

#include "ingot/abi.h"

namespace ingot {
namespace {

uint64_t bit_of(const std::string& name) {
#define INGOT_X(NAME, bit, text) \
  if (name == text) return uint64_t{1} << bit;
  INGOT_CPU_FEATURES_X86(INGOT_X)
#undef INGOT_X
  return 0;
}

#define EXPECT_SAME(name)                                                                                        \
  EXPECT_EQ((detect_cpu_features(bit_of(name)) & bit_of(name)) != 0, __builtin_cpu_supports(name) != 0) << name; \
  EXPECT_EQ((detect_cpu_features(UINT64_MAX) & bit_of(name)) != 0, __builtin_cpu_supports(name) != 0) << name

TEST(CpuFeatures, AgreeWithTheCompiler) {
  EXPECT_SAME("sse3");
  EXPECT_SAME("ssse3");
  EXPECT_SAME("sse4.1");
  EXPECT_SAME("sse4.2");
  EXPECT_SAME("popcnt");
  EXPECT_SAME("avx");
  EXPECT_SAME("avx2");
  EXPECT_SAME("fma");
  EXPECT_SAME("bmi");
  EXPECT_SAME("bmi2");
  EXPECT_SAME("avx512f");
  EXPECT_SAME("avx512vl");
  EXPECT_SAME("avx512bw");
  EXPECT_SAME("avx512vnni");
  EXPECT_SAME("gfni");
  EXPECT_SAME("vpclmulqdq");
}

TEST(CpuFeatures, OnlyWhatIsWanted) {
  EXPECT_EQ(detect_cpu_features(0), 0u);
  EXPECT_EQ(detect_cpu_features(2) & ~uint64_t{2}, 0u);
}

TEST(CpuFeatures, HaveNames) {
  EXPECT_STREQ(cpu_feature_name(6), "avx2");
  EXPECT_EQ(cpu_feature_name(63), nullptr);
}

}  // namespace
}  // namespace ingot
