// Effective addresses in linear memory, and the check that comes before an access.
#pragma once

#include <llvm/ADT/DenseMap.h>

#include <cstdint>
#include <functional>

#include "compiler/lower/state_access.h"
#include "compiler/wasm/immediates.h"
#include "compiler/wasm/module.h"

namespace ingot {

/// Whatever a 32-bit address and a 32-bit offset can reach is reserved behind the memory, and faults where it is not
/// accessible: accesses need no check. Other memories, those with 64-bit addresses or small pages, are checked.
bool is_guarded(const MemoryType& type);

/// Makes the addresses of one function's accesses.
class AddressBuilder {
 public:
  /// Ends the function with a trap if the condition (i1) holds, and goes on in another block if it does not.
  using TrapIf = std::function<void(llvm::Value* condition)>;

  AddressBuilder(StateAccess& state, const Module& module, TrapIf trap_if)
      : state_(state), module_(module), trap_if_(std::move(trap_if)) {}

  /// Address of `bytes` bytes of memarg's memory at index + offset. The only way to an address in a memory: every
  /// access is behind its check, or in a guarded memory.
  llvm::Value* effective_address(llvm::IRBuilderBase& builder, const MemArg& memarg, llvm::Value* index,
                                 uint64_t bytes);

  /// Address of `length` bytes of the memory at `start`, both i64 and as large as the memory's addresses can be. Traps
  /// unless all of them are in bounds, whatever the kind of memory: not even a range of no bytes may start behind the
  /// end.
  llvm::Value* range(llvm::IRBuilderBase& builder, uint32_t memidx, llvm::Value* start, llvm::Value* length);

 private:
  void check(llvm::IRBuilderBase& builder, const MemArg& memarg, llvm::Value* index, uint64_t bytes);
  llvm::Value* indexed(llvm::IRBuilderBase& builder, uint32_t memidx, llvm::Value* index);

  StateAccess& state_;
  const Module& module_;
  TrapIf trap_if_;
  /// Memory 0 at an index, for indices that accesses in block_ had before: fields of one structure share their address.
  llvm::DenseMap<llvm::Value*, llvm::Value*> known_;
  llvm::BasicBlock* block_ = nullptr;
};

}  // namespace ingot
