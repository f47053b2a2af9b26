// Loads and stores that instruction selection may leave out although their values are used.
#pragma once

#include <llvm/Analysis/AliasAnalysis.h>
#include <llvm/IR/Function.h>

namespace ingot {

/// Makes accesses volatile that DAGCombiner would otherwise drop or narrow because of what is done with their values
/// (LLVM 19). `aliases` is that of the function.
void pin_combinable_accesses(llvm::Function& function, llvm::AAResults& aliases);

/// Makes all accesses volatile but those of state that is never out of bounds: for functions that no pass has seen, in
/// which instruction selection itself finds results that are known without the load (`x == x`).
void pin_all_accesses(llvm::Function& function);

}  // namespace ingot
