// The guest's environment: what was granted and nothing else.  Spec: WASI snapshot preview 1, environ_*.
//
// Grants come from two lists: at compile time (--env), then at run time (INGOT_ENV, separated by `;`). K=V is taken as
// it is; K alone stands for the host's variable and is left out if there is none. The last grant of a name wins.
// Nothing is stored: both calls go through the lists, so that a start costs nothing.
#include <string.h>

#include "runtime/platform/environment.h"
#include "runtime/wasi/calls.h"

namespace ingot::wasi {
namespace {

/// One granted variable; pieces are not NUL-terminated.
struct Variable {
  const char* name;
  const char* value;
  uint32_t name_length;
  uint32_t value_length;

  uint32_t byte_length() const { return name_length + 1 + value_length + 1; }
};

/// Goes through all grants in order; may be copied to look ahead.
class GrantedVariables {
 public:
  explicit GrantedVariables(const WasiContext& context)
      : host_(context.host_environment), list_(context.granted_environment), text_(context.granted_at_run_time) {}

  /// False at the end.
  bool next(Variable* variable) {
    const char* grant;
    uint32_t length;
    while (take(&grant, &length))
      if (read(grant, length, variable)) return true;
    return false;
  }

 private:
  bool take(const char** grant, uint32_t* length) {
    if (list_ != nullptr && *list_ != nullptr) {
      *grant = *list_++;
      *length = static_cast<uint32_t>(strlen(*grant));
      return true;
    }
    return take_entry(&text_, grant, length);
  }

  bool read(const char* grant, uint32_t length, Variable* variable) const {
    const void* equals = memchr(grant, '=', length);
    variable->name = grant;
    if (equals == nullptr) {
      variable->name_length = length;
      variable->value = length != 0 ? find_variable(host_, grant, length) : nullptr;
      if (variable->value == nullptr) return false;
      variable->value_length = static_cast<uint32_t>(strlen(variable->value));
      return true;
    }
    variable->value = static_cast<const char*>(equals) + 1;
    variable->name_length = static_cast<uint32_t>(variable->value - 1 - grant);
    variable->value_length = length - variable->name_length - 1;
    return variable->name_length != 0;
  }

  const char* const* host_;
  const char* const* list_;
  const char* text_;
};

bool same_name(const Variable& a, const Variable& b) {
  return a.name_length == b.name_length && memcmp(a.name, b.name, a.name_length) == 0;
}

/// The next variable that no later grant replaces.
bool next_visible(GrantedVariables* variables, Variable* variable) {
  while (variables->next(variable)) {
    GrantedVariables later = *variables;
    Variable other;
    bool replaced = false;
    while (!replaced && later.next(&other)) replaced = same_name(*variable, other);
    if (!replaced) return true;
  }
  return false;
}

}  // namespace

ListSizes environment_sizes(const WasiContext& context) {
  ListSizes sizes;
  GrantedVariables variables(context);
  Variable variable;
  while (next_visible(&variables, &variable)) {
    sizes.count++;
    sizes.byte_length += variable.byte_length();
  }
  return sizes;
}

Errno unchecked::environ_sizes_get(WasiContext& context, Address count, Address buffer_size) {
  const ListSizes sizes = environment_sizes(context);
  context.memory.store(count, static_cast<uint32_t>(sizes.count));
  context.memory.store(buffer_size, static_cast<uint32_t>(sizes.byte_length));
  return Errno::Success;
}

Errno unchecked::environ_get(WasiContext& context, Address environ, Address buffer) {
  GrantedVariables variables(context);
  Variable variable;
  while (next_visible(&variables, &variable)) {
    context.memory.store(environ, buffer);
    uint8_t* bytes = context.memory.at(buffer);
    memcpy(bytes, variable.name, variable.name_length);
    bytes[variable.name_length] = '=';
    memcpy(bytes + variable.name_length + 1, variable.value, variable.value_length);
    bytes[variable.byte_length() - 1] = '\0';
    environ += 4;
    buffer += variable.byte_length();
  }
  return Errno::Success;
}

}  // namespace ingot::wasi
