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

}  // namespace ingot
