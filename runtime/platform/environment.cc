// Variables of the environment that the process was started with.
#include "runtime/platform/environment.h"

#include <string.h>

namespace ingot {

const char* find_variable(const char* const* environment, const char* name, uint32_t name_length) {
  if (environment == nullptr) return nullptr;
  for (; *environment != nullptr; environment++)
    if (strncmp(*environment, name, name_length) == 0 && (*environment)[name_length] == '=')
      return *environment + name_length + 1;
  return nullptr;
}

}  // namespace ingot
