// Variables of the environment that the process was started with, without a copy of it, and lists in their values.
#pragma once

#include <stdint.h>
#include <string.h>

namespace ingot {

/// Finds the value of NAME in a null-terminated NAME=VALUE list; nullptr if there is none.
const char* find_variable(const char* const* environment, const char* name, uint32_t name_length);
inline const char* find_variable(const char* const* environment, const char* name) {
  return find_variable(environment, name, static_cast<uint32_t>(strlen(name)));
}

/// Takes the first entry off a list of entries that are separated by `;`, empty ones left out. False: the list, which
/// may be null, has no more.
bool take_entry(const char** list, const char** entry, uint32_t* length);

}  // namespace ingot
