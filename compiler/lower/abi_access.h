// Access to the structures and builtins of ingot/abi.h: fields by offsetof, builtins by their table.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "ingot/abi.h"

namespace ingot {

/// A member of a structure of abi.h; made by INGOT_FIELD.
struct AbiField {
  uint64_t offset = 0;
  uint64_t bytes = 0;
};
#define INGOT_FIELD(structure, member) (::ingot::AbiField{offsetof(structure, member), sizeof(structure::member)})

enum class FieldKind : uint8_t { Mutable, Invariant /* never written while generated code can see it */ };

/// pointer + offset, in bytes. No inbounds: context fields lie below the pointer that they are addressed by.
llvm::Value* byte_offset(llvm::IRBuilderBase& builder, llvm::Value* pointer, int64_t offset);
llvm::Value* field_address(llvm::IRBuilderBase& builder, llvm::Value* pointer, AbiField field);
/// Loads an integer field (i32 or i64, by its size) or a pointer field.
llvm::Value* load_integer_field(llvm::IRBuilderBase& builder, llvm::Value* pointer, AbiField field,
                                FieldKind kind = FieldKind::Mutable);
llvm::Value* load_pointer_field(llvm::IRBuilderBase& builder, llvm::Value* pointer, AbiField field,
                                FieldKind kind = FieldKind::Mutable);
/// Marks a load of something that is written before generated code can see it and never again.
void set_invariant(llvm::LoadInst& load);

/// One enumerator per row of INGOT_BUILTINS: Builtin::memory_grow is the C function ingot_memory_grow.
enum class Builtin : uint8_t {
#define INGOT_X(name, signature, ret, params) name,
  INGOT_BUILTINS(INGOT_X)
#undef INGOT_X
};

/// Declares the builtin in `module`, once.
llvm::FunctionCallee declare_builtin(llvm::Module& module, Builtin builtin);
/// Calls it at the builder's position.
llvm::CallInst* call_builtin(llvm::IRBuilderBase& builder, Builtin builtin,
                             std::initializer_list<llvm::Value*> arguments);

}  // namespace ingot
