// Entry trampolines and host thunks: see IngotEntry and IngotFuncType::host_thunk in abi.h.
//
// Both move values between the Wasm convention and an array of IngotValue. Types whose values look alike to LLVM (all
// references are pointers) share their code.
#include "compiler/lower/state_types.h"

#include <algorithm>
#include <map>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/convention.h"
#include "compiler/lower/state_record.h"
#include "compiler/lower/symbols.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

char letter_of(const ValType& type) {
  switch (type.kind) {
    case ValKind::I32: return 'i';
    case ValKind::I64: return 'l';
    case ValKind::F32: return 'f';
    case ValKind::F64: return 'd';
    case ValKind::V128: return 'v';
    case ValKind::Ref: return 'r';
    case ValKind::Bottom: break;
  }
  llvm_unreachable("function types have no bottom type");
}

std::string signature_of(const FuncType& type) { return letters_of(type.results) + "_" + letters_of(type.params); }

std::vector<llvm::Value*> load_slots(llvm::IRBuilderBase& builder, llvm::Value* values,
                                     std::span<const ValType> types) {
  std::vector<llvm::Value*> loaded;
  for (size_t i = 0; i < types.size(); ++i)
    loaded.push_back(load_slot(builder, values, i, wasm_type(builder.getContext(), types[i])));
  return loaded;
}

class Trampolines {
 public:
  Trampolines(llvm::Module& module, const ModulePlan& plan) : module_(module), plan_(plan) {}

  /// IngotEntry: void (IngotCode code, void* context, IngotValue* values), C convention.
  llvm::Function* entry(const FuncType& type) {
    llvm::Function*& known = entries_[signature_of(type)];
    if (known) return known;
    llvm::LLVMContext& context = module_.getContext();
    llvm::Type* pointer = llvm::PointerType::getUnqual(context);
    auto* signature = llvm::FunctionType::get(llvm::Type::getVoidTy(context), {pointer, pointer, pointer}, false);
    known = define(signature, "entry." + signature_of(type));
    known->setDoesNotThrow();
    known->setUWTableKind(llvm::UWTableKind::Sync);
    fill_entry(*known, type);
    return known;
  }

  /// Wasm convention; the base register holds an IngotHostFunc*.
  llvm::Function* host_thunk(const FuncType& type) {
    llvm::Function*& known = thunks_[signature_of(type)];
    if (known) return known;
    known = declare_wasm_function(module_, plan_, type, unique_name("host_thunk." + signature_of(type)));
    known->setLinkage(llvm::GlobalValue::InternalLinkage);
    known->setVisibility(llvm::GlobalValue::DefaultVisibility);
    apply_wasm_definition(*known);
    fill_host_thunk(*known, type);
    return known;
  }

 private:
  /// Signatures can be a thousand letters long; one number is enough to tell symbols apart.
  std::string unique_name(const std::string& wanted) const {
    constexpr size_t kMaxLength = 40;
    if (wanted.size() <= kMaxLength) return wanted;
    return wanted.substr(0, kMaxLength) + "." + std::to_string(entries_.size() + thunks_.size());
  }

  llvm::Function* define(llvm::FunctionType* type, const std::string& name) {
    return llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, unique_name(name), module_);
  }

  void fill_entry(llvm::Function& function, const FuncType& type) {
    llvm::IRBuilder<> builder(llvm::BasicBlock::Create(module_.getContext(), "", &function));
    llvm::Value* values = function.getArg(2);
    WasmCallee callee{.code = function.getArg(0)};
    if (has_base_parameter(plan_))
      callee.base = plan_.is_program() ? load_program_base(builder, plan_) : function.getArg(1);
    const std::vector<llvm::Value*> arguments = load_slots(builder, values, type.params);
    if (returns_in_memory(type.results)) {
      emit_wasm_call(builder, plan_, type, callee, /*result_area=*/values, arguments);
    } else {
      std::vector<llvm::Value*> results(type.results.size());
      call_wasm_function(builder, plan_, type, callee, arguments, results);
      for (size_t i = 0; i < results.size(); ++i) store_slot(builder, results[i], values, i);
    }
    builder.CreateRetVoid();
  }

  void fill_host_thunk(llvm::Function& function, const FuncType& type) {
    llvm::IRBuilder<> builder(llvm::BasicBlock::Create(module_.getContext(), "", &function));
    const size_t count = std::max<size_t>({type.params.size(), type.results.size(), 1});
    llvm::AllocaInst* values =
        builder.CreateAlloca(llvm::ArrayType::get(builder.getInt8Ty(), count * sizeof(IngotValue)));
    values->setAlignment(llvm::Align(sizeof(IngotValue)));
    const unsigned hidden = hidden_parameters(plan_, type);
    for (size_t i = 0; i < type.params.size(); ++i)
      store_slot(builder, function.getArg(static_cast<unsigned>(i + hidden)), values, i);
    llvm::Value* thrown = call_builtin(builder, Builtin::call_host, {function.getArg(0), values});
    llvm::BasicBlock* throw_block = llvm::BasicBlock::Create(module_.getContext(), "throw", &function);
    llvm::BasicBlock* return_block = llvm::BasicBlock::Create(module_.getContext(), "return", &function);
    builder.CreateCondBr(builder.CreateIsNull(thrown), return_block, throw_block);
    builder.SetInsertPoint(throw_block);
    call_builtin(builder, Builtin::throw_exception, {thrown, builder.getInt32(INGOT_TRAP_OFFSET_UNKNOWN)});
    builder.CreateUnreachable();
    builder.SetInsertPoint(return_block);
    emit_return(builder, plan_, type, load_slots(builder, values, type.results));
  }

  llvm::Module& module_;
  const ModulePlan& plan_;
  std::map<std::string, llvm::Function*> entries_, thunks_;  // by signature
};

}  // namespace

