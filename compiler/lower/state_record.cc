// Constants with the layout of C structures: see state_record.h.
//
// Offsets are those of offsetof, so there is no LLVM copy of any structure that could differ from abi.h: a record is a
// packed LLVM structure of its fields and the gaps between them.
#include "compiler/lower/state_record.h"

#include <algorithm>
#include <cassert>

namespace ingot {
namespace {

uint64_t size_of(const llvm::Constant* value) {
  llvm::Type* type = value->getType();
  if (type->isPointerTy()) return sizeof(void*);
  if (const auto* array = llvm::dyn_cast<llvm::ArrayType>(type))
    return array->getNumElements() * array->getElementType()->getPrimitiveSizeInBits().getFixedValue() / 8;
  if (const auto* record = llvm::dyn_cast<llvm::StructType>(type)) {
    uint64_t bytes = 0;
    for (unsigned i = 0; i < record->getNumElements(); ++i) bytes += size_of(value->getAggregateElement(i));
    return bytes;
  }
  return type->getPrimitiveSizeInBits().getFixedValue() / 8;
}

llvm::Constant* gap(llvm::LLVMContext& context, uint64_t bytes) {
  return llvm::Constant::getNullValue(llvm::ArrayType::get(llvm::Type::getInt8Ty(context), bytes));
}

}  // namespace

RecordBuilder& RecordBuilder::set(AbiField field, llvm::Constant* value) {
  assert(size_of(value) == field.bytes && "the value fills the field");
  fields_.emplace_back(field, value);
  return *this;
}

RecordBuilder& RecordBuilder::set(AbiField field, uint64_t value) {
  return set(field, llvm::ConstantInt::get(llvm::Type::getIntNTy(context_, unsigned(field.bytes * 8)), value));
}

llvm::Constant* RecordBuilder::build() {
  std::sort(fields_.begin(), fields_.end(),
            [](const auto& a, const auto& b) { return a.first.offset < b.first.offset; });
  std::vector<llvm::Constant*> members;
  uint64_t end = 0;
  for (const auto& [field, value] : fields_) {
    assert(field.offset >= end && "every field is set once");
    if (field.offset != end) members.push_back(gap(context_, field.offset - end));
    members.push_back(value);
    end = field.offset + field.bytes;
  }
  if (end != bytes_) members.push_back(gap(context_, bytes_ - end));
  return llvm::ConstantStruct::getAnon(context_, members, /*Packed=*/true);
}

llvm::GlobalVariable* define_hidden(llvm::Module& module, const std::string& symbol, llvm::Constant* value,
                                    bool is_constant, uint64_t alignment) {
  auto* variable = new llvm::GlobalVariable(module, value->getType(), is_constant, llvm::GlobalValue::ExternalLinkage,
                                            value, symbol);
  variable->setVisibility(llvm::GlobalValue::HiddenVisibility);
  variable->setAlignment(llvm::Align(alignment));
  return variable;
}

llvm::Constant* define_array(llvm::Module& module, const char* name, std::span<llvm::Constant* const> elements,
                             uint64_t alignment) {
  if (elements.empty()) return null_pointer(module.getContext());
  auto* type = llvm::ArrayType::get(elements.front()->getType(), elements.size());
  auto* variable =
      new llvm::GlobalVariable(module, type, /*isConstant=*/true, llvm::GlobalValue::PrivateLinkage,
                               llvm::ConstantArray::get(type, llvm::ArrayRef(elements.data(), elements.size())), name);
  variable->setAlignment(llvm::Align(alignment));
  return variable;
}

llvm::Constant* define_string(llvm::Module& module, std::string_view text) {
  llvm::Constant* bytes =
      llvm::ConstantDataArray::getString(module.getContext(), llvm::StringRef(text.data(), text.size()));
  auto* variable = new llvm::GlobalVariable(module, bytes->getType(), /*isConstant=*/true,
                                            llvm::GlobalValue::PrivateLinkage, bytes, "text");
  variable->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  variable->setAlignment(llvm::Align(1));
  return variable;
}

llvm::Constant* constant_offset(llvm::Constant* pointer, uint64_t bytes) {
  if (bytes == 0) return pointer;
  llvm::LLVMContext& context = pointer->getContext();
  return llvm::ConstantExpr::getGetElementPtr(llvm::Type::getInt8Ty(context), pointer,
                                              llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), bytes));
}

llvm::Constant* null_pointer(llvm::LLVMContext& context) {
  return llvm::ConstantPointerNull::get(llvm::PointerType::getUnqual(context));
}

llvm::GlobalVariable* declare_data(llvm::Module& module, const std::string& symbol,
                                   llvm::GlobalValue::VisibilityTypes visibility) {
  if (llvm::GlobalVariable* known = module.getGlobalVariable(symbol)) return known;
  auto* variable = new llvm::GlobalVariable(module, llvm::Type::getInt8Ty(module.getContext()), /*isConstant=*/false,
                                            llvm::GlobalValue::ExternalLinkage, nullptr, symbol);
  variable->setVisibility(visibility);
  return variable;
}

void StringPool::add(std::string_view text) {
  offsets_.push_back(bytes_.size());
  bytes_ += text;
  bytes_ += '\0';
}

std::vector<llvm::Constant*> StringPool::build(llvm::Module& module, const char* name) const {
  llvm::Constant* bytes = llvm::ConstantDataArray::getString(module.getContext(), bytes_, /*AddNull=*/false);
  auto* variable = new llvm::GlobalVariable(module, bytes->getType(), /*isConstant=*/true,
                                            llvm::GlobalValue::PrivateLinkage, bytes, name);
  variable->setAlignment(llvm::Align(1));
  std::vector<llvm::Constant*> pointers;
  pointers.reserve(offsets_.size());
  for (uint64_t offset : offsets_) pointers.push_back(constant_offset(variable, offset));
  return pointers;
}

}  // namespace ingot
