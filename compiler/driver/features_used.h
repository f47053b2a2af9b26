// Which proposals a module uses: for `ingot inspect` and for -W FEATURE=n.
#pragma once

#include <bitset>
#include <span>

#include "compiler/support/diagnostic.h"
#include "compiler/wasm/features.h"
#include "compiler/wasm/module.h"

namespace ingot {

using FeatureSet = std::bitset<static_cast<size_t>(Feature::Count)>;

/// Proposals that types, segments, imports and exports need, and those of all instructions, reachable or not. The
/// module need not be valid.
FeatureSet features_used(const Module& module);

/// -W FEATURE=n: an error that names the disabled features that the module uses, with the offset of the first use.
Expected<void> reject_disabled_features(const Module& module, std::span<const Feature> disabled);

}  // namespace ingot
