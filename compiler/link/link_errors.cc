// Translates LLD's diagnostics: undefined symbols become one message, a missing ABI symbol says what it means.
#include "compiler/link/link_errors.h"

#include <string_view>
#include <vector>

namespace ingot {
namespace {

constexpr std::string_view kErrorPrefix = "ld.lld: error: ";
constexpr std::string_view kUndefinedPrefix = "undefined symbol: ";
constexpr std::string_view kAbiPrefix = "ingot_abi_v";

/// Messages of all errors, without the lines that say where ("\n>>> ...").
std::vector<std::string_view> error_messages(std::string_view output) {
  std::vector<std::string_view> messages;
  while (!output.empty()) {
    const std::string_view line = output.substr(0, output.find('\n'));
    if (line.starts_with(kErrorPrefix)) messages.push_back(line.substr(kErrorPrefix.size()));
    output.remove_prefix(std::min(line.size() + 1, output.size()));
  }
  return messages;
}

std::string join(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

Diagnostic abi_mismatch(std::string_view wanted, const std::string& runtime) {
  return {.message = "the runtime " + (runtime.empty() ? "library" : "'" + runtime + "'") +
                     " has another ABI version: the compiled code needs " + std::string(wanted),
          .note = "use the runtime that came with this compiler, or compile the objects again"};
}

}  // namespace

Diagnostic diagnose_link_failure(const std::string& lld_output, const std::string& runtime) {
  std::vector<std::string_view> undefined;
  std::string_view first_other;
  for (std::string_view message : error_messages(lld_output)) {
    if (!message.starts_with(kUndefinedPrefix)) {
      if (first_other.empty()) first_other = message;
      continue;
    }
    const std::string_view symbol = message.substr(kUndefinedPrefix.size());
    if (symbol.starts_with(kAbiPrefix)) return abi_mismatch(symbol, runtime);
    undefined.push_back(symbol);
  }
  if (!undefined.empty())
    return {.message = (undefined.size() == 1 ? "undefined symbol: " : "undefined symbols: ") + join(undefined)};
  if (first_other.empty()) return {.message = "the linker failed", .note = lld_output};
  return {.message = "cannot link: " + std::string(first_other)};
}

}  // namespace ingot
