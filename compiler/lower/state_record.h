// Constants with the layout of structures of ingot/abi.h, for the state module.
#pragma once

#include <llvm/IR/Constants.h>
#include <llvm/IR/Module.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/lower/abi_access.h"

namespace ingot {

/// A structure, field by field; what is not set is zero. Records that set the same fields have the same LLVM type.
class RecordBuilder {
 public:
  RecordBuilder(llvm::LLVMContext& context, uint64_t bytes) : context_(context), bytes_(bytes) {}
  RecordBuilder& set(AbiField field, llvm::Constant* value);
  RecordBuilder& set(AbiField field, uint64_t value);  ///< an integer of the field's size
  llvm::Constant* build();

 private:
  llvm::LLVMContext& context_;
  uint64_t bytes_;
  std::vector<std::pair<AbiField, llvm::Constant*>> fields_;
};
#define INGOT_RECORD(context, structure) (::ingot::RecordBuilder((context), sizeof(structure)))

/// A hidden variable of the state module.
llvm::GlobalVariable* define_hidden(llvm::Module& module, const std::string& symbol, llvm::Constant* value,
                                    bool is_constant, uint64_t alignment);
/// A private constant. Null if there are no elements: nobody may look at them.
llvm::Constant* define_array(llvm::Module& module, const char* name, std::span<llvm::Constant* const> elements,
                             uint64_t alignment = 16);
/// A NUL-terminated string.
llvm::Constant* define_string(llvm::Module& module, std::string_view text);
/// pointer + bytes
llvm::Constant* constant_offset(llvm::Constant* pointer, uint64_t bytes);
llvm::Constant* null_pointer(llvm::LLVMContext& context);
/// Data that another object of the link defines.
llvm::GlobalVariable* declare_data(llvm::Module& module, const std::string& symbol,
                                   llvm::GlobalValue::VisibilityTypes visibility);

/// Many strings in one variable, each with a NUL behind it.
class StringPool {
 public:
  void add(std::string_view text);
  /// Pointers in the order of add().
  std::vector<llvm::Constant*> build(llvm::Module& module, const char* name) const;

 private:
  std::string bytes_;
  std::vector<uint64_t> offsets_;
};

}  // namespace ingot
