// The fake use that keeps a dead load alive.
//
// Wasm says that an out-of-bounds load traps even if nobody uses its value; LLVM deletes loads without uses. lower/
// puts a call of a marker behind every load (and behind every call whose result is unused); it survives all passes, and
// the vectorisers widen it through its vector-function-abi-variant mapping. optimize/lower_markers.cc removes the
// markers last and makes loads volatile instead (docs/lowering.md).
#pragma once

#include <llvm/IR/IRBuilder.h>

namespace ingot {

/// Prefix of the marker functions: "ingot.use.i32", "ingot.use.v4i32", ...
inline constexpr char kLoadMarkerPrefix[] = "ingot.use.";

/// Marks `value` as used at the builder's position.
void emit_load_marker(llvm::IRBuilderBase& builder, llvm::Value* value);

/// True for a call of a marker.
bool is_load_marker(const llvm::Instruction& instruction);

}  // namespace ingot
