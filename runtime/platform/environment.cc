// Variables of the environment that the process was started with, and lists in their values.
#include "runtime/platform/environment.h"

namespace ingot {

const char* find_variable(const char* const* environment, const char* name, uint32_t name_length) {
  if (environment == nullptr) return nullptr;
  for (; *environment != nullptr; environment++)
    if (strncmp(*environment, name, name_length) == 0 && (*environment)[name_length] == '=')
      return *environment + name_length + 1;
  return nullptr;
}

bool take_entry(const char** list, const char** entry, uint32_t* length) {
  if (*list == nullptr) return false;
  while (**list == ';') ++*list;
  *entry = *list;
  while (**list != '\0' && **list != ';') ++*list;
  *length = static_cast<uint32_t>(*list - *entry);
  return *length != 0;
}

}  // namespace ingot
