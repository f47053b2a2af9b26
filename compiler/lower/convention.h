// How Wasm functions look to LLVM: types, calling convention, attributes, packing of results.
//
// A Wasm function is a fastcc function. Libraries, and programs with MemoryBase::Register, pass the base of memory 0
// (the context) as first parameter in the swiftself register. No result is void, one is plain, several are a literal
// struct.
#pragma once

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>

#include <span>

#include "compiler/lower/module_plan.h"

namespace ingot {

/// Parameter and result type of a Wasm value; references are pointers.
llvm::Type* wasm_type(llvm::LLVMContext& context, const ValType& type);
/// 0, null.
llvm::Constant* zero_value(llvm::LLVMContext& context, const ValType& type);
/// What a function with these results returns.
llvm::Type* wasm_result_type(llvm::LLVMContext& context, std::span<const ValType> results);

/// True if functions take the base as first parameter.
bool has_base_parameter(const ModulePlan& plan);
/// With the base parameter in front, if the plan has it.
llvm::FunctionType* wasm_function_type(llvm::LLVMContext& context, const ModulePlan& plan, const FuncType& type);

/// Declares a Wasm function (or returns what has this name): hidden, with its convention.
llvm::Function* declare_wasm_function(llvm::Module& module, const ModulePlan& plan, const FuncType& type,
                                      const std::string& symbol);
/// Adds what a definition has besides: section, unwind table, stack probes.
void apply_wasm_definition(llvm::Function& function);
/// Asks LLVM not to optimise a function whose shape would take it minutes.
void leave_unoptimised(llvm::Function& function);
/// More results than that make a function such a one: LLVM's SCCP takes cubic time in the members of a struct.
inline constexpr size_t kMaxOptimisedResults = 64;
/// Convention of a call of a Wasm function; its first argument is the base if has_base_parameter.
void apply_wasm_convention(llvm::CallBase& call, const ModulePlan& plan);

/// The return value made of `values`; null if there are none.
llvm::Value* pack_results(llvm::IRBuilderBase& builder, std::span<llvm::Value* const> values);
/// The results in a call's return value.
void unpack_results(llvm::IRBuilderBase& builder, llvm::Value* returned, std::span<llvm::Value*> results);

}  // namespace ingot
