// IR of one partition: its functions, and a row for each in the table that turns code addresses into functions.
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/ErrorHandling.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include "compiler/lower/convention.h"
#include "compiler/lower/function_lowering.h"
#include "compiler/lower/libc_function.h"
#include "compiler/lower/lower_module.h"
#include "compiler/lower/profile.h"
#include "compiler/validate/body_walker.h"

namespace ingot {
namespace {

/// IngotFunctionRow of every function. In llvm.used: linkers would drop the section, since only __start_ symbols refer
/// to it.
void emit_function_rows(llvm::Module& module, const ModulePlan& plan, std::span<const uint32_t> functions) {
  llvm::LLVMContext& context = module.getContext();
  llvm::Type* i32 = llvm::Type::getInt32Ty(context);
  llvm::StructType* row_type = llvm::StructType::get(llvm::PointerType::getUnqual(context), i32, i32);
  std::vector<llvm::Constant*> rows;
  const auto add_row = [&](llvm::Function* code, uint32_t funcidx) {
    rows.push_back(
        llvm::ConstantStruct::get(row_type, code, llvm::ConstantInt::get(i32, funcidx),
                                  llvm::ConstantInt::get(i32, plan.module().functions[funcidx].body_offset)));
  };
  for (uint32_t funcidx : functions) {
    add_row(module.getFunction(plan.function_symbol(funcidx)), funcidx);
    if (plan.libc_function(funcidx)) add_row(declare_libc_body(module, plan, funcidx), funcidx);
  }
  llvm::ArrayType* type = llvm::ArrayType::get(row_type, rows.size());
  auto* table = new llvm::GlobalVariable(module, type, /*isConstant=*/true, llvm::GlobalValue::PrivateLinkage,
                                         llvm::ConstantArray::get(type, rows), "function_rows");
  table->setSection(INGOT_FUNCTIONS_SECTION);
  table->setAlignment(llvm::Align(alignof(IngotFunctionRow)));
  llvm::appendToUsed(module, {table});
}

void lower_function(llvm::Module& module, const ModulePlan& plan, StateAccess& state, uint32_t funcidx) {
  llvm::Function* function = declare_function_body(module, plan, funcidx);
  if (plan.libc_function(funcidx)) {
    define_libc_shim(plan, state, *function, funcidx);
    function = declare_libc_body(module, plan, funcidx);
  }
  apply_wasm_definition(*function);
  FunctionLowering lowering(plan, state, *function, funcidx);
  BodyWalker<FunctionLowering> walker(plan.module(), plan.valid().subtypes(), lowering);
  if (!walker.walk_function(funcidx)) llvm::report_fatal_error("a validated body does not pass validation");
  if (body_convention(plan, funcidx) == Convention::Tail) define_function_entry(module, plan, funcidx);
}

/// Shims of functions whose body is in another partition, for the inliner alone.
void add_libc_shims(llvm::Module& module, const ModulePlan& plan, StateAccess& state) {
  for (uint32_t funcidx : plan.live_functions()) {
    if (!plan.libc_function(funcidx)) continue;
    llvm::Function* shim = module.getFunction(plan.function_symbol(funcidx));
    if (!shim || !shim->isDeclaration()) continue;
    define_libc_shim(plan, state, *shim, funcidx);
    shim->setLinkage(llvm::GlobalValue::AvailableExternallyLinkage);
  }
}

}  // namespace

std::unique_ptr<llvm::Module> lower_partition(llvm::LLVMContext& context, const llvm::TargetMachine& target,
                                              const ModulePlan& plan, std::span<const uint32_t> functions) {
  auto module = std::make_unique<llvm::Module>("wasm", context);
  module->setTargetTriple(target.getTargetTriple().str());
  module->setDataLayout(target.createDataLayout());
  if (target.isPositionIndependent()) module->setPICLevel(llvm::PICLevel::BigPIC);

  std::unique_ptr<StateAccess> state = StateAccess::create(plan, *module);
  // Declared in order of their index first, so that the order of code is that of the module.
  for (uint32_t funcidx : functions) declare_function_body(*module, plan, funcidx);
  for (uint32_t funcidx : functions) lower_function(*module, plan, *state, funcidx);
  add_libc_shims(*module, plan, *state);
  emit_function_rows(*module, plan, functions);
  if (plan.options().profile) plan.options().profile->describe_to(*module);
#ifndef NDEBUG
  if (llvm::verifyModule(*module, &llvm::errs())) llvm::report_fatal_error("lowering produced invalid IR");
#endif
  return module;
}

}  // namespace ingot
