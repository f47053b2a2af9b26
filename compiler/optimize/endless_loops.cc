// Markers in loops that may be endless: see endless_loops.h.
//
// A loop whose iterations scalar evolution can count, or bound, ends; LICM may promote its stores, and the trap of one
// comes behind the last iteration instead of in the first, which nobody can tell apart. In other loops only stores to
// one place matter.
#include "compiler/optimize/endless_loops.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include "compiler/lower/load_marker.h"
#include "compiler/optimize/preserved.h"

namespace ingot {
namespace {

bool stores_to_one_place(const llvm::Loop& loop, llvm::ScalarEvolution& evolution) {
  for (llvm::BasicBlock* block : loop.blocks())
    for (llvm::Instruction& instruction : *block)
      if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction))
        if (store->isSimple() && evolution.isLoopInvariant(evolution.getSCEV(store->getPointerOperand()), &loop))
          return true;
  return false;
}

bool is_known_to_end(const llvm::Loop& loop, llvm::ScalarEvolution& evolution) {
  return !llvm::isa<llvm::SCEVCouldNotCompute>(evolution.getConstantMaxBackedgeTakenCount(&loop));
}

llvm::Function* memory_marker(llvm::Module& module) {
  const std::string name = std::string(kLoadMarkerPrefix) + "memory";
  if (llvm::Function* known = module.getFunction(name)) return known;
  llvm::FunctionType* type = llvm::FunctionType::get(llvm::Type::getVoidTy(module.getContext()), false);
  llvm::Function* marker = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module);
  marker->setMemoryEffects(llvm::MemoryEffects::readOnly() | llvm::MemoryEffects::inaccessibleMemOnly());
  for (auto attribute :
       {llvm::Attribute::NoUnwind, llvm::Attribute::WillReturn, llvm::Attribute::NoSync, llvm::Attribute::NoFree})
    marker->addFnAttr(attribute);
  return marker;
}

}  // namespace

llvm::PreservedAnalyses EndlessLoopsPass::run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  llvm::LoopInfo& loops = analyses.getResult<llvm::LoopAnalysis>(function);
  if (loops.empty()) return llvm::PreservedAnalyses::all();
  llvm::ScalarEvolution& evolution = analyses.getResult<llvm::ScalarEvolutionAnalysis>(function);
  bool changed = false;
  for (llvm::Loop* loop : loops.getLoopsInPreorder()) {
    if (is_known_to_end(*loop, evolution) || !stores_to_one_place(*loop, evolution)) continue;
    llvm::IRBuilder<> builder(loop->getHeader(), loop->getHeader()->getFirstInsertionPt());
    builder.CreateCall(memory_marker(*function.getParent()));
    changed = true;
  }
  return control_flow_is_preserved(changed);
}

}  // namespace ingot
