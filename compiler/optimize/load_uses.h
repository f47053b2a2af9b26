// Loads and stores that instruction selection may leave out although their values are used, and which loads matter.
#pragma once

#include <llvm/Analysis/AliasAnalysis.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>

namespace ingot {

/// Whether a load may be out of bounds. One with `invariant.load` reads state of ours, which never is.
bool may_trap(const llvm::LoadInst& load);

/// A load that the loop vectoriser has made of several, as an intrinsic.
bool is_vector_gather(const llvm::Instruction& instruction);

/// Makes accesses volatile that DAGCombiner would otherwise drop or narrow because of what is done with their values
/// (LLVM 19). `aliases` is that of the function.
void pin_combinable_accesses(llvm::Function& function, llvm::AAResults& aliases);

/// Makes all accesses volatile but those of state that is never out of bounds: for functions that no pass has seen, in
/// which instruction selection itself finds results that are known without the load (`x == x`).
void pin_all_accesses(llvm::Function& function);

}  // namespace ingot
