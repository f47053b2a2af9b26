// The pass order of each level.
//
// It is not LLVM's stock order (docs/lowering.md, Passes): code arrives as SSA, inlined and optimised once by its
// producer, so SROA, IPSCCP, argument promotion and half of InstCombine's runs find nothing; and the stock order widens
// 32-bit induction variables before the vectoriser runs, after which Wasm's 32-bit address arithmetic is no recurrence
// any more and loops are vectorised as gathers or not at all. So:
//
//   clean up      EarlyCSE, SimplifyCFG, InstCombine: makes functions smaller before inlining
//   inline        bottom-up, with attributes inferred
//   scalar        loop rotation, LICM, unswitching, induction variables without widening, addresses of loops
//                 (loop_addresses.h), GVN, SCCP, CVP, DSE
//   vector        loop and SLP vectorisers, which see no markers and memory in rows (pause_markers.h, separate_rows.h);
//                 accesses to columns (columns.h); unrolling
//   lower markers in a module pass of its own: see lower_markers.h; then resume, and the frames of
//                 callers of functions that make tail calls
//
// Library functions: a Wasm function named `memcpy` is not libc's, so TargetLibraryInfo knows none. That also keeps
// LoopIdiomRecognize from calling libc's memset on linear memory, where a fault would not be one of compiled code.
#include "compiler/optimize/optimize.h"

#include <llvm/Analysis/AliasAnalysis.h>
#include <llvm/Analysis/InlineCost.h>
#include <llvm/Analysis/ProfileSummaryInfo.h>
#include <llvm/Analysis/TargetLibraryInfo.h>
#include <llvm/IR/Module.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Passes/StandardInstrumentations.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Triple.h>
#include <llvm/Transforms/IPO/ElimAvailExtern.h>
#include <llvm/Transforms/IPO/FunctionAttrs.h>
#include <llvm/Transforms/IPO/GlobalDCE.h>
#include <llvm/Transforms/IPO/Inliner.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/ADCE.h>
#include <llvm/Transforms/Scalar/ConstraintElimination.h>
#include <llvm/Transforms/Scalar/CorrelatedValuePropagation.h>
#include <llvm/Transforms/Scalar/DeadStoreElimination.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/GVN.h>
#include <llvm/Transforms/Scalar/IndVarSimplify.h>
#include <llvm/Transforms/Scalar/JumpThreading.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopDeletion.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopRotation.h>
#include <llvm/Transforms/Scalar/LoopUnrollPass.h>
#include <llvm/Transforms/Scalar/SCCP.h>
#include <llvm/Transforms/Scalar/SimpleLoopUnswitch.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Vectorize/LoopVectorize.h>
#include <llvm/Transforms/Vectorize/SLPVectorizer.h>
#include <llvm/Transforms/Vectorize/VectorCombine.h>

#include "compiler/optimize/columns.h"
#include "compiler/optimize/endless_loops.h"
#include "compiler/optimize/loop_addresses.h"
#include "compiler/optimize/lower_markers.h"
#include "compiler/optimize/lower_resume.h"
#include "compiler/optimize/pause_markers.h"
#include "compiler/optimize/separate_rows.h"
#include "compiler/optimize/size_class.h"
#include "compiler/optimize/tail_call_frames.h"

namespace ingot {
namespace {

using llvm::FunctionPassManager;
using llvm::LoopPassManager;
using llvm::ModulePassManager;

/// Runs one of three pipelines, by the shape of the function.
class BySize : public llvm::PassInfoMixin<BySize> {
 public:
  BySize(FunctionPassManager ordinary, FunctionPassManager huge, FunctionPassManager crowded)
      : ordinary_(std::move(ordinary)), huge_(std::move(huge)), crowded_(std::move(crowded)) {}
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
    switch (size_class(function)) {
      case SizeClass::Ordinary: return ordinary_.run(function, analyses);
      case SizeClass::Huge: return huge_.run(function, analyses);
      case SizeClass::Crowded: return crowded_.run(function, analyses);
    }
    return llvm::PreservedAnalyses::all();
  }

