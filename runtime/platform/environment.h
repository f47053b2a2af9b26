// Variables of the environment that the process was started with, without a copy of it.
#pragma once

#include <stdint.h>

namespace ingot {

/// Finds the value of NAME in a null-terminated NAME=VALUE list; nullptr if there is none.
const char* find_variable(const char* const* environment, const char* name, uint32_t name_length);

}  // namespace ingot
