// The convention of Wasm functions: see convention.h.
#include "compiler/lower/convention.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

#include <algorithm>

#include "compiler/lower/abi_access.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

/// IngotValue holds 64-bit words, so nothing in it is aligned better.
const llvm::Align kSlotAlignment(alignof(IngotValue));

llvm::CallingConv::ID llvm_convention(Convention convention) {
  return convention == Convention::Tail ? llvm::CallingConv::SwiftTail : llvm::CallingConv::Fast;
}

llvm::Value* slot_address(llvm::IRBuilderBase& builder, llvm::Value* values, size_t index) {
  return byte_offset(builder, values, static_cast<int64_t>(index * sizeof(IngotValue)));
}

/// Room for results in the frame of the function that is being built. All of its calls share it: results are loaded
/// right behind the call.
llvm::AllocaInst* function_result_area(llvm::IRBuilderBase& builder, size_t count) {
  llvm::ConstantInt* bytes = builder.getInt64(count * sizeof(IngotValue));
  llvm::BasicBlock& entry = builder.GetInsertBlock()->getParent()->getEntryBlock();
  // Nothing else allocates single bytes.
  auto* known = entry.empty() ? nullptr : llvm::dyn_cast<llvm::AllocaInst>(&entry.front());
  if (known && known->getAllocatedType()->isIntegerTy(8)) {
    if (llvm::cast<llvm::ConstantInt>(known->getArraySize())->getZExtValue() < bytes->getZExtValue())
      known->setOperand(0, bytes);
    return known;
  }
  auto* area = new llvm::AllocaInst(builder.getInt8Ty(), 0, bytes, llvm::Align(sizeof(IngotValue)), "results");
  area->insertInto(&entry, entry.begin());
  return area;
}

/// Whether vectors of these parameters are passed on the stack, and all that is there takes an odd number of words.
/// In a swifttailcc function it is the callee that removes its arguments. LLVM 19 lets the caller of an odd number
/// reckon with one word more than the callee if a vector is among them: the stack is off by one after each call.
bool needs_padding(const FuncType& type) {
  constexpr unsigned kIntegerRegisters = 6, kFloatRegisters = 8;  // x86-64; the base has a register of its own
  unsigned integers = returns_in_memory(type.results) ? 1 : 0;
  unsigned floats = 0, words = 0;
  bool has_vector = false;
  for (const ValType& param : type.params) {
    const bool is_vector = param.kind == ValKind::V128;
    if (is_vector || param.kind == ValKind::F32 || param.kind == ValKind::F64) {
      if (++floats <= kFloatRegisters) continue;
    } else if (++integers <= kIntegerRegisters) {
      continue;
    }
    words = is_vector ? (words + 1) / 2 * 2 + 2 : words + 1;
    has_vector = has_vector || is_vector;
  }
  return has_vector && words % 2 == 1;
}

}  // namespace

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
  if (results.empty() || returns_in_memory(results)) return llvm::Type::getVoidTy(context);
  if (results.size() == 1) return wasm_type(context, results.front());
  std::vector<llvm::Type*> members;
  for (const ValType& type : results) members.push_back(wasm_type(context, type));
  return llvm::StructType::get(context, members);
}

bool returns_in_memory(std::span<const ValType> results) {
  // LLVM returns no more than this in registers on x86-64, and fails to make a tail call of what it demotes.
  constexpr int kIntegers = 3, kFloats = 2;
  const auto is_float = [](const ValType& type) {
    return type.kind == ValKind::F32 || type.kind == ValKind::F64 || type.kind == ValKind::V128;
  };
  const auto floats = std::ranges::count_if(results, is_float);
  return floats > kFloats || static_cast<ptrdiff_t>(results.size()) - floats > kIntegers;
}

Convention body_convention(const ModulePlan& plan, uint32_t funcidx) {
  return plan.valid().facts(funcidx).makes_tail_calls ? Convention::Tail : Convention::Ordinary;
}

bool has_base_parameter(const ModulePlan& plan) {
  return !plan.is_program() || plan.options().memory_base == MemoryBase::Register;
}

unsigned hidden_parameters(const ModulePlan& plan, const FuncType& type) {
  return (has_base_parameter(plan) ? 1 : 0) + (returns_in_memory(type.results) ? 1 : 0);
}

llvm::FunctionType* wasm_function_type(llvm::LLVMContext& context, const ModulePlan& plan, const FuncType& type,
                                       Convention convention) {
  std::vector<llvm::Type*> params(hidden_parameters(plan, type), llvm::PointerType::getUnqual(context));
  for (const ValType& param : type.params) params.push_back(wasm_type(context, param));
  // All registers for floats are taken, so this one is on the stack, too.
  if (convention == Convention::Tail && needs_padding(type)) params.push_back(llvm::Type::getDoubleTy(context));
  return llvm::FunctionType::get(wasm_result_type(context, type.results), params, false);
}

llvm::Function* declare_wasm_function(llvm::Module& module, const ModulePlan& plan, const FuncType& type,
                                      const std::string& symbol, Convention convention) {
  if (llvm::Function* known = module.getFunction(symbol)) return known;
  llvm::Function* function = llvm::Function::Create(wasm_function_type(module.getContext(), plan, type, convention),
                                                    llvm::GlobalValue::ExternalLinkage, symbol, module);
  function->setVisibility(llvm::GlobalValue::HiddenVisibility);
  function->setCallingConv(llvm_convention(convention));
  if (has_base_parameter(plan)) {
    function->addParamAttr(0, llvm::Attribute::SwiftSelf);
    function->addParamAttr(0, llvm::Attribute::NonNull);
    function->addParamAttr(0, llvm::Attribute::NoUndef);
    function->getArg(0)->setName("base");
  }
  return function;
}

