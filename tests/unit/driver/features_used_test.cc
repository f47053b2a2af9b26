// Which proposals a module needs.
#include "compiler/driver/features_used.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
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

/// A function [] -> [] with these local declarations and instructions.
std::vector<uint8_t> with_body(const std::vector<uint8_t>& body) {
  const auto size = static_cast<uint8_t>(body.size());
  std::vector<uint8_t> bytes;
  for (uint8_t byte : {1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10}) bytes.push_back(byte);
  for (unsigned byte : {size + 2u, 1u, unsigned{size}}) bytes.push_back(static_cast<uint8_t>(byte));
  for (uint8_t byte : body) bytes.push_back(byte);
  return bytes;
}

struct Sample {
  Feature feature;
  std::vector<uint8_t> sections;
};

/// One module per row of features.def, in its order.
std::vector<Sample> samples() {
  return {
      {Feature::Mvp, {}},
      {Feature::MutableGlobals, {6, 6, 1, 0x7F, 1, 0x41, 0, 0x0B, 7, 5, 1, 1, 'g', 3, 0}},
      {Feature::SignExtension, with_body({0, 0x41, 0, 0xC0, 0x1A, 0x0B})},
      {Feature::SaturatingFloatToInt, with_body({0, 0x43, 0, 0, 0, 0, 0xFC, 0, 0x1A, 0x0B})},
      {Feature::MultiValue, {1, 6, 1, 0x60, 0, 2, 0x7F, 0x7F}},
      {Feature::BulkMemory, {5, 3, 1, 0, 1, 11, 3, 1, 1, 0}},
      {Feature::ReferenceTypes, {4, 4, 1, 0x6F, 0, 1}},
      {Feature::ExtendedConst, {6, 9, 1, 0x7F, 0, 0x41, 1, 0x41, 2, 0x6A, 0x0B}},
      {Feature::Simd, {1, 5, 1, 0x60, 0, 1, 0x7B}},
      {Feature::RelaxedSimd, with_body({1, 1, 0x7B, 0x20, 0, 0x20, 0, 0xFD, 0x80, 2, 0x1A, 0x0B})},
      {Feature::TailCall, with_body({0, 0x12, 0, 0x0B})},
      {Feature::Exceptions, {1, 4, 1, 0x60, 0, 0, 13, 3, 1, 0, 0}},
      {Feature::LegacyExceptions, with_body({0, 0x06, 0x40, 0x19, 0x0B, 0x0B})},
      {Feature::Memory64, {5, 3, 1, 4, 1}},
      {Feature::MultiMemory, {5, 5, 2, 0, 1, 0, 1}},
      {Feature::FunctionReferences, {1, 6, 1, 0x60, 1, 0x64, 0x70, 0}},
      {Feature::Gc, {1, 3, 1, 0x5F, 0}},
      {Feature::Threads, {5, 4, 1, 3, 1, 1}},
      {Feature::CustomPageSizes, {5, 4, 1, 8, 1, 0}},
      {Feature::WideArithmetic, with_body({0, 0x42, 0, 0x42, 0, 0x42, 0, 0x42, 0, 0xFC, 0x13, 0x1A, 0x1A, 0x0B})},
  };
}

TEST(FeaturesUsed, EveryFeatureCanBeSwitchedOff) {
  const std::vector<Sample> all = samples();
  ASSERT_EQ(all.size(), static_cast<size_t>(Feature::Count));
  for (size_t i = 0; i < all.size(); ++i) {
    const std::string name(info(all[i].feature).name);
    SCOPED_TRACE(name);
    ASSERT_EQ(static_cast<size_t>(all[i].feature), i);
    std::vector<uint8_t> bytes{0, 'a', 's', 'm', 1, 0, 0, 0};
    bytes.insert(bytes.end(), all[i].sections.begin(), all[i].sections.end());
    const Expected<Module> module = decode_module(bytes);
    ASSERT_TRUE(module.has_value()) << module.error().message;
    const Feature disabled[] = {all[i].feature};
    const Expected<void> refused = reject_disabled_features(*module, disabled);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().message, "the module uses a disabled feature: " + name);
    EXPECT_TRUE(refused.error().offset.has_value());
    EXPECT_TRUE(reject_disabled_features(*module, {}).has_value());
    // Nothing but what it is a sample of, and what that is built on, is refused.
    for (size_t other = 1; other < i; ++other) {
      const bool builds_on = all[i].feature == Feature::RelaxedSimd && static_cast<Feature>(other) == Feature::Simd;
      EXPECT_TRUE(builds_on || !features_used(*module).test(other)) << info(static_cast<Feature>(other)).name;
    }
  }
}

TEST(FeaturesUsed, RefusalSaysWhereTheFirstUseIs) {
  // i32.const 0, i32.extend8_s, i32.extend8_s, drop; the code section begins at 18, the body at 23
  std::vector<uint8_t> bytes{0, 'a', 's', 'm', 1, 0, 0, 0};
  const std::vector<uint8_t> sections = with_body({0, 0x41, 0, 0xC0, 0xC0, 0x1A, 0x0B});
  bytes.insert(bytes.end(), sections.begin(), sections.end());
  const Expected<Module> module = decode_module(bytes);
  ASSERT_TRUE(module.has_value());
  const Feature disabled[] = {Feature::SignExtension};
  const Expected<void> refused = reject_disabled_features(*module, disabled);
  ASSERT_FALSE(refused.has_value());
  ASSERT_TRUE(refused.error().offset.has_value());
  EXPECT_EQ(bytes[*refused.error().offset], 0xC0);
  EXPECT_EQ(*refused.error().offset, 25u);
}

TEST(FeaturesUsed, NamesThatAreMeant) {
  EXPECT_EQ(closest_feature_name("tail-calls"), "tail-call");
  EXPECT_EQ(closest_feature_name("tread"), "threads");
  EXPECT_EQ(closest_feature_name("saturating"), "saturating-float-to-int");
  EXPECT_EQ(closest_feature_name("warp-drive"), "");
  EXPECT_EQ(closest_feature_name(""), "");
}

}  // namespace
}  // namespace ingot
