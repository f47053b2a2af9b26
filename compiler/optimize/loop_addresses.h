// Gives loops over linear memory the addresses that LLVM's loop passes understand, and rolls them up.
#pragma once

#include <llvm/IR/PassManager.h>

namespace ingot {

struct LoopAddressesOptions {
  bool version = true;       ///< copy what has to be copied: loops whose addresses could wrap, halves of rounds
  bool checks = true;        ///< of memories that are not guarded, out of the copies (loop_checks.h); needs `version`
  bool middle_exits = true;  ///< halves of rounds behind the loop (middle_exits.h); needs `version`
  bool complements = true;   ///< addresses that go down (complements.h)
  bool reroll = true;        ///< undo the producer's unrolling
};

class LoopAddressesPass : public llvm::PassInfoMixin<LoopAddressesPass> {
 public:
  explicit LoopAddressesPass(LoopAddressesOptions options) : options_(options) {}
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);

 private:
  LoopAddressesOptions options_;
};

}  // namespace ingot
