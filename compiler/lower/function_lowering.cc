// What all instruction families of FunctionLowering share: blocks, traps, dispatch of fixed-signature instructions.
#include "compiler/lower/function_lowering.h"

#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/trap.h"

namespace ingot {

FunctionLowering::FunctionLowering(const ModulePlan& plan, StateAccess& state, llvm::Function& function,
                                   uint32_t funcidx)
    : plan_(plan),
      module_(plan.module()),
      state_(state),
      function_(function),
      body_(module_.functions[funcidx]),
      type_(module_.func_type(funcidx)),
      facts_(plan.valid().facts(funcidx)),
      b_(function.getContext()),
      simd_(b_, plan.options().required_cpu, plan.options().deterministic),
      addresses_(state, module_, [this](V outside) { trap_if(outside, IngotTrapOutOfBoundsMemory); }),
      profile_(plan, function, funcidx) {
  fuel_.is_counted = plan.options().fuel.has_value();
  state_.enter_function(function);
}

llvm::BasicBlock* FunctionLowering::new_block(const char* name) {
  return llvm::BasicBlock::Create(b_.getContext(), name, &function_, first_cold_);
}

llvm::BasicBlock* FunctionLowering::new_cold_block(const char* name) {
  llvm::BasicBlock* block = llvm::BasicBlock::Create(b_.getContext(), name, &function_);
  if (!first_cold_) first_cold_ = block;
  return block;
}

llvm::BasicBlock* FunctionLowering::branch_to_cold(V condition, const char* name) {
  llvm::BasicBlock* cold = new_cold_block(name);
  llvm::BasicBlock* next = new_block("");
  b_.CreateCondBr(condition, cold, next, unlikely_weights(b_.getContext()));
  continue_at(next);
  return cold;
}

void FunctionLowering::trap_if(V condition, IngotTrapKind kind) {
  auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition);
  if (known && known->isZero()) return;
  // One block per site: the code tells where it is.
  llvm::IRBuilder<> cold(branch_to_cold(condition, "trap"));
  emit_trap(cold, kind, location_.offset);
}

void FunctionLowering::trap_either(llvm::BasicBlock* cold, llvm::CmpInst::Predicate predicate, V left, V right,
                                   IngotTrapKind if_true, IngotTrapKind if_false) {
  llvm::BasicBlock* first = new_cold_block("trap");
  llvm::BasicBlock* second = new_cold_block("trap");
  llvm::IRBuilder<> b(cold);
  b.CreateCondBr(b.CreateCmp(predicate, left, right), first, second);
  b.SetInsertPoint(first);
  emit_trap(b, if_true, location_.offset);
  b.SetInsertPoint(second);
  emit_trap(b, if_false, location_.offset);
}

void FunctionLowering::trap(IngotTrapKind kind) { emit_trap(b_, kind, location_.offset); }

void FunctionLowering::unreachable() { trap(IngotTrapUnreachable); }

FunctionLowering::V FunctionLowering::simple(const OpInfo& op, std::span<const V> operands) {
  switch (op.group) {
    case OpGroup::Numeric: return numeric(op, operands);
    case OpGroup::Convert: return convert(op, operands[0]);
    case OpGroup::SimdLanes:
    case OpGroup::SimdArith:
    case OpGroup::SimdConvert:
    case OpGroup::RelaxedSimd: {
      V value = simd_.simple(op, operands);
      return value->getType()->isIntegerTy(1) ? from_bool(value) : value;
    }
    default: break;
  }
  llvm::report_fatal_error(llvm::Twine("no lowering of ") + llvm::StringRef(op.text));
}

}  // namespace ingot
