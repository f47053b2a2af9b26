// Lowers small modules in each of the three ways and verifies the result.
#pragma once

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <memory>
#include <string>

#include "compiler/lower/module_plan.h"
#include "tests/unit/validate/module_bytes.h"

namespace ingot::test {

enum class Mode { Symbol, Register, Library };
inline constexpr Mode kModes[] = {Mode::Symbol, Mode::Register, Mode::Library};
const char* name_of(Mode mode);

/// A valid module and its plan; a test that gets here has valid bytes, so failure ends it.
class Planned {
 public:
  Planned(Bytes bytes, Mode mode);
  const ModulePlan& plan() const { return *plan_; }

 private:
  Bytes bytes_;
  std::unique_ptr<Module> module_;
  std::unique_ptr<ValidatedModule> valid_;
  std::unique_ptr<ModulePlan> plan_;
};

/// All functions of a module in one partition.
class Lowered {
 public:
  Lowered(Bytes bytes, Mode mode);
  llvm::Module& ir() { return *ir_; }
  /// What llvm::verifyModule has to say; empty if the module is fine.
  std::string verify() const;
  std::string text() const;
  /// Code of function `funcidx`.
  llvm::Function& function(uint32_t funcidx);

 private:
  Planned planned_;
  llvm::LLVMContext context_;
  std::unique_ptr<llvm::Module> ir_;
};

template <class Instruction>
unsigned count(const llvm::Function& function) {
  unsigned found = 0;
  for (const llvm::BasicBlock& block : function)
    for (const llvm::Instruction& instruction : block) found += llvm::isa<Instruction>(instruction);
  return found;
}

}  // namespace ingot::test