 private:
  FunctionPassManager ordinary_, huge_, crowded_;
};

bool vectorises(OptLevel level) { return level == OptLevel::O2 || level == OptLevel::O3; }

FunctionPassManager clean_up_passes() {
  FunctionPassManager passes;
  passes.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(llvm::SimplifyCFGPass());
  passes.addPass(llvm::InstCombinePass());
  return passes;
}

FunctionPassManager huge_function_passes() {
  FunctionPassManager passes;
  passes.addPass(llvm::SCCPPass());
  passes.addPass(llvm::SimplifyCFGPass());
  passes.addPass(llvm::InstCombinePass());
  return passes;
}

/// Without SimplifyCFG, and without InstCombine, which looks at all branches above a comparison.
FunctionPassManager crowded_function_passes() {
  FunctionPassManager passes;
  passes.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/false));
  passes.addPass(llvm::SCCPPass());
  return passes;
}

void add_loop_passes(FunctionPassManager& passes, OptLevel level, const LoopPasses& own) {
  passes.addPass(EndlessLoopsPass());
  LoopPassManager rotate;
  rotate.addPass(llvm::LoopRotatePass(/*EnableHeaderDuplication=*/level != OptLevel::Os));
  rotate.addPass(llvm::LICMPass(llvm::LICMOptions()));
  rotate.addPass(llvm::SimpleLoopUnswitchPass(/*NonTrivial=*/level == OptLevel::O3));
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(rotate), /*UseMemorySSA=*/true));
  passes.addPass(llvm::SimplifyCFGPass());
  LoopPassManager induction;
  // Widening would hide the recurrence of 32-bit addresses from the vectoriser: see the head of this file.
  induction.addPass(llvm::IndVarSimplifyPass(/*WidenIndVars=*/false));
  induction.addPass(llvm::LoopDeletionPass());
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(induction)));
  if (level == OptLevel::O1 || !own.addresses) return;
  passes.addPass(LoopAddressesPass({.version = own.versions && level != OptLevel::Os,
                                    .checks = own.checks,
                                    .middle_exits = own.middle_exits,
                                    .complements = own.complements,
                                    .reroll = own.reroll}));
}

FunctionPassManager scalar_passes(OptLevel level, const LoopPasses& own) {
  FunctionPassManager passes;
  add_loop_passes(passes, level, own);
  if (level != OptLevel::O1) passes.addPass(llvm::GVNPass());
  passes.addPass(llvm::SCCPPass());
  if (level == OptLevel::O3) {
    passes.addPass(llvm::ConstraintEliminationPass());
    passes.addPass(llvm::JumpThreadingPass());
  }
  passes.addPass(llvm::CorrelatedValuePropagationPass());
  passes.addPass(llvm::DSEPass());
  passes.addPass(llvm::SimplifyCFGPass());
  passes.addPass(llvm::InstCombinePass());
  if (level == OptLevel::O3) {
    passes.addPass(llvm::GVNPass());
    passes.addPass(llvm::SimplifyCFGPass());
  }
  return passes;
}

FunctionPassManager vector_passes(OptLevel level, const LoopPasses& own) {
  FunctionPassManager passes;
  if (own.pause_markers) passes.addPass(PauseMarkersPass());
  if (own.separate_rows) passes.addPass(SeparateRowsPass());
  passes.addPass(llvm::LoopVectorizePass());
  if (own.separate_rows) passes.addPass(JoinRowsPass());
  passes.addPass(llvm::SLPVectorizerPass());
  if (own.columns) passes.addPass(ColumnsPass());
  if (own.pause_markers) passes.addPass(ResumeMarkersPass());
  passes.addPass(llvm::VectorCombinePass());
  passes.addPass(llvm::InstCombinePass());
  // Said explicitly, because LLVM takes markers for calls, and does not unroll loops with calls by itself.
  passes.addPass(llvm::LoopUnrollPass(
      llvm::LoopUnrollOptions(level == OptLevel::O3 ? 3 : 2).setPartial(true).setRuntime(true).setUpperBound(true)));
  passes.addPass(llvm::InstCombinePass());
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(llvm::LICMPass(llvm::LICMOptions()), /*UseMemorySSA=*/true));
  passes.addPass(llvm::SimplifyCFGPass());
  return passes;
}

