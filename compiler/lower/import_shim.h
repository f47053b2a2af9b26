// An imported function of a program as a Wasm function, for tables and references.
#pragma once

#include <llvm/IR/Module.h>

#include "compiler/lower/module_plan.h"

namespace ingot {

/// Defines Symbols::import_shim(funcidx) in `module`: Wasm convention outside, a call of the import inside.
llvm::Function* emit_import_shim(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx);

}  // namespace ingot
