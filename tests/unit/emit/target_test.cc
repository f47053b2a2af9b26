// Which machines can be named, and what is recorded of them.
#include "compiler/emit/target.h"

#include <gtest/gtest.h>
#include <llvm/Target/TargetMachine.h>

#include "ingot/abi.h"

namespace ingot {
namespace {

constexpr uint64_t bit(unsigned number) { return UINT64_C(1) << number; }
constexpr uint64_t kSse41 = bit(2), kAvx = bit(5), kAvx2 = bit(6);

Expected<Target> make(const TargetOptions& options, Product product = Product::Program) {
  return Target::create(options, product, OptLevel::O2);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Target, DefaultIsThePortableBaselineForMusl) {
  const Expected<Target> target = make({});
  ASSERT_TRUE(target);
  EXPECT_EQ(target->triple(), "x86_64-unknown-linux-musl");
  EXPECT_EQ(target->cpu(), "x86-64-v2");
  EXPECT_TRUE(target->required_cpu() & kSse41);
  EXPECT_FALSE(target->required_cpu() & kAvx);
}

TEST(Target, FeaturesAndCpusAreRequiredAtStart) {
  EXPECT_TRUE(make({.triple = {}, .cpu = "haswell", .features = {}})->required_cpu() & kAvx2);
  EXPECT_FALSE(make({.triple = {}, .cpu = "haswell", .features = "-avx2"})->required_cpu() & kAvx2);
  EXPECT_TRUE(make({.triple = {}, .cpu = {}, .features = "+avx2"})->required_cpu() & kAvx);
}

TEST(Target, NativeNamesTheHost) {
  const Expected<Target> target = make({.triple = {}, .cpu = "native", .features = {}});
  ASSERT_TRUE(target);
  EXPECT_NE(target->cpu(), "native");
  EXPECT_FALSE(target->features().empty());
}

TEST(Target, UnknownNamesAreUsageErrors) {
  const TargetOptions wrong[] = {
      {.triple = {}, .cpu = "pentium9", .features = {}}, {.triple = {}, .cpu = {}, .features = "+warp"},
      {.triple = {}, .cpu = {}, .features = "avx2"},     {.triple = "aarch64-linux-gnu", .cpu = {}, .features = {}},
      {.triple = "nonsense", .cpu = {}, .features = {}},
  };
  for (const TargetOptions& options : wrong) {
    const Expected<Target> target = make(options);
    ASSERT_FALSE(target) << options.cpu << options.features << options.triple;
    EXPECT_TRUE(target.error().usage);
  }
  EXPECT_TRUE(contains(make(wrong[0]).error().message, "pentium9"));
  EXPECT_TRUE(contains(make(wrong[1]).error().message, "warp"));
  EXPECT_TRUE(contains(make(wrong[3]).error().message, "aarch64"));
}

TEST(Target, ListsWhatItKnows) {
  EXPECT_TRUE(contains(*Target::list_cpus(""), "  haswell\n"));
  EXPECT_TRUE(contains(*Target::list_features(""), "  avx2: "));
}

TEST(Target, ProgramsAreStaticAndLibrariesAreNot) {
  EXPECT_EQ(make({}, Product::Program)->machine()->getRelocationModel(), llvm::Reloc::Static);
  EXPECT_EQ(make({}, Product::Library)->machine()->getRelocationModel(), llvm::Reloc::PIC_);
}

}  // namespace
}  // namespace ingot
