// Where the state of a module is.  The only place in lower/ that knows which product is made.
//
// One object per llvm::Module. All addresses that it returns are valid at the builder's position in the function that
// was entered last. Two implementations: program_state.cc (symbols) and library_state.cc (a context below the base).
#pragma once

#include <llvm/IR/IRBuilder.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "compiler/lower/convention.h"
#include "compiler/lower/module_plan.h"
#include "compiler/lower/symbols.h"

namespace ingot {

/// A table whose entries never change: [size x ptr] and [size x i32], canonical type ids. tail_codes: [size x ptr],
/// only if the plan says that the table is tail-called.
struct ConstantTable {
  llvm::Constant* codes = nullptr;
  llvm::Constant* types = nullptr;
  llvm::Constant* tail_codes = nullptr;
  uint64_t size = 0;
};

class StateAccess {
 public:
  static std::unique_ptr<StateAccess> create(const ModulePlan& plan, llvm::Module& module);
  virtual ~StateAccess() = default;
  StateAccess(const StateAccess&) = delete;
  StateAccess& operator=(const StateAccess&) = delete;

  /// What follows is generated into `function`, which has the Wasm convention.
  void enter_function(llvm::Function& function);
  /// The base that the function got, null if the convention has none.
  llvm::Value* base_argument() const { return base_; }

  /// Someone may look at memory, globals and tables after a trap: no write may move across a possible trap.
  virtual bool exact_at_traps() const = 0;

  virtual llvm::Value* memory_base(llvm::IRBuilderBase& builder, uint32_t memidx) = 0;
  virtual llvm::Value* memory(llvm::IRBuilderBase& builder, uint32_t memidx) = 0;  ///< IngotMemory*
  /// Current size in bytes. `if_shared`: how it is read of a shared memory, which others may grow.
  llvm::Value* memory_byte_length(llvm::IRBuilderBase& builder, uint32_t memidx, llvm::AtomicOrdering if_shared);
  /// Tells LLVM that `access` touches memory `memidx`, and so no other memory and none of our state.
  void tag_memory_access(llvm::Instruction& access, uint32_t memidx) const;

  virtual llvm::Value* global_get(llvm::IRBuilderBase& builder, uint32_t globalidx) = 0;
  virtual void global_set(llvm::IRBuilderBase& builder, uint32_t globalidx, llvm::Value* value) = 0;

  /// Address of an i64: what is left of the fuel. Only if the plan counts it. Accesses are of tag_fuel_access.
  virtual llvm::Value* fuel(llvm::IRBuilderBase& builder) = 0;
  void tag_fuel_access(llvm::Instruction& access) const { tag_state_access(access); }

  virtual bool table_is_constant(uint32_t tableidx) const = 0;
  virtual ConstantTable constant_table(uint32_t tableidx) = 0;                               ///< if table_is_constant
  virtual llvm::Value* table(llvm::IRBuilderBase& builder, uint32_t tableidx) = 0;           ///< IngotTable*, if not
  virtual llvm::Value* table_elements(llvm::IRBuilderBase& builder, uint32_t tableidx) = 0;  ///< first element
  virtual llvm::Value* data_segment(llvm::IRBuilderBase& builder, uint32_t dataidx) = 0;     ///< IngotDataSegment*
  virtual llvm::Value* elem_segment(llvm::IRBuilderBase& builder, uint32_t elemidx) = 0;     ///< IngotElemSegment*

  virtual llvm::Value* func_ref(llvm::IRBuilderBase& builder, uint32_t funcidx) = 0;  ///< IngotFuncRef*
  virtual llvm::Value* type_id(llvm::IRBuilderBase& builder, uint32_t typeidx) = 0;   ///< i32, canonical
  /// Base argument for a call of what an IngotFuncRef refers to; null if the convention has none.
  virtual llvm::Value* callee_context(llvm::IRBuilderBase& builder, llvm::Value* func_ref) = 0;

  virtual llvm::Value* tag(llvm::IRBuilderBase& builder, uint32_t tagidx) = 0;  ///< IngotTag*
  /// What a landing pad for the tag has as clause: the walk through the stack stops there only for what the clauses
  /// name. Null: for every exception, since the tag is known only when the code runs.
  virtual llvm::Constant* tag_clause(uint32_t tagidx) = 0;

  /// An imported function as a callee; nullopt if it is a C function, which makes no tail calls and never throws.
  virtual std::optional<WasmCallee> import_callee(llvm::IRBuilderBase& builder, uint32_t funcidx,
                                                  bool for_tail_call) = 0;
  /// Calls such a C function.
  virtual void call_c_import(llvm::IRBuilderBase& builder, uint32_t funcidx, std::span<llvm::Value* const> arguments,
                             std::span<llvm::Value*> results) = 0;

 protected:
  StateAccess(const ModulePlan& plan, llvm::Module& module);
  /// A hidden variable that is defined elsewhere.
  llvm::GlobalVariable* declare(const std::string& symbol, llvm::Type* type, bool is_constant);
  /// Tells LLVM that `access` touches state of ours that no access of a memory can touch.
  void tag_state_access(llvm::Instruction& access) const;

  const ModulePlan& plan_;
  llvm::Module& module_;
  Symbols symbols_;
  llvm::Value* base_ = nullptr;

 private:
  bool needs_tags() const;
  void tag(llvm::Instruction& access, const std::string& place) const;
};

}  // namespace ingot
