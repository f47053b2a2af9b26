// The matching relations on texts, and that of call_indirect; see type_matching.h.
#include "runtime/instance/type_matching.h"

#include <optional>

#include "runtime/instance/type_registry.h"

namespace ingot::hosted::detail {
namespace {

struct Reference {
  bool nullable;
  std::string_view heap;  ///< "func", "none", or the text of a definition
};

/// The lowest type of a hierarchy, which has a shorthand of its own, and the highest.
struct Bottom {
  std::string_view shorthand, heap, top;
};
constexpr Bottom kBottoms[] = {{"nullref", "none", "any"},
                               {"nullfuncref", "nofunc", "func"},
                               {"nullexternref", "noextern", "extern"},
                               {"nullexnref", "noexn", "exn"}};

std::optional<Reference> reference(std::string_view text) {
  const auto inside = [&](std::string_view prefix) {
    return text.substr(prefix.size(), text.size() - prefix.size() - 1);
  };
  if (text.starts_with("(ref null ")) return Reference{true, inside("(ref null ")};
  if (text.starts_with("(ref ")) return Reference{false, inside("(ref ")};
  if (!text.ends_with("ref")) return std::nullopt;
  for (const Bottom& bottom : kBottoms)
    if (text == bottom.shorthand) return Reference{true, bottom.heap};
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
  for (const Bottom& bottom : kBottoms)
    if (heap == bottom.heap) return bottom.top;
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

/// Without the registry, and so without its lock: every type knows its module's ids.
extern "C" uint32_t ingot_type_matches(const IngotFuncType* type, uint32_t type_id) {
  if (type == nullptr) return 0;
  for (type = type->supertype; type != nullptr; type = type->supertype)
    if (*type->id == type_id) return 1;
  return 0;
}
