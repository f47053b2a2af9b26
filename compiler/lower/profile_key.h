// What finds a function's counters in a profile: the shape of its body.
//
// A later version of a module has the same functions, mostly, with other numbers in them: one function more shifts the
// indices of calls, one string more the addresses of data. So a key is made of what the counters depend on (which
// instructions there are, labels, locals), and of no index of the module, address or constant. Bodies of one shape are
// told apart by their order. That a key fits the wrong function costs speed, and nothing else: profiles are not
// trusted.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/wasm/module.h"

namespace ingot {

/// By funcidx; imported functions have 0. The module is valid.
std::vector<uint64_t> profile_keys(const Module& module);

}  // namespace ingot
