// IR of one partition: its functions, and a row for each in the table that turns code addresses into functions.
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/ErrorHandling.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include <algorithm>
#include <iterator>

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

/// Instructions of a function that may be worth inlining. The inliner decides; this bounds what it has to look at.
constexpr uint32_t kMaxInlineInstructions = 40;

bool may_be_inlined_across(const ModulePlan& plan, uint32_t funcidx) {
  const BodyFacts& facts = plan.valid().facts(funcidx);
  return !plan.module().functions[funcidx].imported && facts.instructions <= kMaxInlineInstructions &&
         !facts.makes_tail_calls && !plan.libc_function(funcidx);
}

/// Copies of small functions that are in other partitions, for the inliner alone. Which ones depends on the plan and
/// the partition, so that the output is the same for any number of workers.
void add_inline_copies(llvm::Module& module, const ModulePlan& plan, StateAccess& state,
                       std::span<const uint32_t> functions) {
  std::vector<uint32_t> callees;
  for (uint32_t funcidx : functions)
    std::ranges::copy_if(plan.valid().facts(funcidx).callees, std::back_inserter(callees),
                         [&](uint32_t callee) { return may_be_inlined_across(plan, callee); });
  std::ranges::sort(callees);
  callees.erase(std::ranges::unique(callees).begin(), callees.end());
  for (uint32_t callee : callees) {
    llvm::Function* copy = declare_function_body(module, plan, callee);
    if (!copy->isDeclaration()) continue;
    lower_function(module, plan, state, callee);
    copy->setLinkage(llvm::GlobalValue::AvailableExternallyLinkage);
  }
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
  if (plan.options().passes.inline_across) {
    add_inline_copies(*module, plan, *state, functions);
    add_libc_shims(*module, plan, *state);
  }
  emit_function_rows(*module, plan, functions);
  if (plan.options().profile) plan.options().profile->describe_to(*module);
#ifndef NDEBUG
  if (llvm::verifyModule(*module, &llvm::errs())) llvm::report_fatal_error("lowering produced invalid IR");
#endif
  return module;
}

}  // namespace ingot
