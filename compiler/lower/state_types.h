// Function types as the runtime sees them: descriptions, and code that passes values between C and Wasm.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <span>
#include <string>
#include <vector>

#include "compiler/lower/module_plan.h"

namespace ingot {

/// Letters of value types (abi.h).
std::string letters_of(std::span<const ValType> types);

/// Defines IngotFuncType[types], by typeidx, with the entry trampolines (and in libraries the host thunks) of the types
/// in `needed`. The others are described only. `ids`: where libraries keep canonical ids, by typeidx; null in programs.
/// Null if the module has no types.
llvm::Constant* define_func_types(llvm::Module& module, const ModulePlan& plan, const std::vector<bool>& needed,
                                  llvm::Constant* ids);

/// IngotFuncType* of a type, in the array that define_func_types() returned.
llvm::Constant* func_type_address(llvm::Constant* types, uint32_t typeidx);

/// Canonical text of a value type: equal text = equal type across modules.
std::string canonical_value_text(const ValidatedModule& valid, const ValType& type);

/// Programs with MemoryBase::Register: what code that the runtime calls passes as the base.
llvm::Value* load_program_base(llvm::IRBuilderBase& builder, const ModulePlan& plan);

/// INGOT_LIMITS_... of a memory or table.
uint32_t limits_flags(const Limits& limits);
/// A maximum, or INGOT_NO_MAX.
uint64_t max_of(const Limits& limits);
/// IngotMemoryInfo
llvm::Constant* memory_type_record(llvm::LLVMContext& context, const MemoryType& type);

}  // namespace ingot
