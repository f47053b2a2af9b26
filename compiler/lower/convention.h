// How Wasm functions look to LLVM: types, calling convention, attributes, packing of results.
//
// A Wasm function is a fastcc function. Libraries, and programs with MemoryBase::Register, pass the base of memory 0
// (the context) as first parameter in the swiftself register. No result is void, one is plain, several are a literal
// struct; more than fit in registers are stored where a further parameter points, which tail calls hand on.
//
// The body of a function that makes tail calls is a swifttailcc function: its callees may take more stack than it got,
// and the base is not preserved by it, so that a tail call may enter another instance. References, exports and imports
// know only fastcc; such a function has an entry besides, a fastcc function that calls the body.
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
/// True if the results go into an array of IngotValue, the parameter behind the base.
bool returns_in_memory(std::span<const ValType> results);

enum class Convention : uint8_t { Ordinary, Tail };
/// Convention of the body of a defined function.
Convention body_convention(const ModulePlan& plan, uint32_t funcidx);

/// True if functions take the base as first parameter.
bool has_base_parameter(const ModulePlan& plan);
/// Parameters in front of those that Wasm knows of.
unsigned hidden_parameters(const ModulePlan& plan, const FuncType& type);
/// With the hidden parameters in front, and in the tail convention perhaps one behind that is never read.
llvm::FunctionType* wasm_function_type(llvm::LLVMContext& context, const ModulePlan& plan, const FuncType& type,
                                       Convention convention);

/// Declares a Wasm function (or returns what has this name): hidden, with its convention. Exceptions may leave it, if
/// the caller does not know better.
llvm::Function* declare_wasm_function(llvm::Module& module, const ModulePlan& plan, const FuncType& type,
                                      const std::string& symbol, Convention convention = Convention::Ordinary);
/// A defined function: what runs, and what references, exports and tables point to. Mostly the same.
llvm::Function* declare_function_body(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx);
llvm::Function* declare_function_entry(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx);
/// Defines the entry of a function whose body has the tail convention.
void define_function_entry(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx);
/// Adds what a definition has besides: section, unwind table, stack probes.
void apply_wasm_definition(llvm::Function& function);
/// Asks LLVM not to optimise a function whose shape would take it minutes.
void leave_unoptimised(llvm::Function& function);

/// What a call of a Wasm function needs to know of it.
struct WasmCallee {
  llvm::Value* code = nullptr;
  llvm::Value* base = nullptr;  ///< null if has_base_parameter is false
  Convention convention = Convention::Ordinary;
  llvm::Value* tail_code = nullptr;  ///< if not known statically: its body if that has the tail convention, or null
  bool may_throw = true;             ///< an exception may leave it
};
/// Where control goes on behind a call that is in reach of a handler of the same function.
struct CallExits {
  llvm::BasicBlock* next = nullptr;  ///< where the builder is after the call
  llvm::BasicBlock* pad = nullptr;   ///< begins with a landing pad; null: exceptions leave the function
};
llvm::CallBase* call_wasm_function(llvm::IRBuilderBase& builder, const ModulePlan& plan, const FuncType& type,
                                   const WasmCallee& callee, std::span<llvm::Value* const> arguments,
                                   std::span<llvm::Value*> results, CallExits exits = {});
/// The call alone. result_area: null unless returns_in_memory.
llvm::CallBase* emit_wasm_call(llvm::IRBuilderBase& builder, const ModulePlan& plan, const FuncType& type,
                               const WasmCallee& callee, llvm::Value* result_area,
                               std::span<llvm::Value* const> arguments, CallExits exits = {});
/// Where the function has to store its results; null unless returns_in_memory.
llvm::Value* result_area_argument(llvm::Function& function, const ModulePlan& plan, const FuncType& type);
/// Ends a function of this type.
void emit_return(llvm::IRBuilderBase& builder, const ModulePlan& plan, const FuncType& type,
                 std::span<llvm::Value* const> values);

/// Element `index` of an array of IngotValue.
llvm::Value* load_slot(llvm::IRBuilderBase& builder, llvm::Value* values, size_t index, llvm::Type* type);
void store_slot(llvm::IRBuilderBase& builder, llvm::Value* value, llvm::Value* values, size_t index);

}  // namespace ingot
