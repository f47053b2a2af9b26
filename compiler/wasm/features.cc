// The rows of features.def, by Feature.
#include "compiler/wasm/features.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

namespace ingot {
namespace {

constexpr FeatureInfo kRows[] = {
#define FEATURE(ident, name, lowered, help) {Feature::ident, name, lowered, help},
#include "compiler/wasm/features.def"
#undef FEATURE
};
static_assert(std::size(kRows) == static_cast<size_t>(Feature::Count));

/// How many letters must be inserted, deleted or replaced to get from one to the other.
size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  for (size_t j = 0; j <= to.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= from.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= to.size(); ++j) {
      const size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

const FeatureInfo& info(Feature feature) { return kRows[static_cast<size_t>(feature)]; }

std::string_view closest_feature_name(std::string_view name) {
  constexpr size_t kLongest = 64;  // of what somebody may have meant for one of ours
  constexpr size_t kAlike = 3;
  std::string_view closest;
  size_t best = kAlike + 1;
  if (name.size() > kLongest) return closest;
  for (const FeatureInfo& row : kRows) {
    // The beginning of a name, or a name with more behind it, is alike enough.
    const bool is_part = name.size() >= kAlike && (row.name.starts_with(name) || name.starts_with(row.name));
    const size_t distance = is_part ? 1 : edit_distance(name, row.name);
    if (distance >= best || distance >= row.name.size()) continue;
    best = distance;
    closest = row.name;
  }
  return closest;
}

}  // namespace ingot
