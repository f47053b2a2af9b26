// Whether the code generator could read fewer bytes of a vector than its load says.
#pragma once

#include <llvm/IR/Instructions.h>

namespace ingot {

/// True if the uses of `value`, a load or what was made of one, need all of its bytes.
bool all_bytes_are_used(const llvm::Value& value);

}  // namespace ingot
