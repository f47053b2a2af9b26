// Libraries: constant expressions as IngotConstExpr, and the code that computes those that only an instance knows.
#pragma once

#include <llvm/IR/Module.h>

#include <vector>

#include "compiler/lower/module_plan.h"
#include "compiler/validate/const_eval.h"

namespace ingot {

class ConstExprTable {
 public:
  ConstExprTable(llvm::Module& module, const ModulePlan& plan) : ir_(module), plan_(plan), consts_(plan.module()) {}

  /// IngotConstExpr of an expression of type `type`.
  llvm::Constant* record(const ConstExpr& expression, const ValType& type);
  /// IngotConstExpr of the null reference, or of zero.
  llvm::Constant* null_record();
  llvm::Constant* function_record(uint32_t funcidx);

  /// Defines what IngotModule::compute points to; null if no expression so far has to be computed.
  llvm::Constant* define_compute();

 private:
  struct Computed {
    ConstExpr expression;
    ValType type;
  };

  llvm::Constant* make_record(uint32_t kind, uint64_t low, uint64_t high = 0);

  llvm::Module& ir_;
  const ModulePlan& plan_;
  ConstEvaluator consts_;
  std::vector<Computed> computed_;  // index = argument of compute()
};

}  // namespace ingot
