// Whether the code generator could read fewer bytes than a load says.
#pragma once

#include <llvm/Analysis/DemandedBits.h>
#include <llvm/IR/Instructions.h>

namespace ingot {

/// False only if it is known that the whole width of `load` is read. `demanded_bits` is that of its function.
bool could_be_narrowed(const llvm::LoadInst& load, llvm::DemandedBits& demanded_bits);

/// True if the uses of `value`, a load or what was made of one, need all of its bytes.
bool all_bytes_are_used(const llvm::Value& value);

}  // namespace ingot
