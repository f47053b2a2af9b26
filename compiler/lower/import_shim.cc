// Import shims: see import_shim.h.
#include "compiler/lower/import_shim.h"

#include <llvm/IR/IRBuilder.h>

#include "compiler/lower/convention.h"
#include "compiler/lower/state_access.h"

namespace ingot {

llvm::Function* emit_import_shim(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx) {
  llvm::Function* shim =
      declare_wasm_function(module, plan, plan.module().func_type(funcidx), Symbols(plan).import_shim(funcidx));
  apply_wasm_definition(*shim);
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(module.getContext(), "entry", shim));
  std::vector<llvm::Value*> arguments;
  for (llvm::Argument& argument : shim->args()) arguments.push_back(&argument);
  if (has_base_parameter(plan)) arguments.erase(arguments.begin());

  std::unique_ptr<StateAccess> state = StateAccess::create(plan, module);
  state->enter_function(*shim);
  if (llvm::Value* returned = state->call_import(b, funcidx, arguments))
    b.CreateRet(returned);
  else
    b.CreateRetVoid();
  return shim;
}

}  // namespace ingot
