// The parts of state access that both products share.
#include "compiler/lower/state_access.h"

#include <llvm/IR/Module.h>

#include "compiler/lower/convention.h"
#include "compiler/lower/library_state.h"
#include "compiler/lower/program_state.h"

namespace ingot {

StateAccess::StateAccess(const ModulePlan& plan, llvm::Module& module) : plan_(plan), module_(module), symbols_(plan) {}

std::unique_ptr<StateAccess> StateAccess::create(const ModulePlan& plan, llvm::Module& module) {
  if (plan.is_program()) return std::make_unique<ProgramState>(plan, module);
  return std::make_unique<LibraryState>(plan, module);
}

void StateAccess::enter_function(llvm::Function& function) {
  base_ = has_base_parameter(plan_) ? function.getArg(0) : nullptr;
}

llvm::GlobalVariable* StateAccess::declare(const std::string& symbol, llvm::Type* type, bool is_constant) {
  if (llvm::GlobalVariable* known = module_.getGlobalVariable(symbol)) return known;
  auto* variable =
      new llvm::GlobalVariable(module_, type, is_constant, llvm::GlobalValue::ExternalLinkage, nullptr, symbol);
  variable->setVisibility(llvm::GlobalValue::HiddenVisibility);
  return variable;
}

}  // namespace ingot
