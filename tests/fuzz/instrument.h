// Makes any module comparable between engines.
//
// What engines may do differently, or JavaScript cannot see, is rewritten:
//  - NaN bits. A scalar NaN is canonical wherever its bits can be seen (reinterpretation, stores, copysign, lanes of a
//    vector), a NaN in a vector right behind the instruction that made it. Arithmetic itself stays as it is.
//  - Vectors and references at the border. Each exported function gets a nullary export beside it that calls it with
//    constants and returns plain numbers: vectors in two halves, of references whether they are null. Calls of an
//    imported log function for vectors become two calls of the one for i64.
//  - State. Exports return all globals, and sizes and contents of tables and memories in short.
//
// The added exports are "fuzz:call 0", ... in the order in which they are to be called, then "fuzz:globals",
// "fuzz:tables" and "fuzz:memories". The types of their results stand in a custom section "fuzz", a word of letters
// (i l f d) for each, as JavaScript only has numbers.
#pragma once

#include "compiler/support/diagnostic.h"
#include "compiler/wasm/module.h"
#include "tests/fuzz/bytes.h"

namespace fuzz {

/// `module` is valid. Arguments are drawn from `seed`. Each exported function is called `rounds` times.
ingot::Expected<Bytes> instrument(const ingot::Module& module, uint64_t seed, unsigned rounds);

}  // namespace fuzz
