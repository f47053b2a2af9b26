// Loops whose bounds checks must stay, each beside one that differs from it in what matters only. What goes wrong in
// memories that a module can have is in tests/regress/core/loop_checks.wast.
#include "compiler/optimize/loop_addresses.h"
#include "tests/unit/optimize/pass_test.h"

namespace ingot {
namespace {

struct LoopText {
  std::string head = "";                          ///< in front of the loop
  std::string first = "";                         ///< first in the loop
  std::string type = "i64";                       ///< of the counter, which is %i and goes from %p to %n
  std::string index = "  %x = add i64 %i, 0\n";   ///< an i64
  std::string check = "icmp ult i64 %x, %size";   ///< whether to stay
  std::string outside = "unreachable";            ///< where the check fails
  std::string access = "  store i8 1, ptr %a\n";  ///< behind the check
  std::string step = "1";
};

std::string function_of(const LoopText& loop) {
  return "@memory = external global i8\ndeclare void @elsewhere()\ndefine i32 @f(" + loop.type + " %p, " + loop.type +
         " %n, i64 %size, ptr %sizes) {\nentry:\n" + loop.head + "  br label %loop\nloop:\n  %i = phi " + loop.type +
         " [ %p, %entry ], [ %next, %body ]\n" + loop.first + loop.index + "  %stay = " + loop.check +
         "\n  br i1 %stay, label %body, label %trap\nbody:\n  %a = getelementptr i8, ptr @memory, i64 %x\n" +
         loop.access + "  %next = add " + loop.type + " %i, " + loop.step + "\n  %more = icmp ne " + loop.type +
         " %next, %n\n  br i1 %more, label %loop, label %out\nout:\n  ret i32 0\ntrap:\n  " + loop.outside + "\n}\n";
}

class LoopChecksTest : public PassTest {
 protected:
  /// Whether there is a version of the loop without its check.
  bool loses_checks(const LoopText& loop) {
    ir_ = run_on_module(function_of(loop), LoopAddressesPass({}));
    return ir_.find("loop.any:") != std::string::npos && ir_.find("%backedges") != std::string::npos;
  }

  bool says(const std::string& text) const { return ir_.find(text) != std::string::npos; }

  std::string ir_;
};

TEST_F(LoopChecksTest, OneComparisonForAllIterations) {
  EXPECT_TRUE(loses_checks({}));
  EXPECT_TRUE(says("call i64 @llvm.usub.sat.i64(i64 %size,"));
  EXPECT_TRUE(loses_checks({.check = "icmp ugt i64 %size, %x"}));
}

TEST_F(LoopChecksTest, OtherComparisons) {
  EXPECT_FALSE(loses_checks({.check = "icmp slt i64 %x, %size"}));
  EXPECT_FALSE(loses_checks({.check = "icmp ule i64 %x, %size"}));
  EXPECT_FALSE(loses_checks({.check = "icmp ugt i64 %x, %size"}));
  EXPECT_FALSE(loses_checks({.check = "icmp ne i64 %x, %size"}));
}

TEST_F(LoopChecksTest, ExitsThatAreNoTraps) { EXPECT_FALSE(loses_checks({.outside = "ret i32 1"})); }

TEST_F(LoopChecksTest, OrdinaryLoops) {
  EXPECT_TRUE(loses_checks({.first = "  %v = load i32, ptr %sizes\n"}));
  EXPECT_FALSE(loses_checks({.first = "  %v = load volatile i32, ptr %sizes\n"}));
  EXPECT_FALSE(loses_checks({.first = "  call void @elsewhere()\n"}));
  EXPECT_FALSE(loses_checks({.access = "  store volatile i8 1, ptr %a\n"}));
  EXPECT_FALSE(loses_checks({.access = "  store atomic i8 1, ptr %a seq_cst, align 1\n"}));
}

TEST_F(LoopChecksTest, LimitsThatMayChange) {
  const std::string load = "  %limit = load i64, ptr %sizes\n", check = "icmp ult i64 %x, %limit";
  EXPECT_TRUE(loses_checks({.head = load, .check = check}));
  EXPECT_FALSE(loses_checks({.first = load, .check = check}));
}

TEST_F(LoopChecksTest, IndicesOfAnotherForm) {
  EXPECT_FALSE(loses_checks({.index = "  %x = mul i64 %i, %i\n"}));
  EXPECT_FALSE(loses_checks({.index = "  %x = load i64, ptr %sizes\n"}));
  EXPECT_FALSE(loses_checks({.index = "  %x = mul i64 %i, %size\n"}));
  EXPECT_TRUE(loses_checks({.index = "  %x = mul i64 %i, 1073741823\n"}));
  EXPECT_FALSE(loses_checks({.index = "  %x = mul i64 %i, 1073741824\n"}));
  EXPECT_FALSE(loses_checks({.index = "  %n16 = trunc i64 %i to i16\n  %x = zext i16 %n16 to i64\n"}));
  EXPECT_FALSE(loses_checks({.index = "  %n32 = trunc i64 %i to i32\n  %x = sext i32 %n32 to i64\n"}));
}

TEST_F(LoopChecksTest, IndicesThatWrapBeforeTheyAreExtended) {
  EXPECT_TRUE(loses_checks({.type = "i32", .index = "  %x = zext i32 %i to i64\n"}));
  EXPECT_TRUE(says("call i64 @llvm.umin.i64(i64 %size, i64 4294967296)"));
}

TEST_F(LoopChecksTest, EachComparisonIsFrozenAlone) {
  EXPECT_TRUE(loses_checks({.step = "4"}));
  size_t frozen = 0;
  for (size_t at = ir_.find("freeze i1"); at != std::string::npos; at = ir_.find("freeze i1", at + 1)) ++frozen;
  EXPECT_EQ(frozen, 2u);
  EXPECT_TRUE(says("freeze i64"));
}

TEST_F(LoopChecksTest, AsManyIterationsAsTheConditionIsAbout) {
  EXPECT_TRUE(loses_checks({.access = "  %v = load i8, ptr %a\n  %t = add i8 %v, %v\n  store i8 %t, ptr @memory\n"}));
  const size_t body = ir_.find("\nbody:");
  ASSERT_NE(body, std::string::npos);
  EXPECT_EQ(ir_.substr(body, ir_.find("br i1", body) - body).find("%n\n"), std::string::npos) << ir_;
}

}  // namespace
}  // namespace ingot
