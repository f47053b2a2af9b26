// Frame pointers for functions whose unwind table would be wrong without them.
//
// A function that tail-calls one with more arguments on the stack than it has itself makes room for them before
// anything else in its prologue. LLVM 19 leaves that room out of the canonical frame address if the stack pointer is
// what the address is told from, but not if it is the frame pointer (X86FrameLowering::emitPrologue). The tables must
// be right: backtraces follow them, and exceptions restore registers from where they point.
#include "compiler/optimize/frame_pointers.h"

#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>

namespace ingot {
namespace {

/// Whether the call can have arguments on the stack: more of a kind than there are registers on x86-64. The base has
/// one of its own.
bool may_use_stack(const llvm::CallInst& call) {
  constexpr unsigned kIntegerRegisters = 6, kFloatRegisters = 8;
  unsigned integers = 0, floats = 0;
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    const llvm::Type* type = call.getArgOperand(i)->getType();
    if (type->isIntegerTy() || type->isPointerTy())
      integers += call.paramHasAttr(i, llvm::Attribute::SwiftSelf) ? 0 : 1;
    else
      ++floats;
  }
  return integers > kIntegerRegisters || floats > kFloatRegisters;
}

}  // namespace

llvm::PreservedAnalyses FramePointersPass::run(llvm::Function& function, llvm::FunctionAnalysisManager&) {
  for (const llvm::Instruction& instruction : llvm::instructions(function)) {
    const auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction);
    if (!call || !call->isMustTailCall() || !may_use_stack(*call)) continue;
    function.addFnAttr("frame-pointer", "all");
    break;
  }
  return llvm::PreservedAnalyses::all();
}

}  // namespace ingot