llvm::Function* declare_function_body(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx) {
  llvm::Function* body = declare_wasm_function(module, plan, plan.module().func_type(funcidx),
                                               plan.function_symbol(funcidx), body_convention(plan, funcidx));
  if (!plan.may_throw(funcidx)) body->setDoesNotThrow();
  return body;
}

llvm::Function* declare_function_entry(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx) {
  if (body_convention(plan, funcidx) == Convention::Ordinary) return declare_function_body(module, plan, funcidx);
  llvm::Function* entry =
      declare_wasm_function(module, plan, plan.module().func_type(funcidx), plan.function_symbol(funcidx) + ".entry");
  if (!plan.may_throw(funcidx)) entry->setDoesNotThrow();
  return entry;
}

void define_function_entry(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx) {
  const FuncType& type = plan.module().func_type(funcidx);
  llvm::Function* entry = declare_function_entry(module, plan, funcidx);
  apply_wasm_definition(*entry);
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(module.getContext(), "entry", entry));
  std::vector<llvm::Value*> arguments;
  for (llvm::Argument& argument : entry->args()) arguments.push_back(&argument);
  const std::span<llvm::Value*> params = std::span(arguments).subspan(hidden_parameters(plan, type));
  llvm::CallBase* call = emit_wasm_call(builder, plan, type,
                                        {.code = declare_function_body(module, plan, funcidx),
                                         .base = has_base_parameter(plan) ? entry->getArg(0) : nullptr,
                                         .convention = Convention::Tail,
                                         .may_throw = plan.may_throw(funcidx)},
                                        result_area_argument(*entry, plan, type), params);
  // Backtraces know the function by the address of its body.
  call->setIsNoInline();
  if (call->getType()->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(call);
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

llvm::CallBase* emit_wasm_call(llvm::IRBuilderBase& builder, const ModulePlan& plan, const FuncType& type,
                               const WasmCallee& callee, llvm::Value* result_area,
                               std::span<llvm::Value* const> arguments, CallExits exits) {
  std::vector<llvm::Value*> all;
  if (callee.base) all.push_back(callee.base);
  if (result_area) all.push_back(result_area);
  all.insert(all.end(), arguments.begin(), arguments.end());
  llvm::FunctionType* signature = wasm_function_type(builder.getContext(), plan, type, callee.convention);
  if (all.size() < signature->getNumParams()) all.push_back(llvm::PoisonValue::get(builder.getDoubleTy()));
  llvm::CallBase* call = nullptr;
  if (callee.may_throw && exits.pad) {
    call = builder.CreateInvoke(signature, callee.code, exits.next, exits.pad, all);
    builder.SetInsertPoint(exits.next);
  } else {
    call = builder.CreateCall(signature, callee.code, all);
    if (!callee.may_throw) call->setDoesNotThrow();
  }
  call->setCallingConv(llvm_convention(callee.convention));
  if (has_base_parameter(plan)) call->addParamAttr(0, llvm::Attribute::SwiftSelf);
  return call;
}

llvm::CallBase* call_wasm_function(llvm::IRBuilderBase& builder, const ModulePlan& plan, const FuncType& type,
                                   const WasmCallee& callee, std::span<llvm::Value* const> arguments,
                                   std::span<llvm::Value*> results, CallExits exits) {
  const bool in_memory = returns_in_memory(type.results);
  llvm::Value* area = in_memory ? function_result_area(builder, results.size()) : nullptr;
  llvm::CallBase* call = emit_wasm_call(builder, plan, type, callee, area, arguments, exits);
  if (in_memory) {
    for (size_t i = 0; i < results.size(); ++i)
      results[i] = load_slot(builder, area, i, wasm_type(builder.getContext(), type.results[i]));
  } else if (results.size() == 1) {
    results.front() = call;
  } else {
    for (unsigned i = 0; i < results.size(); ++i) results[i] = builder.CreateExtractValue(call, i);
  }
  return call;
}

llvm::Value* result_area_argument(llvm::Function& function, const ModulePlan& plan, const FuncType& type) {
  return returns_in_memory(type.results) ? function.getArg(has_base_parameter(plan) ? 1 : 0) : nullptr;
}

void emit_return(llvm::IRBuilderBase& builder, const ModulePlan& plan, const FuncType& type,
                 std::span<llvm::Value* const> values) {
  if (llvm::Value* area = result_area_argument(*builder.GetInsertBlock()->getParent(), plan, type)) {
    for (size_t i = 0; i < values.size(); ++i) store_slot(builder, values[i], area, i);
    builder.CreateRetVoid();
  } else if (values.empty()) {
    builder.CreateRetVoid();
  } else if (values.size() == 1) {
    builder.CreateRet(values.front());
  } else {
    llvm::Value* packed = llvm::PoisonValue::get(wasm_result_type(builder.getContext(), type.results));
    for (unsigned i = 0; i < values.size(); ++i) packed = builder.CreateInsertValue(packed, values[i], i);
    builder.CreateRet(packed);
  }
}

llvm::Value* load_slot(llvm::IRBuilderBase& builder, llvm::Value* values, size_t index, llvm::Type* type) {
  return builder.CreateAlignedLoad(type, slot_address(builder, values, index), kSlotAlignment);
}

void store_slot(llvm::IRBuilderBase& builder, llvm::Value* value, llvm::Value* values, size_t index) {
  builder.CreateAlignedStore(value, slot_address(builder, values, index), kSlotAlignment);
}

}  // namespace ingot
