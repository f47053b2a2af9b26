// ValidatedModule -> LLVM IR.  Cannot fail: everything was checked before.
//
// A partition is a list of functions that share one llvm::Module. The state module holds everything else: globals,
// tables, the description of the module for the runtime, entry trampolines and host thunks.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "compiler/lower/module_plan.h"

namespace llvm {
class LLVMContext;
class Module;
class TargetMachine;
}  // namespace llvm

namespace ingot {

/// IR of the given live functions.
std::unique_ptr<llvm::Module> lower_partition(llvm::LLVMContext& context, const llvm::TargetMachine& target,
                                              const ModulePlan& plan, std::span<const uint32_t> functions);

/// IR of the state module.
std::unique_ptr<llvm::Module> lower_state(llvm::LLVMContext& context, const llvm::TargetMachine& target,
                                          const ModulePlan& plan);

/// Name of the raw object (emit/memory_image) that holds the bytes of data segments one behind the other; the state
/// module refers to it. Segment i starts at the sum of the lengths of the segments before it that are kept
/// (state_data.h).
inline constexpr char kDataBlobSymbol[] = ".data_blob";

}  // namespace ingot
