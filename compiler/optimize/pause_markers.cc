// Markers (lower/load_marker.h) and the vectorisers' cost models: see pause_markers.h.
//
// A marker is a call to LLVM: ten instructions in the vectorisers' reckoning, and to SLP a scalar user of each lane.
// With one behind each load, a gather looks cheap beside as many scalar loads, no loop small enough to be interleaved,
// and SLP gives up. So they go before, and come back behind.
//
// Why that loses no trap: a marker goes only if its load is live, which is found as ADCE does it, from what has
// effects, over operands. The loop vectoriser and SLP delete instructions that they have replaced, and dead ones, but
// turn no live value into a dead one: they do no algebra, and narrow no load. (VectorCombine narrows, and InstCombine
// and unrolling simplify: they run with markers.)
#include "compiler/optimize/pause_markers.h"

#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>

#include "compiler/lower/load_marker.h"
#include "compiler/optimize/load_uses.h"
#include "compiler/optimize/preserved.h"

namespace ingot {
namespace {

using llvm::Instruction;

/// What effects need, not counting markers.
llvm::SmallPtrSet<Instruction*, 32> live_instructions(llvm::Function& function) {
  llvm::SmallPtrSet<Instruction*, 32> live;
  llvm::SmallVector<Instruction*, 64> pending;
  const auto add = [&](Instruction& instruction) {
    if (live.insert(&instruction).second) pending.push_back(&instruction);
  };
  for (Instruction& instruction : llvm::instructions(function)) {
    const bool has_effect = instruction.isTerminator() || instruction.mayHaveSideEffects();
    if (has_effect && !is_load_marker(instruction)) add(instruction);
  }
  while (!pending.empty())
    for (llvm::Value* operand : pending.pop_back_val()->operand_values())
      if (auto* instruction = llvm::dyn_cast<Instruction>(operand)) add(*instruction);
  return live;
}

/// As far as one can see: some state of ours is marked in vain.
bool needs_marker(const Instruction& instruction) {
  if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) return load->isSimple() && may_trap(*load);
  return is_vector_gather(instruction);
}

bool has_marker(const Instruction& load) {
  return llvm::any_of(load.users(),
                      [](const llvm::User* user) { return is_load_marker(*llvm::cast<Instruction>(user)); });
}

}  // namespace

llvm::PreservedAnalyses PauseMarkersPass::run(llvm::Function& function, llvm::FunctionAnalysisManager&) {
  const llvm::SmallPtrSet<Instruction*, 32> live = live_instructions(function);
  llvm::SmallVector<Instruction*, 64> markers;
  for (Instruction& instruction : llvm::instructions(function)) {
    if (!is_load_marker(instruction)) continue;
    auto* load = llvm::dyn_cast<llvm::LoadInst>(instruction.getOperand(0));
    if (load && live.contains(load)) markers.push_back(&instruction);
  }
  for (Instruction* marker : markers) marker->eraseFromParent();
  return control_flow_is_preserved(!markers.empty());
}

llvm::PreservedAnalyses ResumeMarkersPass::run(llvm::Function& function, llvm::FunctionAnalysisManager&) {
  llvm::SmallVector<Instruction*, 64> loads;
  for (Instruction& instruction : llvm::instructions(function))
    if (needs_marker(instruction) && !has_marker(instruction)) loads.push_back(&instruction);
  for (Instruction* load : loads) {
    llvm::IRBuilder<> builder(load->getNextNode());
    emit_load_marker(builder, load);
  }
  return control_flow_is_preserved(!loads.empty());
}

}  // namespace ingot
