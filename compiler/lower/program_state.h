// State of a program: one instance, all of it in symbols of its own.
#pragma once

#include "compiler/lower/state_access.h"

namespace ingot {

/// Makes a variable of a program thread-local if every thread has an instance of its own.
void set_instance_storage(llvm::GlobalVariable& variable, const ModulePlan& plan);

/// The value of a global that nothing writes and whose value is known; null if it is a variable (Symbols::global).
llvm::Constant* program_global_constant(llvm::Module& module, const ModulePlan& plan, uint32_t globalidx);

class ProgramState final : public StateAccess {
 public:
  ProgramState(const ModulePlan& plan, llvm::Module& module) : StateAccess(plan, module) {}

  /// A trap ends the process: nobody can look.
  bool exact_at_traps() const override { return false; }
  llvm::Value* memory_base(llvm::IRBuilderBase& builder, uint32_t memidx) override;
  llvm::Value* memory(llvm::IRBuilderBase& builder, uint32_t memidx) override;
  llvm::Value* global_get(llvm::IRBuilderBase& builder, uint32_t globalidx) override;
  void global_set(llvm::IRBuilderBase& builder, uint32_t globalidx, llvm::Value* value) override;
  llvm::Value* fuel(llvm::IRBuilderBase& builder) override;
  bool table_is_constant(uint32_t tableidx) const override { return plan_.table_is_constant(tableidx); }
  ConstantTable constant_table(uint32_t tableidx) override;
  llvm::Value* table(llvm::IRBuilderBase& builder, uint32_t tableidx) override;
  llvm::Value* table_elements(llvm::IRBuilderBase& builder, uint32_t tableidx) override;
  llvm::Value* data_segment(llvm::IRBuilderBase& builder, uint32_t dataidx) override;
  llvm::Value* elem_segment(llvm::IRBuilderBase& builder, uint32_t elemidx) override;
  llvm::Value* func_ref(llvm::IRBuilderBase& builder, uint32_t funcidx) override;
  llvm::Value* type_id(llvm::IRBuilderBase& builder, uint32_t typeidx) override;
  llvm::Value* callee_context(llvm::IRBuilderBase&, llvm::Value*) override { return base_; }
  llvm::Value* tag(llvm::IRBuilderBase& builder, uint32_t tagidx) override;
  llvm::Constant* tag_clause(uint32_t tagidx) override;
  std::optional<WasmCallee> import_callee(llvm::IRBuilderBase& builder, uint32_t funcidx, bool for_tail_call) override;
  void call_c_import(llvm::IRBuilderBase& builder, uint32_t funcidx, std::span<llvm::Value* const> arguments,
                     std::span<llvm::Value*> results) override;

 private:
  llvm::GlobalVariable* declare_bytes(const std::string& symbol, uint64_t bytes, bool is_constant);
  /// Address of a variable that belongs to the instance, of which every thread has one.
  llvm::Value* instance_variable(llvm::IRBuilderBase& builder, const std::string& symbol, llvm::Type* type);
  llvm::Value* instance_structure(llvm::IRBuilderBase& builder, const std::string& symbol, uint64_t bytes);
  void select_wasi_memory(llvm::IRBuilderBase& builder, uint32_t memidx);
  void call_unknown_import(llvm::IRBuilderBase& builder, uint32_t funcidx, std::span<llvm::Value*> results);
};

}  // namespace ingot
