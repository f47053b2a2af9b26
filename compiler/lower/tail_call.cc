// Tail calls; those through tables are in call_indirect.cc.  Spec: Execution > Control Instructions (return_call,
// return_call_ref).
//
// Only a callee that makes tail calls itself can make a chain of them longer than one. A tail call jumps to the body of
// such a callee (`musttail`, in the tail convention), and calls any other one and returns: that takes the stack of one
// more frame, and leaves functions without tail calls what they were. Neither is in reach of the handlers around it: a
// tail call leaves the function first.
#include "compiler/lower/function_lowering.h"

namespace ingot {

void FunctionLowering::return_call(uint32_t funcidx, std::span<const V> arguments) {
  const FuncType& type = module_.func_type(funcidx);
  if (!module_.functions[funcidx].imported) {
    leave_by_call(type, function_callee(funcidx), arguments);
  } else if (const std::optional<WasmCallee> callee = state_.import_callee(b_, funcidx, true)) {
    leave_by_unknown_call(type, *callee, arguments);
  } else {
    std::vector<V> results(type.results.size());
    state_.call_c_import(b_, funcidx, arguments, results);
    emit_return(b_, plan_, type_, results);
  }
}

void FunctionLowering::return_call_ref(uint32_t typeidx, V reference, std::span<const V> arguments) {
  trap_if(b_.CreateIsNull(reference), IngotTrapNullFunctionReference);
  leave_by_unknown_call(module_.func_type_at(typeidx), reference_callee(reference, true), arguments);
}

/// The callee's convention is known.
void FunctionLowering::leave_by_call(const FuncType& type, const WasmCallee& callee, std::span<const V> arguments) {
  auto* call = llvm::cast<llvm::CallInst>(
      emit_wasm_call(b_, plan_, type, callee, result_area_argument(function_, plan_, type_), arguments));
  if (callee.convention == Convention::Tail) call->setTailCallKind(llvm::CallInst::TCK_MustTail);
  if (call->getType()->isVoidTy())
    b_.CreateRetVoid();
  else
    b_.CreateRet(call);
}

void FunctionLowering::leave_by_unknown_call(const FuncType& type, const WasmCallee& callee,
                                             std::span<const V> arguments) {
  llvm::BasicBlock* jump = new_block("jump");
  llvm::BasicBlock* call = new_block("call");
  b_.CreateCondBr(b_.CreateIsNull(callee.tail_code), call, jump);
  continue_at(jump);
  leave_by_call(
      type,
      {.code = callee.tail_code, .base = callee.base, .convention = Convention::Tail, .may_throw = callee.may_throw},
      arguments);
  continue_at(call);
  leave_by_call(type, {.code = callee.code, .base = callee.base, .may_throw = callee.may_throw}, arguments);
}

}  // namespace ingot
