// Calls.  Spec: Execution > Control Instructions (call, call_indirect, call_ref), Function Calls.
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/CallPromotionUtils.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"
#include "compiler/lower/libc_function.h"
#include "compiler/lower/load_marker.h"
#include "compiler/lower/state_module.h"
#include "compiler/lower/trap.h"

namespace ingot {

void FunctionLowering::call(uint32_t funcidx, std::span<const V> arguments, std::span<V> results) {
  const FuncType& type = module_.func_type(funcidx);
  if (!module_.functions[funcidx].imported) {
    call_callee(type, function_callee(funcidx), arguments, results);
    const LibcFunction* known = plan_.libc_function(funcidx);
    if (known && is_worth_inlining(*known, arguments))
      llvm::cast<llvm::CallBase>(results.front())->addFnAttr(llvm::Attribute::AlwaysInline);
  } else if (const std::optional<WasmCallee> callee = state_.import_callee(b_, funcidx, false)) {
    call_callee(type, *callee, arguments, results);
  } else {
    state_.call_c_import(b_, funcidx, arguments, results);
    call_results_.insert(call_results_.end(), results.begin(), results.end());
  }
}

void FunctionLowering::call_indirect(uint32_t typeidx, uint32_t tableidx, V index, std::span<const V> arguments,
                                     std::span<V> results) {
  const FuncType& type = module_.func_type_at(typeidx);
  const WasmCallee callee = indirect_callee(typeidx, tableidx, index, false);
  const std::vector<uint32_t> known = plan_.known_callees(tableidx, typeidx);
  // A profile says more than the table, unless the table leaves no choice.
  if (known.size() == 1 || (!known.empty() && !callee.likely))
    return call_known(known, callee.code, arguments, results);
  llvm::CallBase* call = call_callee(type, callee, arguments, results);
  if (callee.likely) likely_calls_.push_back({call, *callee.likely});
}

/// Calls the one of these functions that has this code, and which it is the checks of the index and the type have left
/// open: directly, so that LLVM can inline it.
void FunctionLowering::call_known(std::span<const uint32_t> known, V code, std::span<const V> arguments,
                                  std::span<V> results) {
  const auto call_directly = [&](uint32_t funcidx) {
    call_callee(module_.func_type(funcidx), function_callee(funcidx), arguments, results);
  };
  if (known.size() == 1) return call_directly(known.front());
  llvm::BasicBlock* after = llvm::BasicBlock::Create(b_.getContext(), "called");
  std::vector<llvm::PHINode*> merged(results.size());
  for (uint32_t funcidx : known) {
    llvm::BasicBlock* other = nullptr;
    if (funcidx != known.back()) {
      llvm::BasicBlock* this_one = new_block("known");
      other = new_block("");
      V is_this_one = b_.CreateICmpEQ(code, declare_function_entry(*function_.getParent(), plan_, funcidx));
      b_.CreateCondBr(is_this_one, this_one, other);
      continue_at(this_one);
    }
    call_directly(funcidx);
    for (size_t i = 0; i < results.size(); ++i) {
      if (!merged[i]) merged[i] = llvm::PHINode::Create(results[i]->getType(), known.size(), "", after);
      merged[i]->addIncoming(results[i], b_.GetInsertBlock());
    }
    b_.CreateBr(after);
    if (other) continue_at(other);
  }
  after->insertInto(&function_, first_cold_);
  continue_at(after);
  for (size_t i = 0; i < results.size(); ++i) results[i] = merged[i];
  call_results_.insert(call_results_.end(), results.begin(), results.end());
}

void FunctionLowering::call_ref(uint32_t typeidx, V reference, std::span<const V> arguments, std::span<V> results) {
  trap_if(b_.CreateIsNull(reference), IngotTrapNullFunctionReference);
  call_callee(module_.func_type_at(typeidx), reference_callee(reference, false), arguments, results);
}

WasmCallee FunctionLowering::function_callee(uint32_t funcidx) {
  return {.code = declare_function_body(*function_.getParent(), plan_, funcidx),
          .base = state_.base_argument(),
          .convention = body_convention(plan_, funcidx),
          .may_throw = plan_.may_throw(funcidx)};
}

WasmCallee FunctionLowering::indirect_callee(uint32_t typeidx, uint32_t tableidx, V index, bool for_tail_call) {
  WasmCallee callee = state_.table_is_constant(tableidx)
                          ? constant_table_callee(typeidx, tableidx, index, for_tail_call)
                          : table_callee(typeidx, tableidx, index, for_tail_call);
  callee.may_throw = plan_.type_may_throw(typeidx);
  return callee;
}

/// Closed world: the ids of a type and of its subtypes are a range (SubtypeContext).
FunctionLowering::V FunctionLowering::is_other_type(V id, uint32_t typeidx) {
  llvm::Type* type = id->getType();
  V first = llvm::ConstantInt::get(type, plan_.valid().canonical_type(typeidx));
  const uint32_t count = plan_.valid().subtype_count(typeidx);
  if (count == 1) return b_.CreateICmpNE(id, first);
  return b_.CreateICmpUGE(b_.CreateSub(id, first), llvm::ConstantInt::get(type, count));
}

/// Open world: another module may have subtypes of any type that is not final, so that only equality is decided here.
void FunctionLowering::check_hosted_type(V reference, V id, uint32_t typeidx) {
  V expected = state_.type_id(b_, typeidx);
  V differs = b_.CreateICmpNE(id, expected);
  if (module_.types[typeidx].is_final) return trap_if(differs, IngotTrapIndirectCallTypeMismatch);
  llvm::IRBuilder<> cold(branch_to_cold(differs, "subtype"));
  llvm::BasicBlock* next = b_.GetInsertBlock();
  V type = load_pointer_field(cold, reference, INGOT_FIELD(IngotFuncRef, type), FieldKind::Invariant);
  V matches = call_builtin(cold, Builtin::type_matches, {type, expected});
  llvm::BasicBlock* trap = new_cold_block("trap");
  cold.CreateCondBr(cold.CreateIsNull(matches), trap, next, unlikely_weights(b_.getContext()));
  cold.SetInsertPoint(trap);
  emit_trap(cold, IngotTrapIndirectCallTypeMismatch, location_.offset);
}

/// An entry is {code, type id}; one comparison of the id finds null entries too, which have id 0.
WasmCallee FunctionLowering::constant_table_callee(uint32_t typeidx, uint32_t tableidx, V index, bool for_tail_call) {
  const ConstantTable table = state_.constant_table(tableidx);
  V position = table_operand(tableidx, index);
  trap_if(b_.CreateICmpUGE(position, b_.getInt64(table.size)), IngotTrapUndefinedElement);
  const std::optional<uint32_t> likely = likely_callee(typeidx, tableidx, position);

  llvm::StructType* entry_type = llvm::StructType::get(b_.getPtrTy(), b_.getInt64Ty());
  V entry = b_.CreateInBoundsGEP(entry_type, table.entries, position);
  V id = b_.CreateLoad(b_.getInt64Ty(), b_.CreateStructGEP(entry_type, entry, 1));
  trap_either(branch_to_cold(is_other_type(id, typeidx), "wrong_type"), llvm::CmpInst::ICMP_EQ, id, b_.getInt64(0),
              IngotTrapUninitializedElement, IngotTrapIndirectCallTypeMismatch);
  WasmCallee callee{.code = b_.CreateLoad(b_.getPtrTy(), entry), .base = state_.base_argument(), .likely = likely};
  if (for_tail_call)
    callee.tail_code = b_.CreateLoad(b_.getPtrTy(), b_.CreateInBoundsGEP(b_.getPtrTy(), table.tail_codes, position));
  return callee;
}

WasmCallee FunctionLowering::table_callee(uint32_t typeidx, uint32_t tableidx, V index, bool for_tail_call) {
  V size = load_integer_field(b_, state_.table(b_, tableidx), INGOT_FIELD(IngotTable, size));
  V position = table_operand(tableidx, index);
  trap_if(b_.CreateICmpUGE(position, size), IngotTrapUndefinedElement);
  const std::optional<uint32_t> likely = likely_callee(typeidx, tableidx, position);

  V reference =
      b_.CreateLoad(b_.getPtrTy(), b_.CreateGEP(b_.getPtrTy(), state_.table_elements(b_, tableidx), position));
  trap_if(b_.CreateIsNull(reference), IngotTrapUninitializedElement);
  // What a reference points to never changes.
  V id = load_integer_field(b_, reference, INGOT_FIELD(IngotFuncRef, type_id), FieldKind::Invariant);
  if (plan_.is_program())
    trap_if(is_other_type(id, typeidx), IngotTrapIndirectCallTypeMismatch);
  else
    check_hosted_type(reference, id, typeidx);
  WasmCallee callee = reference_callee(reference, for_tail_call);
  callee.likely = likely;
  return callee;
}

/// The function that most calls here are of, if there is a profile and it knows one. That an element of the table may
/// be another by now does not matter: the code that is called gets compared (promote_likely_calls).
std::optional<uint32_t> FunctionLowering::likely_callee(uint32_t typeidx, uint32_t tableidx, V position) {
  const std::optional<uint64_t> element = profile_.table_call(b_, position);
  if (!element || !plan_.is_program() || *element >= plan_.table_image(tableidx).size()) return std::nullopt;
  const std::optional<uint32_t> funcidx = plan_.table_image(tableidx)[*element];
  if (!funcidx || module_.functions[*funcidx].imported || !plan_.is_live(*funcidx)) return std::nullopt;
  // A file may say what it likes; a function of another type cannot be called here.
  if (plan_.valid().canonical_type(module_.functions[*funcidx].typeidx) != plan_.valid().canonical_type(typeidx))
    return std::nullopt;
  return funcidx;
}

/// Calls the likely callee directly if it is the one, so that it may be inlined.
void FunctionLowering::promote_likely_calls() {
  for (const auto& [call, funcidx] : likely_calls_) {
    llvm::Function* code = program_code(*function_.getParent(), plan_, funcidx);
    const uint64_t weights[] = {15, 1};
    llvm::promoteCallWithIfThenElse(*call, code, profile_weights(b_.getContext(), weights));
  }
}

WasmCallee FunctionLowering::reference_callee(V reference, bool for_tail_call) {
  WasmCallee callee;
  callee.code = load_pointer_field(b_, reference, INGOT_FIELD(IngotFuncRef, code), FieldKind::Invariant);
  callee.base = state_.callee_context(b_, reference);
  callee.may_throw = plan_.references_may_throw();
  if (for_tail_call)
    callee.tail_code = load_pointer_field(b_, reference, INGOT_FIELD(IngotFuncRef, tail_code), FieldKind::Invariant);
  return callee;
}

llvm::CallBase* FunctionLowering::call_callee(const FuncType& type, const WasmCallee& callee,
                                              std::span<const V> arguments, std::span<V> results) {
  CallExits exits;
  if (callee.may_throw) exits.pad = unwind_target();
  if (exits.pad) exits.next = new_block("");
  llvm::CallBase* call = call_wasm_function(b_, plan_, type, callee, arguments, results, exits);
  call_results_.insert(call_results_.end(), results.begin(), results.end());
  return call;
}

/// LLVM may find that a function does nothing but load and return, and then drop calls whose result nobody uses, with
/// the trap that was in them. A marker is a use.
void FunctionLowering::mark_unused_results() {
  for (V result : call_results_) {
    auto* instruction = llvm::dyn_cast<llvm::Instruction>(result);
    if (!instruction || !result->use_empty()) continue;
    if (llvm::isa<llvm::PHINode>(instruction))
      b_.SetInsertPoint(instruction->getParent(), instruction->getParent()->getFirstInsertionPt());
    else if (auto* invoke = llvm::dyn_cast<llvm::InvokeInst>(instruction))
      b_.SetInsertPoint(invoke->getNormalDest()->getFirstInsertionPt());
    else
      b_.SetInsertPoint(instruction->getNextNode());
    emit_load_marker(b_, result);
  }
}

}  // namespace ingot
