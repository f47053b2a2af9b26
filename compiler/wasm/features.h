// Proposals as a table: one row of features.def each.
//
// FEATURE(Ident, "cli-name", lowered, "one line of help")
//   lowered  true if instructions of this proposal can be compiled. A module that uses another proposal's instructions
//   is
//            reported as `NAME is not supported yet`; its types and section encodings decode all the same.
#pragma once

#include <cstdint>
#include <string_view>

namespace ingot {

enum class Feature : uint8_t {
#define FEATURE(ident, name, lowered, help) ident,
#include "compiler/wasm/features.def"
#undef FEATURE
  Count,
};

struct FeatureInfo {
  Feature feature;
  std::string_view name;
  bool lowered;
  std::string_view help;
};

const FeatureInfo& info(Feature feature);

/// The row's name that is most like `name`; empty if none is alike.
std::string_view closest_feature_name(std::string_view name);

}  // namespace ingot
