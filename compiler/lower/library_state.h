// State of a library: any number of instances, each with a context below its memory base (abi.h, IngotInstance).
#pragma once

#include "compiler/lower/state_access.h"

namespace ingot {

class LibraryState final : public StateAccess {
 public:
  LibraryState(const ModulePlan& plan, llvm::Module& module) : StateAccess(plan, module) {}

  /// The embedder survives a trap and may look at everything. Accesses of memory 0 fault where LLVM expects no way out
  /// of the function, so ordinary stores to globals, tables and segments could be moved across them: those are volatile
  /// too.
  bool exact_at_traps() const override { return true; }
  llvm::Value* memory_base(llvm::IRBuilderBase& builder, uint32_t memidx) override;
  llvm::Value* memory(llvm::IRBuilderBase& builder, uint32_t memidx) override;
  llvm::Value* global_get(llvm::IRBuilderBase& builder, uint32_t globalidx) override;
  void global_set(llvm::IRBuilderBase& builder, uint32_t globalidx, llvm::Value* value) override;
  llvm::Value* fuel(llvm::IRBuilderBase& builder) override { return context_address(builder, plan_.context().fuel); }
  /// Others may import and write it.
  bool table_is_constant(uint32_t) const override { return false; }
  ConstantTable constant_table(uint32_t) override { return {}; }
  llvm::Value* table(llvm::IRBuilderBase& builder, uint32_t tableidx) override;
  llvm::Value* table_elements(llvm::IRBuilderBase& builder, uint32_t tableidx) override;
  llvm::Value* data_segment(llvm::IRBuilderBase& builder, uint32_t dataidx) override;
  llvm::Value* elem_segment(llvm::IRBuilderBase& builder, uint32_t elemidx) override;
  llvm::Value* func_ref(llvm::IRBuilderBase& builder, uint32_t funcidx) override;
  llvm::Value* type_id(llvm::IRBuilderBase& builder, uint32_t typeidx) override;
  llvm::Value* callee_context(llvm::IRBuilderBase& builder, llvm::Value* func_ref) override;
  llvm::Value* tag(llvm::IRBuilderBase& builder, uint32_t tagidx) override;
  llvm::Constant* tag_clause(uint32_t tagidx) override;
  std::optional<WasmCallee> import_callee(llvm::IRBuilderBase& builder, uint32_t funcidx, bool for_tail_call) override;
  void call_c_import(llvm::IRBuilderBase& builder, uint32_t funcidx, std::span<llvm::Value* const> arguments,
                     std::span<llvm::Value*> results) override;

 private:
  bool memory0_is_at_base() const;
  /// base - offset + index * element_bytes
  llvm::Value* context_address(llvm::IRBuilderBase& builder, uint64_t offset, uint64_t index = 0,
                               uint64_t element_bytes = 0) const;
  llvm::Value* context_pointer(llvm::IRBuilderBase& builder, uint64_t offset, uint64_t index) const;
  llvm::Value* imported_function(llvm::IRBuilderBase& builder, uint32_t funcidx) const;
  llvm::Value* global_address(llvm::IRBuilderBase& builder, uint32_t globalidx) const;
};

}  // namespace ingot
