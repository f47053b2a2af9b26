// Rules for everything in a module but instructions.  Spec: Validation > Types, Modules.
#pragma once

#include "compiler/support/diagnostic.h"
#include "compiler/validate/subtyping.h"
#include "compiler/wasm/module.h"

namespace ingot {

/// Type indices in the type section and the depth of subtypes: without this no SubtypeContext may be made.
Expected<void> check_types(const Module& module);
/// Declared supertypes: not final, and of a structure that fits.
Expected<void> check_supertypes(const Module& module, const SubtypeContext& subtypes);

Expected<void> check_imports(const Module& module);
/// Type indices of defined functions.
Expected<void> check_functions(const Module& module);
/// Types and limits of defined tables, memories and tags; not the tables' initial values.
Expected<void> check_tables(const Module& module);
Expected<void> check_memories(const Module& module);
Expected<void> check_tags(const Module& module);
Expected<void> check_exports(const Module& module);
Expected<void> check_start(const Module& module);

/// A type that stands at `offset` names an existing definition, if it names one.
Expected<void> check_value_type(const Module& module, const ValType& type, uint64_t offset);

}  // namespace ingot
