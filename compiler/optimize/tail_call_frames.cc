// Backtraces follow the unwind tables, and exceptions restore registers from where they point. In a swifttailcc
// function the callee removes its arguments from the stack, and a tail call to a function with more or fewer of them
// moves the return address. Whoever walks up from there finds a stack pointer that differs from the caller's by the
// difference, which nobody knows. So here a function
//
// - that calls a swifttailcc function gets a frame pointer, which its frame is then told from;
// - that would continue at a landing pad behind such a call calls a thunk instead, which is one frame more. Landing
// pads
//   need the stack pointer itself, and behind the thunk's frame it is known;
// - that makes a tail call with arguments on the stack gets a frame pointer: it makes room for them before anything
// else
//   in its prologue, and LLVM 19 leaves that out of the canonical frame address if this is told from the stack pointer
//   (X86FrameLowering::emitPrologue).
#include "compiler/optimize/tail_call_frames.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include "compiler/lower/convention.h"

namespace ingot {
namespace {

/// Whether the call can have arguments on the stack: more of a kind than there are registers on x86-64. The base has
/// one of its own.
bool may_use_stack(const llvm::CallBase& call) {
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

void keep_frame_pointer(llvm::Function& function) { function.addFnAttr("frame-pointer", "all"); }

/// An ordinary function that calls its last argument with the others.
llvm::Function* make_thunk(llvm::Module& module, const llvm::CallBase& like) {
  llvm::SmallVector<llvm::Type*> params(like.getFunctionType()->params());
  params.push_back(llvm::PointerType::getUnqual(module.getContext()));
  llvm::Function* thunk = llvm::Function::Create(llvm::FunctionType::get(like.getType(), params, /*isVarArg=*/false),
                                                 llvm::GlobalValue::InternalLinkage, "framed_call", module);
  thunk->setCallingConv(llvm::CallingConv::Fast);
  thunk->setAttributes(like.getAttributes().removeFnAttributes(module.getContext()));
  apply_wasm_definition(*thunk);
  keep_frame_pointer(*thunk);

  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(module.getContext(), "", thunk));
  llvm::SmallVector<llvm::Value*> arguments(llvm::make_pointer_range(thunk->args()));
  llvm::Value* callee = arguments.pop_back_val();
  llvm::CallInst* call = builder.CreateCall(like.getFunctionType(), callee, arguments);
  call->setCallingConv(like.getCallingConv());
  call->setAttributes(like.getAttributes().removeFnAttributes(module.getContext()));
  if (call->getType()->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(call);
  return thunk;
}

void call_through(llvm::Function& thunk, llvm::InvokeInst& call) {
  llvm::SmallVector<llvm::Value*> arguments(call.args());
  arguments.push_back(call.getCalledOperand());
  llvm::IRBuilder<> builder(&call);
  llvm::InvokeInst* framed = builder.CreateInvoke(&thunk, call.getNormalDest(), call.getUnwindDest(), arguments);
  framed->setCallingConv(thunk.getCallingConv());
  framed->setAttributes(call.getAttributes());
  framed->takeName(&call);
  call.replaceAllUsesWith(framed);
  call.eraseFromParent();
}

}  // namespace

llvm::PreservedAnalyses TailCallFramesPass::run(llvm::Module& module, llvm::ModuleAnalysisManager&) {
  llvm::DenseMap<llvm::FunctionType*, llvm::Function*> thunks;
  // Thunks are appended, and are what they have to be.
  for (llvm::Function& function : llvm::make_early_inc_range(module)) {
    for (llvm::Instruction& instruction : llvm::make_early_inc_range(llvm::instructions(function))) {
      auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      if (!call || call->getCallingConv() != llvm::CallingConv::SwiftTail) continue;
      if (auto* invoke = llvm::dyn_cast<llvm::InvokeInst>(call)) {
        llvm::Function*& thunk = thunks[invoke->getFunctionType()];
        if (!thunk) thunk = make_thunk(module, *invoke);
        call_through(*thunk, *invoke);
      } else if (!call->isMustTailCall() || may_use_stack(*call)) {
        keep_frame_pointer(function);
      }
    }
  }
  return thunks.empty() ? llvm::PreservedAnalyses::all() : llvm::PreservedAnalyses::none();
}

}  // namespace ingot
