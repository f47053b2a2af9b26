// The rows of features.def, by Feature.
#include "compiler/wasm/features.h"

#include <cstddef>
#include <iterator>

namespace ingot {
namespace {

constexpr FeatureInfo kRows[] = {
#define FEATURE(ident, name, lowered, help) {Feature::ident, name, lowered, help},
#include "compiler/wasm/features.def"
#undef FEATURE
};
static_assert(std::size(kRows) == static_cast<size_t>(Feature::Count));

}  // namespace

const FeatureInfo& info(Feature feature) { return kRows[static_cast<size_t>(feature)]; }

}  // namespace ingot
