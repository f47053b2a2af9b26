// Addresses of a program's state: see program_state.h.
#include "compiler/lower/program_state.h"

#include <llvm/IR/Module.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/convention.h"
#include "compiler/validate/const_eval.h"

namespace ingot {

using llvm::IRBuilderBase;
using llvm::Value;

namespace {

/// Structures of abi.h consist of members of eight bytes, but for pairs of uint32_t.
constexpr uint64_t kStructureAlignment = 8;

/// Memory 0 at its absolute address. An identified object, so that it aliases nothing of ours. Its type has size 0, and
/// must: of an array of 8 GiB, LLVM would take every byte for accessible and load ahead of bounds that the program
/// checks.
llvm::GlobalVariable* memory0_symbol(llvm::Module& module) {
  if (llvm::GlobalVariable* known = module.getGlobalVariable(INGOT_PROGRAM_MEMORY0_SYMBOL)) return known;
  llvm::LLVMContext& context = module.getContext();
  llvm::Type* i64 = llvm::Type::getInt64Ty(context);
  auto* symbol = new llvm::GlobalVariable(module, llvm::ArrayType::get(llvm::Type::getInt8Ty(context), 0), false,
                                          llvm::GlobalValue::ExternalLinkage, nullptr, INGOT_PROGRAM_MEMORY0_SYMBOL);
  symbol->setVisibility(llvm::GlobalValue::HiddenVisibility);
  symbol->setAlignment(llvm::Align(INGOT_WASM_PAGE_BYTES));
  auto bound = [&](uint64_t value) { return llvm::ConstantAsMetadata::get(llvm::ConstantInt::get(i64, value)); };
  symbol->setMetadata(llvm::LLVMContext::MD_absolute_symbol,
                      llvm::MDNode::get(context, {bound(0), bound(uint64_t{1} << 31)}));
  return symbol;
}

llvm::Constant* constant_of_bits(llvm::LLVMContext& context, const ValType& type, const ConstBits& bits) {
  llvm::Type* wasm = wasm_type(context, type);
  if (type.is_ref()) return llvm::Constant::getNullValue(wasm);
  if (type.kind == ValKind::V128) return llvm::ConstantDataVector::get(context, llvm::ArrayRef(bits.bits));
  llvm::Type* integer =
      llvm::Type::getIntNTy(context, static_cast<unsigned>(wasm->getPrimitiveSizeInBits().getFixedValue()));
  llvm::Constant* value = llvm::ConstantInt::get(integer, bits.bits[0]);
  return wasm == integer ? value : llvm::ConstantExpr::getBitCast(value, wasm);
}

}  // namespace

llvm::GlobalVariable* ProgramState::declare_bytes(const std::string& symbol, uint64_t bytes, bool is_constant) {
  llvm::Type* type = llvm::ArrayType::get(llvm::Type::getInt8Ty(module_.getContext()), bytes);
  llvm::GlobalVariable* variable = declare(symbol, type, is_constant);
  variable->setAlignment(llvm::Align(kStructureAlignment));
  return variable;
}

void set_instance_storage(llvm::GlobalVariable& variable, const ModulePlan& plan) {
  // A program is one static image: its thread-local variables have fixed distances from the thread pointer.
  if (plan.has_threads()) variable.setThreadLocalMode(llvm::GlobalValue::LocalExecTLSModel);
}

Value* ProgramState::instance_variable(IRBuilderBase& b, const std::string& symbol, llvm::Type* type) {
  llvm::GlobalVariable* variable = declare(symbol, type, false);
  if (!plan_.has_threads()) return variable;
  set_instance_storage(*variable, plan_);
  return b.CreateThreadLocalAddress(variable);
}

Value* ProgramState::instance_structure(IRBuilderBase& b, const std::string& symbol, uint64_t bytes) {
  Value* address = instance_variable(b, symbol, llvm::ArrayType::get(b.getInt8Ty(), bytes));
  module_.getGlobalVariable(symbol)->setAlignment(llvm::Align(kStructureAlignment));
  return address;
}

Value* ProgramState::memory_base(IRBuilderBase& b, uint32_t memidx) {
  if (memidx == 0) return base_ ? base_ : memory0_symbol(module_);
  // Start-up has written it before any code of the module runs.
  return load_pointer_field(b, memory(b, memidx), INGOT_FIELD(IngotMemory, base), FieldKind::Invariant);
}

Value* ProgramState::memory(IRBuilderBase&, uint32_t memidx) {
  return declare_bytes(symbols_.memory(memidx), sizeof(IngotMemory), false);
}

llvm::Constant* program_global_constant(llvm::Module& module, const ModulePlan& plan, uint32_t globalidx) {
  const Global& global = plan.module().globals[globalidx];
  if (global.imported || plan.global_is_written(globalidx)) return nullptr;
  const ConstResult& value = plan.global_value(globalidx);
  if (auto* bits = std::get_if<ConstBits>(&value))
    return constant_of_bits(module.getContext(), global.type.type, *bits);
  if (std::holds_alternative<ConstNull>(value)) return zero_value(module.getContext(), global.type.type);
  if (auto* function = std::get_if<ConstFunc>(&value)) {
    ProgramState state(plan, module);
    llvm::IRBuilder<> nowhere(module.getContext());
    return llvm::cast<llvm::Constant>(state.func_ref(nowhere, function->funcidx));
  }
  return nullptr;
}

Value* ProgramState::global_get(IRBuilderBase& b, uint32_t globalidx) {
  if (llvm::Constant* constant = program_global_constant(module_, plan_, globalidx)) return constant;
  llvm::Type* type = wasm_type(b.getContext(), plan_.module().globals[globalidx].type.type);
  return b.CreateLoad(type, instance_variable(b, symbols_.global(globalidx), type));
}

void ProgramState::global_set(IRBuilderBase& b, uint32_t globalidx, Value* value) {
  b.CreateStore(value, instance_variable(b, symbols_.global(globalidx), value->getType()));
}

Value* ProgramState::fuel(IRBuilderBase& b) { return instance_variable(b, symbols_.fuel(), b.getInt64Ty()); }

ConstantTable ProgramState::constant_table(uint32_t tableidx) {
  llvm::LLVMContext& context = module_.getContext();
  const uint64_t size = plan_.table_image(tableidx).size();
  llvm::PointerType* pointer = llvm::PointerType::getUnqual(context);
  if (size == 0) {
    llvm::Constant* none = llvm::ConstantPointerNull::get(pointer);
    return {.codes = none, .types = none, .tail_codes = none, .size = 0};
  }
  llvm::Type* id = llvm::Type::getInt32Ty(context);
  ConstantTable table{.size = size};
  table.codes = declare(symbols_.table_codes(tableidx), llvm::ArrayType::get(pointer, size), true);
  table.types = declare(symbols_.table_types(tableidx), llvm::ArrayType::get(id, size), true);
  if (plan_.table_is_tail_called(tableidx))
    table.tail_codes = declare(symbols_.table_tail_codes(tableidx), llvm::ArrayType::get(pointer, size), true);
  return table;
}

Value* ProgramState::table(IRBuilderBase& b, uint32_t tableidx) {
  return instance_structure(b, symbols_.table(tableidx), sizeof(IngotTable));
}

Value* ProgramState::table_elements(IRBuilderBase& b, uint32_t tableidx) {
  // They move when the table grows.
  return load_pointer_field(b, table(b, tableidx), INGOT_FIELD(IngotTable, elements));
}

Value* ProgramState::data_segment(IRBuilderBase& b, uint32_t dataidx) {
  return instance_structure(b, symbols_.data_segment(dataidx), sizeof(IngotDataSegment));
}

Value* ProgramState::elem_segment(IRBuilderBase& b, uint32_t elemidx) {
  return instance_structure(b, symbols_.elem_segment(elemidx), sizeof(IngotElemSegment));
}

Value* ProgramState::func_ref(IRBuilderBase&, uint32_t funcidx) {
  return declare_bytes(symbols_.func_ref(funcidx), sizeof(IngotFuncRef), true);
}

Value* ProgramState::type_id(IRBuilderBase& b, uint32_t typeidx) {
  return b.getInt32(plan_.valid().canonical_type(typeidx));
}

/// WASI calls work on memory 0 but for the duration of a call that means another one.
void ProgramState::select_wasi_memory(IRBuilderBase& b, uint32_t memidx) {
  llvm::FunctionCallee select = module_.getOrInsertFunction("ingot_wasi_select_memory", b.getVoidTy(), b.getPtrTy());
  b.CreateCall(select, {memory(b, memidx)})->setDoesNotThrow();
}

Value* ProgramState::tag(IRBuilderBase&, uint32_t tagidx) {
  return declare_bytes(symbols_.tag(tagidx), sizeof(IngotTag), true);
}

llvm::Constant* ProgramState::tag_clause(uint32_t tagidx) {
  return declare_bytes(symbols_.tag(tagidx), sizeof(IngotTag), true);
}

void ProgramState::call_c_import(IRBuilderBase& b, uint32_t funcidx, std::span<Value* const> arguments,
                                 std::span<Value*> results) {
  const std::string& symbol = plan_.import_symbol(funcidx);
  if (symbol.empty()) {
    call_unknown_import(b, funcidx, results);
    return;
  }
  // A C function of the runtime with the same types; it finds memory 0 by itself. WASI knows no second result.
  const FuncType& type = plan_.module().func_type(funcidx);
  std::vector<llvm::Type*> params;
  for (const ValType& param : type.params) params.push_back(wasm_type(b.getContext(), param));
  llvm::FunctionCallee callee = module_.getOrInsertFunction(
      symbol, llvm::FunctionType::get(wasm_result_type(b.getContext(), type.results), params, false));
  const uint32_t memidx = plan_.import_memory(funcidx);
  if (memidx != 0) select_wasi_memory(b, memidx);
  llvm::CallInst* call = b.CreateCall(callee, llvm::ArrayRef(arguments.data(), arguments.size()));
  call->setDoesNotThrow();
  if (memidx != 0) select_wasi_memory(b, 0);
  if (!results.empty()) results.front() = call;
}

/// The builtin does not come back; what it returns is never seen.
void ProgramState::call_unknown_import(IRBuilderBase& b, uint32_t funcidx, std::span<Value*> results) {
  const Module& module = plan_.module();
  for (const Import& import : module.imports)
    if (import.kind == ExternKind::Func && import.index == funcidx)
      call_builtin(b, Builtin::unknown_import,
                   {b.CreateGlobalString(std::string(import.module) + "." + std::string(import.name), "import_name")});
  const FuncType& type = module.func_type(funcidx);
  for (size_t i = 0; i < results.size(); ++i) results[i] = zero_value(b.getContext(), type.results[i]);
}

std::optional<WasmCallee> ProgramState::import_callee(IRBuilderBase&, uint32_t, bool) { return std::nullopt; }

}  // namespace ingot
