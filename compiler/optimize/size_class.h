// Functions for which some passes would take minutes, by their shape.
#pragma once

#include <llvm/IR/Function.h>

namespace ingot {

enum class SizeClass : uint8_t {
  Ordinary,
  Huge,    ///< too long for passes that are superlinear in the length of a function or block
  Crowded  ///< a block has so many predecessors that nothing may work on its edges one by one
};

SizeClass size_class(const llvm::Function& function);

}  // namespace ingot
