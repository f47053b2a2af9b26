// Types of imports and exports.  Spec: Structure > Types, External Types; Validation > Matching, External Types.
#pragma once

#include <string>

#include "compiler/validate/subtyping.h"
#include "compiler/wasm/module.h"

namespace ingot {

/// The type of a function, table, memory, global or tag. Only the member of its kind counts.
struct ExternType {
  ExternKind kind = ExternKind::Func;
  uint32_t typeidx = 0;  ///< functions and tags
  TableType table = {};
  MemoryType memory = {};
  GlobalType global = {};
};

/// The type of a definition or import of the module.
ExternType extern_type(const Module& module, ExternKind kind, uint32_t index);

/// Whether what has type `actual` may be given to an import of type `wanted`. Both speak of the types of `subtypes`.
bool extern_type_matches(const SubtypeContext& subtypes, const ExternType& actual, const ExternType& wanted);

/// "(func (param i32))", "(memory 1 2 shared)": as the text format writes it, for messages.
std::string extern_type_text(const SubtypeContext& subtypes, const ExternType& type);

}  // namespace ingot
