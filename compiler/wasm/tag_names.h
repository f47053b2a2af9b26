// What tags are called, for people.
#pragma once

#include <string>
#include <vector>

#include "compiler/wasm/module.h"

namespace ingot {

/// By tagidx: name section, else the first export, else "module.field" of the import, else empty.
std::vector<std::string> tag_names(const Module& module);

}  // namespace ingot
