// Names of functions for people, and the link names made of them.
#include <algorithm>

#include "compiler/lower/module_plan_steps.h"

namespace ingot {
namespace {

/// Mangled names reach tens of kilobytes; a symbol needs no more than this to be recognised.
constexpr size_t kMaxNameInSymbol = 100;

bool is_symbol_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '$';
}

}  // namespace

std::vector<std::string> collect_display_names(const Module& module) {
  std::vector<std::string> names(module.functions.size());
  for (const auto& [funcidx, name] : module.names.functions)
    if (funcidx < names.size()) names[funcidx] = name;
  for (const Import& import : module.imports)
    if (import.kind == ExternKind::Func && names[import.index].empty())
      names[import.index] = std::string(import.module) + "." + std::string(import.name);
  for (const Export& entry : module.exports)
    if (entry.kind == ExternKind::Func && names[entry.index].empty()) names[entry.index] = entry.name;
  return names;
}

std::vector<std::string> make_function_symbols(const std::vector<std::string>& names, const LowerOptions& options) {
  // The index makes it unique; the prefix keeps several libraries of one link apart.
  const std::string prefix = options.product == Product::Library ? options.module_symbol + ".f" : "f";
  std::vector<std::string> symbols;
  symbols.reserve(names.size());
  for (size_t funcidx = 0; funcidx < names.size(); ++funcidx) {
    std::string readable = names[funcidx].substr(0, kMaxNameInSymbol);
    std::replace_if(
        readable.begin(), readable.end(), [](char c) { return !is_symbol_character(c); }, '_');
    symbols.push_back(prefix + std::to_string(funcidx) + (readable.empty() ? "" : "." + readable));
  }
  return symbols;
}

}  // namespace ingot
