// Calls; those through tables are in call_indirect.cc.  Spec: Execution > Control Instructions (call, call_ref),
// Function Calls.
#include <llvm/IR/Module.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"
#include "compiler/lower/libc_function.h"
#include "compiler/lower/load_marker.h"

namespace ingot {

void FunctionLowering::call(uint32_t funcidx, std::span<const V> arguments, std::span<V> results) {
  const FuncType& type = module_.func_type(funcidx);
  if (!module_.functions[funcidx].imported) {
    llvm::CallBase* call = call_callee(type, function_callee(funcidx), arguments, results);
    const LibcFunction* known = plan_.libc_function(funcidx);
    if (known && is_worth_inlining(*known, arguments)) call->addFnAttr(llvm::Attribute::AlwaysInline);
  } else if (const std::optional<WasmCallee> callee = state_.import_callee(b_, funcidx, false)) {
    call_callee(type, *callee, arguments, results);
  } else {
    state_.call_c_import(b_, funcidx, arguments, results);
    call_results_.insert(call_results_.end(), results.begin(), results.end());
  }
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
