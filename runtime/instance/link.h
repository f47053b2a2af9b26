// Import resolution: which object of the host's or of another instance each import of a module gets.
#pragma once

#include <vector>

#include "runtime/instance/objects.h"

namespace ingot::hosted::detail {

/// Objects by the index space of their kind, imports first.
struct ResolvedImports {
  std::vector<IngotFuncRef*> functions;
  std::vector<TableObject*> tables;
  std::vector<MemoryObject*> memories;
  std::vector<GlobalObject*> globals;
  std::vector<TagObject*> tags;
};

/// Fails with "unknown import" or "incompatible import type". Spec: Execution > Modules > Instantiation, and
/// Validation > Types > Import Subtyping.
Expected<ResolvedImports> resolve_imports(const LoadedModule& module, const Imports& imports);

}  // namespace ingot::hosted::detail
