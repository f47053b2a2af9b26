// Removes load markers (lower/load_marker.h) and keeps the promise for which they were there: an out-of-bounds load
// traps.
//
// With the markers gone, two things could still lose a trap in the code generator:
//   dead loads       a load whose only use was its marker. SelectionDAG would not emit it.
//   narrowed loads   DAGCombiner reads only the bytes that are demanded (`i32 & 255` becomes a byte load, `i64 >> 32` a
//                    4-byte load at +4, `or [m], 256` a byte operation at m + 1), so that an access which straddles the
//                    end of memory would no longer trap.
// Both become volatile loads, which x86 instruction selection still folds into memory operands (LLVM 19).
#include "compiler/optimize/lower_markers.h"

#include <llvm/ADT/APInt.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/DemandedBits.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/Local.h>

#include "compiler/lower/load_marker.h"

namespace ingot {
namespace {

using llvm::Instruction;
using llvm::LoadInst;

/// Lanes of a vector load that somebody reads, as far as its users say so lane by lane; all lanes otherwise.
llvm::APInt demanded_lanes(const LoadInst& load, unsigned lanes) {
  llvm::APInt demanded = llvm::APInt::getZero(lanes);
  for (const llvm::User* user : load.users()) {
    if (auto* extract = llvm::dyn_cast<llvm::ExtractElementInst>(user)) {
      auto* index = llvm::dyn_cast<llvm::ConstantInt>(extract->getIndexOperand());
      if (!index || index->getZExtValue() >= lanes) return llvm::APInt::getAllOnes(lanes);
      demanded.setBit(static_cast<unsigned>(index->getZExtValue()));
    } else if (auto* shuffle = llvm::dyn_cast<llvm::ShuffleVectorInst>(user)) {
      for (int lane : shuffle->getShuffleMask()) {
        if (lane < 0) continue;
        const bool from_second = static_cast<unsigned>(lane) >= lanes;
        if (shuffle->getOperand(from_second) == &load) demanded.setBit(static_cast<unsigned>(lane) % lanes);
      }
    } else {
      return llvm::APInt::getAllOnes(lanes);
    }
  }
  return demanded;
}

/// The store of `store (op (load p), constant), p`, which DAGCombiner's ReduceLoadOpStoreWidth narrows together with
/// the load; null if there is none.
llvm::StoreInst* read_modify_write_store(const LoadInst& load) {
  for (const llvm::User* user : load.users()) {
    auto* op = llvm::dyn_cast<llvm::BinaryOperator>(user);
    if (!op || !op->isBitwiseLogicOp() || !llvm::isa<llvm::ConstantInt>(op->getOperand(1))) continue;
    for (const llvm::User* op_user : op->users())
      if (auto* store = llvm::dyn_cast<llvm::StoreInst>(op_user))
        if (store->getValueOperand() == op && store->getPointerOperand() == load.getPointerOperand())
          return const_cast<llvm::StoreInst*>(store);
  }
  return nullptr;
}

/// True if code generation could read fewer bytes than the load says.
bool could_be_narrowed(LoadInst& load, llvm::DemandedBits& demanded_bits) {
  if (auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(load.getType()))
    return !demanded_lanes(load, vector->getNumElements()).isAllOnes();
  if (!load.getType()->isIntegerTy() || load.getType()->isIntegerTy(8)) return false;
  return !demanded_bits.getDemandedBits(&load).isAllOnes();
}

/// Erases what only a marker kept alive but loads themselves: at -O0 the extension of a narrow load, say, with which
/// instruction selection would drop the load.
void erase_dead_users(llvm::Function& function) {
  for (llvm::BasicBlock& block : llvm::reverse(function))
    for (Instruction& instruction : llvm::make_early_inc_range(llvm::reverse(block)))
      if (!llvm::isa<LoadInst>(instruction) && llvm::isInstructionTriviallyDead(&instruction))
        instruction.eraseFromParent();
}

/// Erases all markers; returns whether there were any.
bool erase_markers(llvm::Function& function) {
  llvm::SmallVector<Instruction*, 64> markers;
  for (Instruction& instruction : llvm::instructions(function))
    if (is_load_marker(instruction)) markers.push_back(&instruction);
  for (Instruction* marker : markers) marker->eraseFromParent();
  return !markers.empty();
}

}  // namespace

llvm::PreservedAnalyses LowerMarkersPass::run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  if (!erase_markers(function)) return llvm::PreservedAnalyses::all();
  erase_dead_users(function);
  analyses.invalidate(function, llvm::PreservedAnalyses::none());
  // At -O0 nothing narrows (FastISel has no DAGCombiner), but functions can fall back to SelectionDAG: same treatment.
  llvm::DemandedBits& demanded_bits = analyses.getResult<llvm::DemandedBitsAnalysis>(function);
  for (Instruction& instruction : llvm::instructions(function)) {
    auto* load = llvm::dyn_cast<LoadInst>(&instruction);
    // A load with `invariant.load` reads state of ours, which is never out of bounds.
    if (!load || load->isVolatile() || load->hasMetadata(llvm::LLVMContext::MD_invariant_load)) continue;
    if (load->use_empty() || could_be_narrowed(*load, demanded_bits)) load->setVolatile(true);
    // That combine asks only whether the store is volatile (LLVM 19).
    if (llvm::StoreInst* store = read_modify_write_store(*load)) store->setVolatile(true);
  }
  return llvm::PreservedAnalyses::none();
}

}  // namespace ingot
