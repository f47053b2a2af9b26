// The convention of Wasm functions: see convention.h.
#include "compiler/lower/convention.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

#include "ingot/abi.h"

namespace ingot {

llvm::Type* wasm_type(llvm::LLVMContext& context, const ValType& type) {
  switch (type.kind) {
    case ValKind::I32: return llvm::Type::getInt32Ty(context);
    case ValKind::I64: return llvm::Type::getInt64Ty(context);
    case ValKind::F32: return llvm::Type::getFloatTy(context);
    case ValKind::F64: return llvm::Type::getDoubleTy(context);
    case ValKind::V128: return llvm::FixedVectorType::get(llvm::Type::getInt64Ty(context), 2);
    case ValKind::Ref: return llvm::PointerType::getUnqual(context);
    case ValKind::Bottom: break;
  }
  llvm_unreachable("only unreachable code has operands of type bottom, and it is not lowered");
}

llvm::Constant* zero_value(llvm::LLVMContext& context, const ValType& type) {
  return llvm::Constant::getNullValue(wasm_type(context, type));
}

llvm::Type* wasm_result_type(llvm::LLVMContext& context, std::span<const ValType> results) {
  if (results.empty()) return llvm::Type::getVoidTy(context);
  if (results.size() == 1) return wasm_type(context, results.front());
  std::vector<llvm::Type*> members;
  for (const ValType& type : results) members.push_back(wasm_type(context, type));
  return llvm::StructType::get(context, members);
}

bool has_base_parameter(const ModulePlan& plan) {
  return !plan.is_program() || plan.options().memory_base == MemoryBase::Register;
}

llvm::FunctionType* wasm_function_type(llvm::LLVMContext& context, const ModulePlan& plan, const FuncType& type) {
  std::vector<llvm::Type*> params;
  if (has_base_parameter(plan)) params.push_back(llvm::PointerType::getUnqual(context));
  for (const ValType& param : type.params) params.push_back(wasm_type(context, param));
  return llvm::FunctionType::get(wasm_result_type(context, type.results), params, false);
}

llvm::Function* declare_wasm_function(llvm::Module& module, const ModulePlan& plan, const FuncType& type,
                                      const std::string& symbol) {
  if (llvm::Function* known = module.getFunction(symbol)) return known;
  llvm::Function* function = llvm::Function::Create(wasm_function_type(module.getContext(), plan, type),
                                                    llvm::GlobalValue::ExternalLinkage, symbol, module);
  function->setVisibility(llvm::GlobalValue::HiddenVisibility);
  function->setCallingConv(llvm::CallingConv::Fast);
  function->setDoesNotThrow();
  if (has_base_parameter(plan)) {
    function->addParamAttr(0, llvm::Attribute::SwiftSelf);
    function->addParamAttr(0, llvm::Attribute::NonNull);
    function->addParamAttr(0, llvm::Attribute::NoUndef);
    function->getArg(0)->setName("base");
  }
  return function;
}

void apply_wasm_definition(llvm::Function& function) {
  function.setSection(INGOT_CODE_SECTION);
  function.setUWTableKind(llvm::UWTableKind::Sync);
  // A frame larger than a page touches every page of it in order, so that it cannot jump over the stack's guard.
  function.addFnAttr("probe-stack", "inline-asm");
  // Runaway recursion has to exhaust the stack: neither the code generator nor LLVM's tail recursion elimination may
  // turn it into a loop.
  function.addFnAttr("disable-tail-calls", "true");
  // Without it, x86 takes 512-bit registers for required even where the CPU prefers 256-bit code.
  function.addFnAttr("min-legal-vector-width", "0");
}

void leave_unoptimised(llvm::Function& function) {
  function.addFnAttr(llvm::Attribute::OptimizeNone);
  function.addFnAttr(llvm::Attribute::NoInline);  // goes with it
}

void apply_wasm_convention(llvm::CallBase& call, const ModulePlan& plan) {
  call.setCallingConv(llvm::CallingConv::Fast);
  call.setDoesNotThrow();
  if (has_base_parameter(plan)) call.addParamAttr(0, llvm::Attribute::SwiftSelf);
}

llvm::Value* pack_results(llvm::IRBuilderBase& builder, std::span<llvm::Value* const> values) {
  if (values.empty()) return nullptr;
  if (values.size() == 1) return values.front();
  std::vector<llvm::Type*> members;
  for (llvm::Value* value : values) members.push_back(value->getType());
  llvm::Value* packed = llvm::PoisonValue::get(llvm::StructType::get(builder.getContext(), members));
  for (unsigned i = 0; i < values.size(); ++i) packed = builder.CreateInsertValue(packed, values[i], i);
  return packed;
}

void unpack_results(llvm::IRBuilderBase& builder, llvm::Value* returned, std::span<llvm::Value*> results) {
  if (results.size() == 1) {
    results.front() = returned;
    return;
  }
  for (unsigned i = 0; i < results.size(); ++i) results[i] = builder.CreateExtractValue(returned, i);
}

}  // namespace ingot
