// For which functions passes are left out. The limits keep compile time linear; what they are is not tested, but that
// there is one, and that ordinary functions are far from it.
#include "compiler/optimize/size_class.h"

#include <gtest/gtest.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

namespace ingot {
namespace {

class SizeClassTest : public ::testing::Test {
 protected:
  llvm::LLVMContext context_;
  llvm::Module module_{"test", context_};
  llvm::Function* function_ = llvm::Function::Create(
      llvm::FunctionType::get(llvm::Type::getInt32Ty(context_), {llvm::Type::getInt32Ty(context_)}, false),
      llvm::GlobalValue::ExternalLinkage, "f", module_);
  llvm::IRBuilder<> b_{llvm::BasicBlock::Create(context_, "entry", function_)};

  void add_instructions(unsigned count) {
    for (unsigned i = 0; i < count; ++i) b_.CreateAdd(function_->getArg(0), b_.getInt32(i));
  }
};

TEST_F(SizeClassTest, OrdinaryFunctions) {
  add_instructions(4000);
  b_.CreateRet(b_.getInt32(0));
  EXPECT_EQ(size_class(*function_), SizeClass::Ordinary);
}

TEST_F(SizeClassTest, ABlockWithVeryManyInstructions) {
  add_instructions(20'000);
  b_.CreateRet(b_.getInt32(0));
  EXPECT_EQ(size_class(*function_), SizeClass::Huge);
}

TEST_F(SizeClassTest, ManyBlocksOfOrdinarySize) {
  for (unsigned block = 0; block < 100; ++block) {
    add_instructions(2000);
    llvm::BasicBlock* next = llvm::BasicBlock::Create(context_, "", function_);
    b_.CreateBr(next);
    b_.SetInsertPoint(next);
  }
  b_.CreateRet(b_.getInt32(0));
  EXPECT_EQ(size_class(*function_), SizeClass::Huge);
}

TEST_F(SizeClassTest, VeryManyBranchesToOneBlock) {
  llvm::BasicBlock* end = llvm::BasicBlock::Create(context_, "end", function_);
  for (unsigned i = 0; i < 20'000; ++i) {
    llvm::BasicBlock* next = llvm::BasicBlock::Create(context_, "", function_);
    b_.CreateCondBr(b_.CreateICmpEQ(function_->getArg(0), b_.getInt32(i)), end, next);
    b_.SetInsertPoint(next);
  }
  b_.CreateBr(end);
  b_.SetInsertPoint(end);
  b_.CreateRet(b_.getInt32(0));
  EXPECT_EQ(size_class(*function_), SizeClass::Crowded);
}

}  // namespace
}  // namespace ingot
