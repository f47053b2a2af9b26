// The matching relations on texts; see type_matching.h.
#include "runtime/instance/type_matching.h"

#include <optional>
#include <utility>

#include "runtime/instance/type_registry.h"

namespace ingot::hosted::detail {
namespace {

struct Reference {
  bool nullable;
  std::string_view heap;  ///< "func", "none", or the text of a definition
};

/// Bottom types have shorthands of their own: "nullref", "nullfuncref", ...
std::string_view bottom_heap(std::string_view shorthand) {
  constexpr std::pair<std::string_view, std::string_view> kBottoms[] = {
      {"nullref", "none"}, {"nullfuncref", "nofunc"}, {"nullexternref", "noextern"}, {"nullexnref", "noexn"}};
  for (const auto& [name, heap] : kBottoms)
    if (shorthand == name) return heap;
  return {};
}

std::optional<Reference> reference(std::string_view text) {
  const auto inside = [&](std::string_view prefix) {
    return text.substr(prefix.size(), text.size() - prefix.size() - 1);
  };
  if (text.starts_with("(ref null ")) return Reference{true, inside("(ref null ")};
  if (text.starts_with("(ref ")) return Reference{false, inside("(ref ")};
  if (!text.ends_with("ref")) return std::nullopt;
  if (const std::string_view heap = bottom_heap(text); !heap.empty()) return Reference{true, heap};
  return Reference{true, text.substr(0, text.size() - 3)};
}

/// Definitions contain numbers or parentheses, names of abstract types do not.
bool is_definition(std::string_view heap) { return heap.find_first_of("(0123456789") == 0; }

std::string_view above(IngotTypeKind kind) {
  switch (kind) {
    case IngotTypeFunc: return "func";
    case IngotTypeStruct: return "struct";
    case IngotTypeArray: return "array";
  }
  return "any";
}

/// The abstract type directly above an abstract one that is not a bottom; empty for a top.
std::string_view above(std::string_view heap) {
  if (heap == "struct" || heap == "array" || heap == "i31") return "eq";
  return heap == "eq" ? "any" : "";
}

/// The top of the hierarchy that a bottom type is the bottom of; empty for others.
std::string_view top_of_bottom(std::string_view heap) {
  constexpr std::pair<std::string_view, std::string_view> kBottoms[] = {
      {"none", "any"}, {"nofunc", "func"}, {"noextern", "extern"}, {"noexn", "exn"}};
  for (const auto& [bottom, top] : kBottoms)
    if (heap == bottom) return top;
  return {};
}

bool heap_matches(std::string_view actual, std::string_view wanted) {
  if (actual == wanted) return true;
  if (is_definition(actual) && is_definition(wanted)) return is_declared_subtype(actual, wanted);
  const std::string_view top = top_of_bottom(actual);
  std::string_view upwards = top.empty() ? actual : wanted;
  const std::string_view goal = top.empty() ? wanted : top;
  if (is_definition(upwards)) upwards = above(kind_of_type(upwards));
  while (!upwards.empty() && upwards != goal) upwards = above(upwards);
  return upwards == goal;
}

}  // namespace

bool func_type_matches(std::string_view actual, std::string_view wanted) {
  return actual == wanted || is_declared_subtype(actual, wanted);
}

bool value_type_matches(std::string_view actual, std::string_view wanted) {
  if (actual == wanted) return true;
  const std::optional<Reference> from = reference(actual);
  const std::optional<Reference> to = reference(wanted);
  return from && to && (to->nullable || !from->nullable) && heap_matches(from->heap, to->heap);
}

}  // namespace ingot::hosted::detail
