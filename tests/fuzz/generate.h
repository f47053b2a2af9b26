// Random modules of our own: every instruction of the opcode table, in code that loops, calls, tail-calls and catches.
//
// Beside `wasm-opt -ttf` (binaryen) it writes denser code (arithmetic, vectors, loops over memory that LLVM
// vectorises), and it knows what Debian's binaryen does not: tail calls, reference types of the final standard, several
// memories, 64-bit addresses, exceptions with references.
#pragma once

#include "tests/fuzz/shape.h"

namespace fuzz {

/// A module in binary form. `imports`: it calls log functions (fuzzing-support.log-i32 and so on).
Bytes generate(uint64_t seed, const FeatureSet& features, bool imports);

}  // namespace fuzz
