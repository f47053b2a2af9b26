// Runs one function pass on IR that a test has written down.
#pragma once

#include <gtest/gtest.h>
#include <llvm/AsmParser/Parser.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/SourceMgr.h>

namespace ingot {

class PassTest : public ::testing::Test {
 protected:
  /// The function f of the module behind the pass, as text; empty if the module is none.
  template <typename Pass>
  std::string run_on_module(const std::string& text, Pass pass) {
    llvm::SMDiagnostic error;
    std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(text, error, context_);
    EXPECT_TRUE(module) << error.getMessage().str() << " in line " << error.getLineNo() << ":\n" << text;
    if (!module) return {};
    llvm::PassBuilder builder;
    llvm::LoopAnalysisManager loops;
    llvm::FunctionAnalysisManager functions;
    llvm::CGSCCAnalysisManager components;
    llvm::ModuleAnalysisManager modules;
    builder.registerModuleAnalyses(modules);
    builder.registerCGSCCAnalyses(components);
    builder.registerFunctionAnalyses(functions);
    builder.registerLoopAnalyses(loops);
    builder.crossRegisterProxies(loops, functions, components, modules);
    llvm::Function& function = *module->getFunction("f");
    functions.invalidate(function, pass.run(function, functions));
    std::string result;
    llvm::raw_string_ostream out(result);
    EXPECT_FALSE(llvm::verifyFunction(function, &out)) << result;
    // Passes say that they keep it.
    EXPECT_TRUE(functions.getResult<llvm::DominatorTreeAnalysis>(function).verify());
    function.print(out);
    return result;
  }

  llvm::LLVMContext context_;
};

}  // namespace ingot
