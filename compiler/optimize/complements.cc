// Complements as differences: see complements.h.
//
// `a[n - 1 - i]` arrives as n + (~i << 3), and InstCombine makes `(i << 3) ^ -8` of the shift, in which scalar
// evolution does not see a recurrence. With the k low bits of x clear, x ^ -2^k inverts the others: it is ~x less the
// low bits, -1 - x - (2^k - 1).
#include "compiler/optimize/complements.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/PatternMatch.h>

namespace ingot {

void subtract_complements(llvm::Loop& loop, llvm::ScalarEvolution& evolution) {
  using namespace llvm::PatternMatch;
  for (llvm::BasicBlock* block : loop.blocks())
    for (llvm::Instruction& instruction : llvm::make_early_inc_range(*block)) {
      llvm::Value* operand = nullptr;
      const llvm::APInt* mask = nullptr;
      if (!match(&instruction, m_Xor(m_Value(operand), m_NegatedPower2(mask)))) continue;
      if (mask->isAllOnes() || !evolution.isSCEVable(instruction.getType())) continue;
      if (evolution.getMinTrailingZeros(evolution.getSCEV(operand)) < mask->countr_zero()) continue;
      llvm::IRBuilder<> builder(&instruction);
      llvm::Value* difference = builder.CreateSub(llvm::ConstantInt::get(instruction.getType(), *mask), operand);
      evolution.forgetValue(&instruction);
      instruction.replaceAllUsesWith(difference);
      instruction.eraseFromParent();
    }
}

}  // namespace ingot
