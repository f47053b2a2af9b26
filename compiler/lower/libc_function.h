// Functions of a C library that a module contains: which they are, and how they are lowered.
//
// A function is known by its body alone: its canonical form is that of a body in libc_bodies.def, which was taken from
// a C library. Names count for nothing, since anybody may call anything memcpy. See docs/lowering.md, Library
// functions.
#pragma once

#include <llvm/IR/Function.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "compiler/lower/module_plan.h"
#include "compiler/lower/state_access.h"

namespace ingot {

/// The known function that this one is. `known`: those found so far, by funcidx, which it may call.
std::optional<LibcFunction> recognise_libc_function(const Module& module, uint32_t funcidx,
                                                    std::span<const std::optional<LibcFunction>> known);

/// The function as the module has it, in the place of which others call the shim.
llvm::Function* declare_libc_body(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx);

/// Defines `function`, the declared function, as the shim of known function `funcidx`: native code for arguments with
/// which the body would not trap, else a tail call of the body.
void define_libc_shim(const ModulePlan& plan, StateAccess& state, llvm::Function& function, uint32_t funcidx);

/// Whether to inline a call of the function: its length is a small constant, so that little is left of the shim.
bool is_worth_inlining(const LibcFunction& callee, std::span<llvm::Value* const> arguments);

}  // namespace ingot
