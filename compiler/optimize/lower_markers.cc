// Removes load markers (lower/load_marker.h) and keeps the promise for which they were there: an out-of-bounds load
// traps.
//
// With the markers gone, several things could still lose a trap in the code generator:
//   dead loads       a load whose only use was its marker. SelectionDAG would not emit it. ADCE has run before, so that
//                    uses lead to something that is not dead: code generation finds cycles of phis that do not.
//   known results    SelectionDAG knows more constants than IR passes, and drops loads that they make needless.
//   narrowed loads   DAGCombiner reads only the bytes that are demanded (`i32 & 255` becomes a byte load, `i64 >> 32` a
//                    4-byte load at +4), so that an access which straddles the end of memory would no longer trap.
//   combined loads   DAGCombiner needs one of two loads, or none: load_uses.h.
//   dead gathers     The loop vectoriser has made a gather or a masked load of such loads: it is stored to the stack.
//   masked loads     An instruction with a mask reads what it chooses only: masked_loads.h.
// So all loads become volatile, which x86 instruction selection still folds into memory operands (LLVM 19) and which,
// behind all IR passes, keeps little from being optimised. Vectors beyond 16 bytes are an exception:
// they stay plain as far as load_width.h and load_uses.h find no reason. x86 instruction selection even folds a
// volatile 16-byte load into instructions that read 8 bytes or fewer (pmovzx, pmovsx). So a 16-byte vector that is
// not read in full is hidden behind a fence in addition; those of libraries, which are volatile from the start, as
// well.
#include "compiler/optimize/lower_markers.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/AliasAnalysis.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/Local.h>

#include "compiler/lower/load_marker.h"
#include "compiler/optimize/load_uses.h"
#include "compiler/optimize/load_width.h"
#include "compiler/optimize/masked_loads.h"

namespace ingot {
namespace {

using llvm::Instruction;
using llvm::LoadInst;

/// Erases what only a marker kept alive but loads themselves: at -O0 the extension of a narrow load, say, with which
/// instruction selection would drop the load.
void erase_dead_users(llvm::Function& function) {
  for (llvm::BasicBlock& block : llvm::reverse(function))
    for (Instruction& instruction : llvm::make_early_inc_range(llvm::reverse(block)))
      if (!llvm::isa<LoadInst>(instruction) && !is_vector_gather(instruction) &&
          llvm::isInstructionTriviallyDead(&instruction))
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

/// Gathers without a user: they cannot be volatile, so somebody has to use them.
void use_dead_gathers(llvm::Function& function) {
  llvm::SmallVector<Instruction*, 4> gathers;
  for (Instruction& instruction : llvm::instructions(function))
    if (is_vector_gather(instruction) && instruction.use_empty()) gathers.push_back(&instruction);
  for (Instruction* gather : gathers) {
    llvm::IRBuilder<> builder(&*function.getEntryBlock().getFirstInsertionPt());
    llvm::Value* unread = builder.CreateAlloca(gather->getType());
    builder.SetInsertPoint(gather->getNextNode());
    builder.CreateStore(gather, unread, /*isVolatile=*/true);
  }
}

bool is_16_byte_vector(const llvm::Type* type) {
  return type->isVectorTy() && type->getPrimitiveSizeInBits().getKnownMinValue() == 128;
}

/// Only vectorisers make these. Their lowering of strides takes plain loads only.
bool is_wide_vector(const llvm::Type* type) {
  return type->isVectorTy() && type->getPrimitiveSizeInBits().getKnownMinValue() > 128;
}

/// Hides volatile 16-byte vectors that are not read in full; returns whether there were any.
bool fence_volatile_vectors(llvm::Function& function) {
  llvm::SmallVector<LoadInst*, 16> loads;
  for (Instruction& instruction : llvm::instructions(function)) {
    auto* load = llvm::dyn_cast<LoadInst>(&instruction);
    if (load && load->isVolatile() && is_16_byte_vector(load->getType()) && !load->use_empty() &&
        !all_bytes_are_used(*load))
      loads.push_back(load);
  }
  for (LoadInst* load : loads) {
    llvm::IRBuilder<> builder(load->getNextNode());
    // The fence takes floats only.
    llvm::Type* floats = llvm::FixedVectorType::get(builder.getFloatTy(), 4);
    auto* cast = llvm::cast<Instruction>(builder.Insert(new llvm::BitCastInst(load, floats)));
    llvm::Value* fenced = builder.CreateIntrinsic(llvm::Intrinsic::arithmetic_fence, {floats}, {cast});
    llvm::Value* same = builder.CreateBitCast(fenced, load->getType());
    load->replaceUsesWithIf(same, [&](const llvm::Use& use) { return use.getUser() != cast; });
  }
  return !loads.empty();
}

}  // namespace

llvm::PreservedAnalyses LowerMarkersPass::run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  const bool had_markers = erase_markers(function);
  if (had_markers) {
    erase_dead_users(function);
    use_dead_gathers(function);
    analyses.invalidate(function, llvm::PreservedAnalyses::none());
    if (optimises_ && !function.hasOptNone())
      pin_accesses(function, analyses);
    else
      pin_all_accesses(function);
  }
  bool changed = fence_volatile_vectors(function);
  if (target_has_masks_) changed |= hide_loads_from_masks(function);
  return had_markers || changed ? llvm::PreservedAnalyses::none() : llvm::PreservedAnalyses::all();
}

void LowerMarkersPass::pin_accesses(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  for (Instruction& instruction : llvm::instructions(function)) {
    auto* load = llvm::dyn_cast<LoadInst>(&instruction);
    if (!load || !may_trap(*load)) continue;
    if (!is_wide_vector(load->getType()) || load->use_empty() || !all_bytes_are_used(*load)) load->setVolatile(true);
  }
  pin_combinable_accesses(function, analyses.getResult<llvm::AAManager>(function));
}

}  // namespace ingot
