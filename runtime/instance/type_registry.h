// Process-wide identities of the types that modules define, what is above them, and the thunks by which host functions
// of a type are called.
//
// Equal canonical text = equal id, in all modules. Ids are dense, from 1, and never forgotten. Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "runtime/instance/loaded_module.h"

namespace ingot::hosted::detail {

struct HostFunction;

/// Whether the type with text `actual` has one with text `wanted` above it, in a chain of declared supertypes.
bool is_declared_subtype(std::string_view actual, std::string_view wanted);
/// What a type that some module has defined is; function types that only hosts know are IngotTypeFunc.
IngotTypeKind kind_of_type(std::string_view canonical);

/// Writes info->type_ids and offers the module's host thunks to host functions.
void register_types(const std::shared_ptr<LoadedModule>& module);

/// Gives the function its type id, and its thunk: now, or as soon as a module with its type is loaded. Before that no
/// compiled code can call it, since none has the type.
void register_host_function(const std::shared_ptr<HostFunction>& function);

}  // namespace ingot::hosted::detail
