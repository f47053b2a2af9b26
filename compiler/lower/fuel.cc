// Instruction budgets: --fuel.  docs/lowering.md, Fuel, says what costs how much.
//
// Code without branches is paid for as a whole, where it begins: at the beginning of the function, of a loop, of either
// side of an `if`, of a catch, behind a branch that may be taken, and behind an `end` that something branches to. What
// is left is compared with the cost, and less is a trap, before anything of that code is done. The cost is not known
// there yet: the constant is put in when the next piece of code begins.
//
// The count is state of the instance that the IR reads and writes like a global, so that no level of optimisation can
// make another one of it. In a loop without calls LLVM keeps it in a register.
#include "compiler/lower/function_lowering.h"

namespace ingot {
namespace {

/// Only marks where something ends or begins: costs nothing.
bool is_mark(Op op) {
  return op == Op::Else || op == Op::End || op == Op::Catch || op == Op::CatchAll || op == Op::Delegate;
}

}  // namespace

/// Emits `if (left < cost) trap; left -= cost`.
FunctionLowering::FuelPayment FunctionLowering::pay(V cost) {
  V address = state_.fuel(b_);
  llvm::LoadInst* left = b_.CreateLoad(b_.getInt64Ty(), address);
  state_.tag_fuel_access(*left);
  V is_short = b_.CreateICmpULT(left, cost);
  trap_if(is_short, IngotTrapFuelExhausted);
  V rest = b_.CreateSub(left, cost);
  state_.tag_fuel_access(*b_.CreateStore(rest, address, /*isVolatile=*/state_.exact_at_traps()));
  return {.check = llvm::cast<llvm::Instruction>(is_short), .subtraction = llvm::cast<llvm::Instruction>(rest)};
}

/// Control may come from elsewhere to here, or not at all from what was before.
void FunctionLowering::begin_straight_code() {
  finish_fuel();
  fuel_.payment = {};
}

void FunctionLowering::count_instruction() {
  if (is_mark(location_.op->op)) return;
  if (fuel_.payment.check == nullptr) fuel_.payment = pay(b_.getInt64(1));
  fuel_.cost++;
}

void FunctionLowering::finish_fuel() {
  if (fuel_.payment.check == nullptr) return;
  fuel_.payment.check->setOperand(1, b_.getInt64(fuel_.cost));
  fuel_.payment.subtraction->setOperand(1, b_.getInt64(fuel_.cost));
  fuel_.cost = 0;
}

/// For instructions that do as much as an operand says: one unit per `per_unit` elements, rounded down, on top.
void FunctionLowering::pay_for_elements(V count, uint64_t per_unit) {
  if (!fuel_.is_counted) return;
  V elements = count->getType()->isIntegerTy(64) ? count : to_i64(count);
  V cost = b_.CreateUDiv(elements, b_.getInt64(per_unit));
  if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(cost); known != nullptr && known->isZero()) return;
  pay(cost);
}

}  // namespace ingot