/// Producers have inlined already: a low threshold catches helpers and shims without growing the code.
llvm::InlineParams inline_params(OptLevel level) {
  switch (level) {
    case OptLevel::O3: return llvm::getInlineParams(225);
    case OptLevel::Os: return llvm::getInlineParams(10);
    default: return llvm::getInlineParams(60);
  }
}

ModulePassManager build_pipeline(OptLevel level, const LoopPasses& own) {
  ModulePassManager passes;
  if (level == OptLevel::O0) return passes;
  passes.addPass(llvm::createModuleToFunctionPassAdaptor(
      BySize(clean_up_passes(), clean_up_passes(), crowded_function_passes()), /*EagerlyInvalidate=*/true));
  // What a profile says is hot; the inliner asks for it only if somebody else did before.
  passes.addPass(llvm::RequireAnalysisPass<llvm::ProfileSummaryAnalysis, llvm::Module>());
  if (level != OptLevel::O1) {
    llvm::ModuleInlinerWrapperPass inliner(inline_params(level));
    inliner.getPM().addPass(llvm::PostOrderFunctionAttrsPass());
    passes.addPass(std::move(inliner));
    // Copies of what other partitions define have served.
    passes.addPass(llvm::EliminateAvailableExternallyPass());
  }
  passes.addPass(llvm::createModuleToFunctionPassAdaptor(
      BySize(scalar_passes(level, own), huge_function_passes(), crowded_function_passes()),
      /*EagerlyInvalidate=*/true));
  if (vectorises(level))
    passes.addPass(llvm::createModuleToFunctionPassAdaptor(
        BySize(vector_passes(level, own), FunctionPassManager(), FunctionPassManager()),
        /*EagerlyInvalidate=*/true));
  passes.addPass(llvm::GlobalDCEPass());
  return passes;
}

llvm::PipelineTuningOptions tuning(OptLevel level) {
  llvm::PipelineTuningOptions options;
  options.LoopVectorization = vectorises(level);
  options.SLPVectorization = vectorises(level);
  return options;
}

}  // namespace

void optimize(llvm::Module& module, llvm::TargetMachine& target, OptLevel level, const LoopPasses& own) {
  if (level == OptLevel::Os)
    for (llvm::Function& function : module)
      if (!function.isDeclaration()) function.addFnAttr(llvm::Attribute::OptimizeForSize);

  llvm::LoopAnalysisManager loop_analyses;
  llvm::FunctionAnalysisManager function_analyses;
  llvm::CGSCCAnalysisManager cgscc_analyses;
  llvm::ModuleAnalysisManager module_analyses;
  // Lowering marks functions that would take minutes (leave_unoptimised): all passes but the required ones skip them.
  llvm::PassInstrumentationCallbacks callbacks;
  llvm::OptNoneInstrumentation leave_alone(/*DebugLogging=*/false);
  leave_alone.registerCallbacks(callbacks);
  llvm::PassBuilder builder(&target, tuning(level), std::nullopt, &callbacks);
  llvm::TargetLibraryInfoImpl libraries{llvm::Triple(module.getTargetTriple())};
  libraries.disableAllFunctions();
  function_analyses.registerPass([&] { return llvm::TargetLibraryAnalysis(libraries); });
  builder.registerModuleAnalyses(module_analyses);
  builder.registerCGSCCAnalyses(cgscc_analyses);
  builder.registerFunctionAnalyses(function_analyses);
  builder.registerLoopAnalyses(loop_analyses);
  builder.crossRegisterProxies(loop_analyses, function_analyses, cgscc_analyses, module_analyses);

  build_pipeline(level, own).run(module, module_analyses);

  ModulePassManager last;
  FunctionPassManager markers;
  // Values that only go round in a loop count as dead from here on: code generation would drop them and their loads.
  markers.addPass(llvm::ADCEPass());
  const bool has_masks = target.getMCSubtargetInfo()->checkFeatures("+avx512f");
  markers.addPass(LowerMarkersPass(level != OptLevel::O0, has_masks));
  last.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(markers)));
  last.addPass(llvm::createModuleToFunctionPassAdaptor(LowerResumePass()));
  last.addPass(TailCallFramesPass());
  // The markers' declarations and vector twins have no user any more.
  last.addPass(llvm::GlobalDCEPass());
  last.run(module, module_analyses);
}

}  // namespace ingot
