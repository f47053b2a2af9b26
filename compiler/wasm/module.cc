// Names of functions for messages, backtraces and symbols.
#include "compiler/wasm/module.h"

namespace ingot {
namespace {

const Import* find_import(const Module& module, uint32_t funcidx) {
  for (const Import& import : module.imports) {
    if (import.kind == ExternKind::Func && import.index == funcidx) return &import;
  }
  return nullptr;
}

const Export* find_export(const Module& module, uint32_t funcidx) {
  for (const Export& entry : module.exports) {
    if (entry.kind == ExternKind::Func && entry.index == funcidx) return &entry;
  }
  return nullptr;
}

}  // namespace

std::string function_name(const Module& module, uint32_t funcidx) {
  if (auto named = module.names.functions.find(funcidx); named != module.names.functions.end()) {
    return std::string(named->second);
  }
  if (funcidx < module.imported_functions) {
    if (const Import* import = find_import(module, funcidx)) {
      return std::string(import->module) + "." + std::string(import->name);
    }
  }
  if (const Export* entry = find_export(module, funcidx)) return std::string(entry->name);
  return "func[" + std::to_string(funcidx) + "]";
}

}  // namespace ingot
