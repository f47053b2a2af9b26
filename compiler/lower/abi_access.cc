// Fields and builtins of ingot/abi.h in IR: see abi_access.h.
#include "compiler/lower/abi_access.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

#include <string_view>

namespace ingot {
namespace {

struct BuiltinRow {
  const char* symbol;
  std::string_view signature;
};

constexpr BuiltinRow kBuiltins[] = {
#define INGOT_X(name, signature, ret, params) {"ingot_" #name, signature},
    INGOT_BUILTINS(INGOT_X)
#undef INGOT_X
};

llvm::Type* type_of_letter(llvm::LLVMContext& context, char letter) {
  switch (letter) {
    case 'i': return llvm::Type::getInt32Ty(context);
    case 'l': return llvm::Type::getInt64Ty(context);
    case 'p': return llvm::PointerType::getUnqual(context);
  }
  llvm_unreachable("builtins take no other types");
}

llvm::FunctionType* builtin_type(llvm::LLVMContext& context, std::string_view signature) {
  const size_t split = signature.find('_');
  llvm::SmallVector<llvm::Type*, 8> params;
  for (char letter : signature.substr(split + 1)) params.push_back(type_of_letter(context, letter));
  llvm::Type* result = split == 0 ? llvm::Type::getVoidTy(context) : type_of_letter(context, signature[0]);
  return llvm::FunctionType::get(result, params, false);
}

llvm::Value* load_field(llvm::IRBuilderBase& builder, llvm::Value* pointer, AbiField field, llvm::Type* type,
                        FieldKind kind) {
  llvm::LoadInst* load =
      builder.CreateAlignedLoad(type, field_address(builder, pointer, field), llvm::Align(field.bytes));
  if (kind == FieldKind::Invariant) set_invariant(*load);
  return load;
}

}  // namespace

llvm::Value* byte_offset(llvm::IRBuilderBase& builder, llvm::Value* pointer, int64_t offset) {
  return offset == 0 ? pointer : builder.CreateGEP(builder.getInt8Ty(), pointer, builder.getInt64(offset));
}

llvm::Value* field_address(llvm::IRBuilderBase& builder, llvm::Value* pointer, AbiField field) {
  return byte_offset(builder, pointer, static_cast<int64_t>(field.offset));
}

llvm::Value* load_integer_field(llvm::IRBuilderBase& builder, llvm::Value* pointer, AbiField field, FieldKind kind) {
  return load_field(builder, pointer, field, builder.getIntNTy(static_cast<unsigned>(field.bytes * 8)), kind);
}

llvm::Value* load_pointer_field(llvm::IRBuilderBase& builder, llvm::Value* pointer, AbiField field, FieldKind kind) {
  return load_field(builder, pointer, field, builder.getPtrTy(), kind);
}

void set_invariant(llvm::LoadInst& load) {
  load.setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(load.getContext(), {}));
}

llvm::FunctionCallee declare_builtin(llvm::Module& module, Builtin builtin) {
  const BuiltinRow& row = kBuiltins[static_cast<size_t>(builtin)];
  llvm::FunctionCallee callee =
      module.getOrInsertFunction(row.symbol, builtin_type(module.getContext(), row.signature));
  // Not willreturn: builtins that trap leave generated code, and nothing may be moved across that.
  auto* function = llvm::cast<llvm::Function>(callee.getCallee());
  if (builtin == Builtin::throw_exception || builtin == Builtin::resume_exception) {
    function->setDoesNotReturn();
    function->addFnAttr(llvm::Attribute::Cold);
  } else {
    function->setDoesNotThrow();
  }
  return callee;
}

llvm::CallInst* call_builtin(llvm::IRBuilderBase& builder, Builtin builtin,
                             std::initializer_list<llvm::Value*> arguments) {
  llvm::FunctionCallee callee = declare_builtin(*builder.GetInsertBlock()->getModule(), builtin);
  return builder.CreateCall(callee, llvm::ArrayRef(arguments.begin(), arguments.size()));
}

}  // namespace ingot
