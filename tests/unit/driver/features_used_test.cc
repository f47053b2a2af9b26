// Which proposals a module needs.
#include "compiler/driver/features_used.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

#include "compiler/decode/decode_module.h"

namespace ingot {
namespace {

/// Sections behind magic and version.
FeatureSet features_of(std::initializer_list<uint8_t> sections) {
  std::vector<uint8_t> bytes{0, 'a', 's', 'm', 1, 0, 0, 0};
  bytes.insert(bytes.end(), sections);
  const Expected<Module> module = decode_module(bytes);
  EXPECT_TRUE(module.has_value()) << module.error().message;
  return module ? features_used(*module) : FeatureSet{};
}

FeatureSet set_of(std::initializer_list<Feature> features) {
  FeatureSet set;
  for (const Feature feature : features) set.set(static_cast<size_t>(feature));
  return set;
}

TEST(FeaturesUsed, EmptyModule) { EXPECT_EQ(features_of({}), set_of({Feature::Mvp})); }

TEST(FeaturesUsed, ResultsOfFunctions) {
  EXPECT_EQ(features_of({1, 6, 1, 0x60, 0, 2, 0x7F, 0x7F}), set_of({Feature::Mvp, Feature::MultiValue}));
}

TEST(FeaturesUsed, InstructionsInDeadCode) {
  // unreachable, i32.const 0, i32.extend8_s, drop
  EXPECT_EQ(features_of({1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 0x00, 0x41, 0, 0xC0, 0x1A, 0x0B}),
            set_of({Feature::Mvp, Feature::SignExtension}));
}

TEST(FeaturesUsed, ImmediatesAreNotInstructions) {
  // i32.const -64 is 0x41 0x40; 0xC0 0x7F is i32.const -64 in two bytes, and no i32.extend8_s.
  EXPECT_EQ(features_of({1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 0x41, 0xC0, 0x7F, 0x1A, 0x0B}),
            set_of({Feature::Mvp}));
}

TEST(FeaturesUsed, SeveralMemories) {
  EXPECT_EQ(features_of({5, 5, 2, 0, 1, 0, 1}), set_of({Feature::Mvp, Feature::MultiMemory}));
}

TEST(FeaturesUsed, ArithmeticInConstants) {
  EXPECT_EQ(features_of({6, 9, 1, 0x7F, 0, 0x41, 1, 0x41, 2, 0x6A, 0x0B}),
            set_of({Feature::Mvp, Feature::ExtendedConst}));
}

TEST(FeaturesUsed, FunctionTablesAreOld) {
  EXPECT_EQ(features_of({4, 4, 1, 0x70, 0, 1}), set_of({Feature::Mvp}));
  EXPECT_EQ(features_of({4, 4, 1, 0x6F, 0, 1}), set_of({Feature::Mvp, Feature::ReferenceTypes}));
}

}  // namespace
}  // namespace ingot
