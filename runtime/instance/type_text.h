// Reading and writing the canonical texts of types (validate/canonical_text.cc writes them into compiled modules).
#pragma once

#include <string>
#include <string_view>

#include "ingot/types.h"

namespace ingot::hosted::detail {

/// The one spelling that equality is decided on: "(ref null func)" is "funcref".
std::string normal_text(std::string_view text);

/// OtherRef for everything without a name of its own. References that cannot be null count as those that can.
ValType value_type(std::string_view text);

/// From a canonical text such as "(func (param i32 funcref) (result i64))" and the signature letters, which say how
/// many values of what kind there are even if the text describes a whole recursion group.
FuncType function_type(std::string_view canonical, std::string_view signature);

}  // namespace ingot::hosted::detail