std::string letters_of(std::span<const ValType> types) {
  std::string letters;
  for (const ValType& type : types) letters += letter_of(type);
  return letters;
}

llvm::Value* load_program_base(llvm::IRBuilderBase& builder, const ModulePlan& plan) {
  llvm::Module& module = *builder.GetInsertBlock()->getModule();
  llvm::GlobalVariable* memory = declare_data(module, Symbols(plan).memory(0), llvm::GlobalValue::HiddenVisibility);
  return load_pointer_field(builder, memory, INGOT_FIELD(IngotMemory, base));
}

uint32_t limits_flags(const Limits& limits) {
  return (limits.address == AddressType::I64 ? INGOT_LIMITS_64 : 0) | (limits.shared ? INGOT_LIMITS_SHARED : 0);
}

uint64_t max_of(const Limits& limits) { return limits.has_max ? limits.max : INGOT_NO_MAX; }

llvm::Constant* memory_type_record(llvm::LLVMContext& context, const MemoryType& type) {
  return INGOT_RECORD(context, IngotMemoryInfo)
      .set(INGOT_FIELD(IngotMemoryInfo, min_pages), type.limits.min)
      .set(INGOT_FIELD(IngotMemoryInfo, max_pages), max_of(type.limits))
      .set(INGOT_FIELD(IngotMemoryInfo, limits_flags), limits_flags(type.limits))
      .set(INGOT_FIELD(IngotMemoryInfo, page_size_log2), type.page_size_log2)
      .build();
}

llvm::Constant* define_func_types(llvm::Module& module, const ModulePlan& plan, const std::vector<bool>& needed,
                                  llvm::Constant* ids) {
  llvm::LLVMContext& context = module.getContext();
  Trampolines trampolines(module, plan);
  // Records point at each other: what stands for the array until it is there.
  auto* self = new llvm::GlobalVariable(module, llvm::Type::getInt8Ty(context), /*isConstant=*/true,
                                        llvm::GlobalValue::ExternalLinkage, nullptr);
  std::vector<llvm::Constant*> records;
  for (uint32_t typeidx = 0; typeidx < plan.module().types.size(); ++typeidx) {
    const SubType& definition = plan.module().types[typeidx];
    const FuncType& type = definition.func;
    const bool with_code = needed[typeidx] && definition.kind == CompositeKind::Func;
    llvm::Constant* none = null_pointer(context);
    llvm::Constant* thunk = with_code && !plan.is_program() ? trampolines.host_thunk(type) : none;
    records.push_back(
        INGOT_RECORD(context, IngotFuncType)
            .set(INGOT_FIELD(IngotFuncType, signature), define_string(module, signature_of(type)))
            .set(INGOT_FIELD(IngotFuncType, canonical), define_string(module, plan.valid().canonical_text(typeidx)))
            .set(INGOT_FIELD(IngotFuncType, entry), with_code ? trampolines.entry(type) : none)
            .set(INGOT_FIELD(IngotFuncType, host_thunk), thunk)
            .set(INGOT_FIELD(IngotFuncType, param_count), type.params.size())
            .set(INGOT_FIELD(IngotFuncType, result_count), type.results.size())
            .set(INGOT_FIELD(IngotFuncType, supertype),
                 definition.supertypes.empty() ? none : func_type_address(self, definition.supertypes.front()))
            .set(INGOT_FIELD(IngotFuncType, id),
                 ids ? constant_offset(ids, uint64_t{typeidx} * sizeof(uint32_t)) : none)
            .set(INGOT_FIELD(IngotFuncType, kind), static_cast<uint64_t>(definition.kind))
            .build());
  }
  llvm::Constant* array = define_array(module, "func_types", records);
  self->replaceAllUsesWith(array);
  self->eraseFromParent();
  return array;
}

llvm::Constant* func_type_address(llvm::Constant* types, uint32_t typeidx) {
  return constant_offset(types, uint64_t{typeidx} * sizeof(IngotFuncType));
}

std::string canonical_value_text(const ValidatedModule& valid, const ValType& type) {
  if (!type.is_ref() || !type.heap.is_index) return to_string(type);
  return (type.nullable ? "(ref null " : "(ref ") + valid.canonical_text(type.heap.code) + ")";
}

}  // namespace ingot
