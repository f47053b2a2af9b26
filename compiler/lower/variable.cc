// Variable and parametric instructions.  Spec: Execution > Variable Instructions, Parametric Instructions.
//
// Locals are SSA values. The number of phis can be the product of locals and joins, and no compiler gets through that
// for the largest bodies that the format allows: there locals live in stack slots, and LLVM is asked not to optimise.
#include "compiler/lower/function_lowering.h"

namespace ingot {
namespace {

/// Locals times blocks from which on locals are kept in memory. CPython's interpreter loop has 2% of it.
constexpr uint64_t kMaxLocalBlockProduct = uint64_t{64} << 20;

}  // namespace

void FunctionLowering::begin_locals() {
  std::vector<V> initial;
  initial.reserve(type_.params.size() + body_.local_count);
  const unsigned hidden = hidden_parameters(plan_, type_);
  for (unsigned i = 0; i < type_.params.size(); ++i) initial.push_back(function_.getArg(hidden + i));
  for (const LocalRun& run : body_.locals)
    initial.insert(initial.end(), run.count, zero_value(b_.getContext(), run.type));

  const uint32_t funcidx = static_cast<uint32_t>(&body_ - module_.functions.data());
  const uint64_t blocks = plan_.valid().facts(funcidx).blocks;
  if (initial.size() * blocks > kMaxLocalBlockProduct) {
    leave_unoptimised(function_);
    for (V value : initial) {
      stack_locals_.push_back(b_.CreateAlloca(value->getType()));
      b_.CreateStore(value, stack_locals_.back());
    }
  }
  ssa_.begin(b_.GetInsertBlock(), std::move(initial));
}

FunctionLowering::V FunctionLowering::local_get(uint32_t local) {
  if (stack_locals_.empty()) return ssa_.read(local);
  return b_.CreateLoad(stack_locals_[local]->getAllocatedType(), stack_locals_[local]);
}

void FunctionLowering::local_set(uint32_t local, V value) {
  if (stack_locals_.empty())
    ssa_.write(local, value);
  else
    b_.CreateStore(value, stack_locals_[local]);
}

FunctionLowering::V FunctionLowering::select(V first, V second, V condition_operand, ValType) {
  return b_.CreateSelect(condition(condition_operand), first, second);
}

}  // namespace ingot
