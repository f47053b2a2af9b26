// Names of functions for messages, backtraces and symbols.
#include "compiler/wasm/module.h"

namespace ingot {

std::string function_name(const Module& module, uint32_t funcidx) {
  if (auto named = module.names.functions.find(funcidx); named != module.names.functions.end()) {
    return std::string(named->second);
  }
  const Function& function = module.functions[funcidx];
  if (function.named_by == Function::kUnnamed) return "func[" + std::to_string(funcidx) + "]";
  if (!function.imported) return std::string(module.exports[function.named_by].name);
  const Import& import = module.imports[function.named_by];
  return std::string(import.module) + "." + std::string(import.name);
}

uint32_t memory_of_calls(const Module& module) {
  for (const Export& entry : module.exports)
    if (entry.kind == ExternKind::Memory && entry.name == "memory") return entry.index;
  return module.memories.empty() ? Import::kNoMemory : 0;
}

}  // namespace ingot
