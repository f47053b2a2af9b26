// Import shims: see import_shim.h.
#include "compiler/lower/import_shim.h"

#include <llvm/IR/IRBuilder.h>

#include "compiler/lower/convention.h"
#include "compiler/lower/state_access.h"

namespace ingot {

llvm::Function* emit_import_shim(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx) {
  const FuncType& type = plan.module().func_type(funcidx);
  llvm::Function* shim = declare_wasm_function(module, plan, type, Symbols(plan).import_shim(funcidx));
  shim->setDoesNotThrow();  // neither WASI nor the trap of an unknown import does
  apply_wasm_definition(*shim);
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(module.getContext(), "entry", shim));
  std::vector<llvm::Value*> arguments;
  for (llvm::Argument& argument : shim->args()) arguments.push_back(&argument);
  arguments.erase(arguments.begin(), arguments.begin() + hidden_parameters(plan, type));

  std::unique_ptr<StateAccess> state = StateAccess::create(plan, module);
  state->enter_function(*shim);
  std::vector<llvm::Value*> results(type.results.size());
  state->call_c_import(b, funcidx, arguments, results);
  emit_return(b, plan, type, results);
  return shim;
}

}  // namespace ingot
