// Which functions get the fast code generator: those for which the other one takes minutes.
#include "compiler/emit/codegen_budget.h"

#include <gtest/gtest.h>
#include <llvm/IR/IRBuilder.h>

namespace ingot {
namespace {

/// Loads `count` values, calls something, and adds them up.
llvm::CodeGenOptLevel level_with_values_across_a_call(unsigned count) {
  llvm::LLVMContext context;
  llvm::Module module("test", context);
  llvm::IRBuilder<> b(context);
  auto* type = llvm::FunctionType::get(b.getInt32Ty(), {b.getPtrTy()}, false);
  llvm::Function* function = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, "f", module);
  b.SetInsertPoint(llvm::BasicBlock::Create(context, "entry", function));
  std::vector<llvm::Value*> values;
  for (unsigned i = 0; i < count; ++i)
    values.push_back(b.CreateLoad(b.getInt32Ty(), b.CreateConstGEP1_32(b.getInt32Ty(), function->getArg(0), i)));
  llvm::Value* sum = b.CreateCall(module.getOrInsertFunction("g", type), {function->getArg(0)});
  for (llvm::Value* value : values) sum = b.CreateAdd(sum, value);
  b.CreateRet(sum);
  return affordable_level(module, llvm::CodeGenOptLevel::Aggressive);
}

TEST(CodegenBudget, OrdinaryFunctionsAreOptimised) {
  EXPECT_EQ(level_with_values_across_a_call(1000), llvm::CodeGenOptLevel::Aggressive);
}

TEST(CodegenBudget, VeryManyLiveValuesAreNot) {
  EXPECT_EQ(level_with_values_across_a_call(20'000), llvm::CodeGenOptLevel::None);
}

/// As many instructions, but no value lives long.
TEST(CodegenBudget, ManyInstructionsAreNoManyLiveValues) {
  llvm::LLVMContext context;
  llvm::Module module("test", context);
  llvm::IRBuilder<> b(context);
  auto* type = llvm::FunctionType::get(b.getInt32Ty(), {b.getInt32Ty()}, false);
  llvm::Function* function = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, "f", module);
  b.SetInsertPoint(llvm::BasicBlock::Create(context, "entry", function));
  llvm::Value* sum = function->getArg(0);
  for (unsigned i = 0; i < 60'000; ++i) sum = b.CreateAdd(sum, b.getInt32(i));
  b.CreateRet(sum);
  EXPECT_EQ(affordable_level(module, llvm::CodeGenOptLevel::Aggressive), llvm::CodeGenOptLevel::Aggressive);
}

}  // namespace
}  // namespace ingot
