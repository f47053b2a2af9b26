// Locals become SSA values: phis where a local has several values, none where it has one.
#include <gtest/gtest.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Instructions.h>

#include "tests/unit/lower/fixture.h"

namespace ingot::test {
namespace {

/// One exported function of type (i32, i32) -> (i32) with three more i32 locals.
Lowered lower_body(const Bytes& code) {
  ModuleBytes bytes;
  bytes.types = {func_type({kI32Byte, kI32Byte}, {kI32Byte})};
  bytes.exports = {{1, 't', 0, 0}};
  bytes.add_function(0, code, {1, 3, kI32Byte});
  return Lowered(bytes.build(), Mode::Symbol);
}

void expect_phis(const Bytes& code, unsigned phis) {
  Lowered lowered = lower_body(code);
  EXPECT_EQ(lowered.verify(), "");
  EXPECT_EQ(count<llvm::PHINode>(lowered.function(0)), phis) << lowered.text();
  EXPECT_EQ(count<llvm::AllocaInst>(lowered.function(0)), 0u);
}

TEST(Ssa, LocalThatIsNotSetIsZero) {
  Lowered lowered = lower_body({0x20, 2});
  auto* ret = llvm::cast<llvm::ReturnInst>(lowered.function(0).getEntryBlock().getTerminator());
  EXPECT_TRUE(llvm::cast<llvm::ConstantInt>(ret->getReturnValue())->isZero());
}

TEST(Ssa, IfThatSetsALocal) {
  // if (p0) p1 = 7; return p1
  expect_phis({0x20, 0, 0x04, 0x40, 0x41, 7, 0x21, 1, 0x0B, 0x20, 1}, 1);
}

TEST(Ssa, ResultsOfBlocksThatAreOneValueAreNoPhis) {
  // loop { drop(if (p0) { p0 } else { p0 }); br_if p0 } return p0
  expect_phis({0x03, 0x40, 0x20, 0, 0x04, 0x7F, 0x20, 0, 0x05, 0x20, 0, 0x0B, 0x1A, 0x20, 0, 0x0D, 0, 0x0B, 0x20, 0},
              0);
}

TEST(Ssa, IfThatSetsALocalNobodyReads) { expect_phis({0x20, 0, 0x04, 0x40, 0x41, 7, 0x21, 1, 0x0B, 0x20, 0}, 0); }

TEST(Ssa, BranchSeesTheValueAtTheBranch) {
  // block { br_if p0; p1 = 7; br_if p0; p1 = 9 } return p1: three values
  Lowered lowered =
      lower_body({0x02, 0x40, 0x20, 0, 0x0D, 0, 0x41, 7, 0x21, 1, 0x20, 0, 0x0D, 0, 0x41, 9, 0x21, 1, 0x0B, 0x20, 1});
  ASSERT_EQ(lowered.verify(), "");
  const llvm::PHINode* phi = nullptr;
  for (llvm::BasicBlock& block : lowered.function(0))
    for (llvm::PHINode& found : block.phis()) phi = &found;
  ASSERT_TRUE(phi);
  ASSERT_EQ(phi->getNumIncomingValues(), 3u);
  EXPECT_TRUE(llvm::isa<llvm::Argument>(phi->getIncomingValue(0)));
  EXPECT_EQ(llvm::cast<llvm::ConstantInt>(phi->getIncomingValue(1))->getZExtValue(), 7u);
  EXPECT_EQ(llvm::cast<llvm::ConstantInt>(phi->getIncomingValue(2))->getZExtValue(), 9u);
}

TEST(Ssa, LoopThatOnlyReadsALocal) {
  // loop { p0 = p0 - p1; br_if p0 } return p1: a phi for p0, none for p1
  expect_phis({0x03, 0x40, 0x20, 0, 0x20, 1, 0x6B, 0x22, 0, 0x0D, 0, 0x0B, 0x20, 1}, 1);
}

TEST(Ssa, NestedLoopsThatOnlyReadALocal) {
  expect_phis({0x03, 0x40, 0x03, 0x40, 0x20, 1, 0x0D, 0, 0x20, 1, 0x0D, 1, 0x0B, 0x0B, 0x20, 1}, 0);
}

TEST(Ssa, LocalReadOnlyBehindTheLoopThatSetsIt) {
  // loop { p1 = p1 + 1; br_if p0 } p1: the phi of the header
  expect_phis({0x03, 0x40, 0x20, 1, 0x41, 1, 0x6A, 0x21, 1, 0x20, 0, 0x0D, 0, 0x0B, 0x20, 1}, 1);
}

TEST(Ssa, LocalFirstReadBehindNestedLoopsThatMaySetIt) {
  // loop { loop { br_if(1) p0; l2 = 5; br_if(0) p0 } } l2
  expect_phis({0x03, 0x40, 0x03, 0x40, 0x20, 0, 0x0D, 1, 0x41, 5, 0x21, 2, 0x20, 0, 0x0D, 0, 0x0B, 0x0B, 0x20, 2}, 0);
}

TEST(Ssa, SwapInALoop) {
  // loop { l2 = p0; p0 = p1; p1 = l2; br_if p0 } p1: two phis that use each other
  expect_phis({0x03, 0x40, 0x20, 0, 0x21, 2, 0x20, 1, 0x21, 0, 0x20, 2, 0x21, 1, 0x20, 0, 0x0D, 0, 0x0B, 0x20, 1}, 2);
}

TEST(Ssa, PhisThatOnlyKeepEachOtherAliveAreDeleted) {
  // loop { l2 = p1; p1 = l3; l3 = l2; br_if p0 } p0: p1 and l3 go around, and nobody looks
  expect_phis({0x03, 0x40, 0x20, 1, 0x21, 2, 0x20, 3, 0x21, 1, 0x20, 2, 0x21, 3, 0x20, 0, 0x0D, 0, 0x0B, 0x20, 0}, 0);
}

}  // namespace
}  // namespace ingot::test
