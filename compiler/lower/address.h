// Effective addresses in linear memory.
#pragma once

#include <llvm/ADT/DenseMap.h>

#include "compiler/lower/state_access.h"
#include "compiler/wasm/immediates.h"

namespace ingot {

/// Makes the addresses of one function's accesses.
class AddressBuilder {
 public:
  explicit AddressBuilder(StateAccess& state) : state_(state) {}

  /// Address of memarg's memory at index + offset. Needs no check: whatever a 32-bit index and a 32-bit offset can
  /// reach is inside the reservation, and faults where it is not accessible.
  llvm::Value* effective_address(llvm::IRBuilderBase& builder, const MemArg& memarg, llvm::Value* index);

 private:
  llvm::Value* indexed(llvm::IRBuilderBase& builder, uint32_t memidx, llvm::Value* index);

  StateAccess& state_;
  /// Memory 0 at an index, for indices that accesses in block_ had before: fields of one structure share their address.
  llvm::DenseMap<llvm::Value*, llvm::Value*> known_;
  llvm::BasicBlock* block_ = nullptr;
};

}  // namespace ingot
