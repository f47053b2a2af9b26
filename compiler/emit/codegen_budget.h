// Functions for which the code generator would take minutes, and what is done about them.
#pragma once

#include <llvm/IR/Module.h>
#include <llvm/Support/CodeGen.h>

#include "compiler/lower/module_plan.h"

namespace ingot {

/// True for functions that are compiled in a partition of their own, since they may be over the budget.
bool is_huge_function(const ModulePlan& plan, uint32_t funcidx);

/// `wanted`, or None if a function of the optimised module is over the budget.
llvm::CodeGenOptLevel affordable_level(const llvm::Module& module, llvm::CodeGenOptLevel wanted);

}  // namespace ingot
