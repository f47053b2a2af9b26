// When one type may stand where another is expected, across modules.  Spec: Validation > Types, Matching.
//
// Types are canonical texts here (type_text.h). Which definitions have which declared supertypes is what the registry
// of types knows.
#pragma once

#include <string_view>

#include "ingot/types.h"

namespace ingot::hosted::detail {

/// Whether an import of function type `wanted` accepts a function of type `actual`.
bool func_type_matches(std::string_view actual, std::string_view wanted);

/// The same for value types; both are normal texts.
bool value_type_matches(std::string_view actual, std::string_view wanted);

}  // namespace ingot::hosted::detail
