// Calls.  Spec: Execution > Control Instructions (call, call_indirect), Function Calls.
#include <llvm/IR/Module.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"
#include "compiler/lower/load_marker.h"

namespace ingot {

void FunctionLowering::call(uint32_t funcidx, std::span<const V> arguments, std::span<V> results) {
  if (module_.functions[funcidx].imported) {
    finish_call(state_.call_import(b_, funcidx, arguments), results);
    return;
  }
  llvm::Function* callee =
      declare_wasm_function(*function_.getParent(), plan_, module_.func_type(funcidx), plan_.function_symbol(funcidx));
  std::vector<V> all;
  if (state_.base_argument()) all.push_back(state_.base_argument());
  all.insert(all.end(), arguments.begin(), arguments.end());
  llvm::CallInst* call = b_.CreateCall(callee, all);
  apply_wasm_convention(*call, plan_);
  finish_call(call, results);
}

void FunctionLowering::call_indirect(uint32_t typeidx, uint32_t tableidx, V index, std::span<const V> arguments,
                                     std::span<V> results) {
  const Callee callee = state_.table_is_constant(tableidx) ? constant_table_callee(typeidx, tableidx, index)
                                                           : table_callee(typeidx, tableidx, index);
  std::vector<V> all;
  if (callee.context) all.push_back(callee.context);
  all.insert(all.end(), arguments.begin(), arguments.end());
  llvm::FunctionType* type = wasm_function_type(b_.getContext(), plan_, module_.func_type_at(typeidx));
  llvm::CallInst* call = b_.CreateCall(type, callee.code, all);
  apply_wasm_convention(*call, plan_);
  finish_call(call, results);
}

/// An entry is {code, type id}; one comparison of the id finds null entries too, which have id 0.
FunctionLowering::Callee FunctionLowering::constant_table_callee(uint32_t typeidx, uint32_t tableidx, V index) {
  const ConstantTable table = state_.constant_table(tableidx);
  V position = table_operand(tableidx, index);
  trap_if(b_.CreateICmpUGE(position, b_.getInt64(table.size)), IngotTrapUndefinedElement);

  llvm::StructType* entry_type = llvm::StructType::get(b_.getPtrTy(), b_.getInt64Ty());
  V entry = b_.CreateInBoundsGEP(entry_type, table.entries, position);
  V id = b_.CreateLoad(b_.getInt64Ty(), b_.CreateStructGEP(entry_type, entry, 1));
  V mismatch = b_.CreateICmpNE(id, b_.getInt64(plan_.valid().canonical_type(typeidx)));
  trap_either(branch_to_cold(mismatch, "wrong_type"), llvm::CmpInst::ICMP_EQ, id, b_.getInt64(0),
              IngotTrapUninitializedElement, IngotTrapIndirectCallTypeMismatch);
  return {b_.CreateLoad(b_.getPtrTy(), entry), state_.base_argument()};
}

FunctionLowering::Callee FunctionLowering::table_callee(uint32_t typeidx, uint32_t tableidx, V index) {
  V size = load_integer_field(b_, state_.table(b_, tableidx), INGOT_FIELD(IngotTable, size));
  V position = table_operand(tableidx, index);
  trap_if(b_.CreateICmpUGE(position, size), IngotTrapUndefinedElement);

  V reference =
      b_.CreateLoad(b_.getPtrTy(), b_.CreateGEP(b_.getPtrTy(), state_.table_elements(b_, tableidx), position));
  trap_if(b_.CreateIsNull(reference), IngotTrapUninitializedElement);
  // What a reference points to never changes.
  V id = load_integer_field(b_, reference, INGOT_FIELD(IngotFuncRef, type_id), FieldKind::Invariant);
  trap_if(b_.CreateICmpNE(id, state_.type_id(b_, typeidx)), IngotTrapIndirectCallTypeMismatch);
  return {load_pointer_field(b_, reference, INGOT_FIELD(IngotFuncRef, code), FieldKind::Invariant),
          state_.callee_context(b_, reference)};
}

void FunctionLowering::finish_call(V returned, std::span<V> results) {
  if (results.empty()) return;
  if (results.size() > kMaxOptimisedResults) leave_unoptimised(function_);
  unpack_results(b_, returned, results);
  call_results_.insert(call_results_.end(), results.begin(), results.end());
}

/// LLVM may find that a function does nothing but load and return, and then drop calls whose result nobody uses, with
/// the trap that was in them. A marker is a use.
void FunctionLowering::mark_unused_results() {
  for (V result : call_results_) {
    auto* instruction = llvm::dyn_cast<llvm::Instruction>(result);
    if (!instruction || !result->use_empty()) continue;
    b_.SetInsertPoint(instruction->getNextNode());
    emit_load_marker(b_, result);
  }
}

}  // namespace ingot
