// Load markers: see load_marker.h.
//
// A marker must read and write inaccessible memory: that keeps it where it is, moves nothing else, and is what the loop
// vectoriser accepts of a call with vector variants. Each scalar marker names a marker for every vector width that a
// vectoriser may choose; llvm.compiler.used keeps those declarations.
#include "compiler/lower/load_marker.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include <string>

namespace ingot {
namespace {

constexpr unsigned kMaxLanes = 64;
constexpr char kVariantsAttribute[] = "vector-function-abi-variant";

std::string type_name(llvm::Type* type) {
  if (type->isFloatTy()) return "f32";
  if (type->isDoubleTy()) return "f64";
  if (type->isPointerTy()) return "ptr";
  if (auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(type))
    return "v" + std::to_string(vector->getNumElements()) + type_name(vector->getElementType());
  return "i" + std::to_string(type->getIntegerBitWidth());
}

bool has_vector_variants(llvm::Type* type) { return type->isIntegerTy() || type->isFloatingPointTy(); }

/// Declared on first use: as a vector instruction's own marker, or as the variant of a scalar one.
llvm::Function* declare_marker(llvm::Module& module, llvm::Type* type, const std::string& name) {
  if (llvm::Function* known = module.getFunction(name)) return known;
  llvm::LLVMContext& context = module.getContext();
  llvm::FunctionType* function_type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), {type}, false);
  llvm::Function* marker = llvm::Function::Create(function_type, llvm::GlobalValue::ExternalLinkage, name, module);
  marker->setMemoryEffects(llvm::MemoryEffects::inaccessibleMemOnly());
  for (auto attribute :
       {llvm::Attribute::NoUnwind, llvm::Attribute::WillReturn, llvm::Attribute::NoSync, llvm::Attribute::NoFree})
    marker->addFnAttr(attribute);
  return marker;
}

/// "_ZGV_LLVM_N4v_ingot.use.i32(ingot.use.v4i32),...": the mapping as the vectorisers read it.
std::string variants_of(const std::string& name, llvm::Type* type) {
  std::string text;
  for (unsigned lanes = 2; lanes <= kMaxLanes; lanes *= 2) {
    const std::string count = std::to_string(lanes);
    if (!text.empty()) text += ",";
    text += "_ZGV_LLVM_N" + count + "v_" + name + "(" + kLoadMarkerPrefix + "v" + count + type_name(type) + ")";
  }
  return text;
}

/// The marker for `type` with its vector variants.
llvm::Function* marker_for(llvm::Module& module, llvm::Type* type) {
  const std::string name = kLoadMarkerPrefix + type_name(type);
  llvm::Function* marker = declare_marker(module, type, name);
  if (!has_vector_variants(type) || marker->hasFnAttribute(kVariantsAttribute)) return marker;
  llvm::SmallVector<llvm::GlobalValue*, 8> variants;
  for (unsigned lanes = 2; lanes <= kMaxLanes; lanes *= 2) {
    llvm::Type* vector = llvm::FixedVectorType::get(type, lanes);
    variants.push_back(declare_marker(module, vector, kLoadMarkerPrefix + type_name(vector)));
  }
  llvm::appendToCompilerUsed(module, variants);
  // On the declaration, where it costs nothing per load: calls inherit it.
  marker->addFnAttr(kVariantsAttribute, variants_of(name, type));
  return marker;
}

}  // namespace

void emit_load_marker(llvm::IRBuilderBase& builder, llvm::Value* value) {
  builder.CreateCall(marker_for(*builder.GetInsertBlock()->getModule(), value->getType()), value);
}

bool is_load_marker(const llvm::Instruction& instruction) {
  auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction);
  const llvm::Function* callee = call ? call->getCalledFunction() : nullptr;
  return callee && callee->getName().starts_with(kLoadMarkerPrefix);
}

}  // namespace ingot
