// Every instruction on numbers with every kind of operands: variables, the same variable twice, a constant on one side.
// Compilers have patterns for each of these, and had bugs in patterns that only one of them reaches.
#pragma once

#include <vector>

#include "tests/fuzz/shape.h"

namespace fuzz {

/// Modules that export a function for each case. Their parameters are for instrument() to choose.
std::vector<Bytes> operand_modules(const FeatureSet& features);

}  // namespace fuzz
