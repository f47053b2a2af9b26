// AVX-512: loads that must not be folded into instructions with a mask.
#pragma once

#include <llvm/IR/Function.h>

namespace ingot {

/// Instructions of AVX-512 with a mask do not fault in lanes that are masked out, and LLVM 19 folds loads into them,
/// volatile or not, without asking whether a fault matters. Hides the values of all loads that such an instruction
/// could read behind a fence; returns whether there were any.
bool hide_loads_from_masks(llvm::Function& function);

}  // namespace ingot
