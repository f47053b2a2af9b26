// The opcode table is complete and consistent.
#include "compiler/wasm/opcodes.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace ingot {
namespace {

struct Row {
  uint32_t code;
  std::string ident;
  std::string text;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> rows = {
#define OP(code, ident, text, imm, sig, group, feature) {code, #ident, text},
#include "compiler/wasm/opcodes.def"
#undef OP
  };
  return rows;
}

bool names_memory_or_table(ImmShape shape) {
  return shape == ImmShape::MemArg || shape == ImmShape::MemArgLane || shape == ImmShape::Memory ||
         shape == ImmShape::Table;
}

size_t count_of(Feature feature) {
  size_t count = 0;
  for (const Row& row : rows()) count += find_op(row.code)->feature == feature;
  return count;
}

TEST(OpcodeTable, CodesAndTextsAreUnique) {
  std::set<uint32_t> codes;
  std::set<std::string> texts;
  for (const Row& row : rows()) {
    EXPECT_TRUE(codes.insert(row.code).second) << row.text;
    EXPECT_TRUE(texts.insert(row.text).second) << row.text;
  }
}

TEST(OpcodeTable, EveryRowIsFound) {
  for (const Row& row : rows()) {
    const OpInfo* op = find_op(row.code);
    ASSERT_NE(op, nullptr) << row.text;
    EXPECT_EQ(static_cast<uint32_t>(op->op), row.code);
    EXPECT_EQ(op->text, row.text);
    EXPECT_EQ(&info(op->op), op);
  }
}

TEST(OpcodeTable, NothingElseIsFound) {
  size_t found = 0;
  for (uint32_t code = 0; code < 0x1000000; ++code) found += find_op(code) != nullptr;
  EXPECT_EQ(found, rows().size());
  EXPECT_EQ(find_op(0x0100006A), nullptr);
  EXPECT_EQ(find_op(0xFFFFFFFF), nullptr);
}

TEST(OpcodeTable, SignaturesAreWellFormed) {
  for (const Row& row : rows()) {
    const OpInfo& op = *find_op(row.code);
    if (op.is_special()) continue;
    EXPECT_EQ(op.sig.find_first_not_of("ilfdvra_"), op.sig.npos) << row.text;
    EXPECT_EQ(op.sig.find('_'), op.sig.rfind('_')) << row.text;
    EXPECT_LE(op.results().size(), 2u) << row.text;
    EXPECT_EQ(std::string(op.results()) + "_" + std::string(op.params()), op.sig) << row.text;
    const bool has_address = op.sig.find('a') != op.sig.npos;
    EXPECT_EQ(has_address, names_memory_or_table(op.imm)) << row.text;
  }
}

/// In i32.add and v128.load the text itself says what the result is.
TEST(OpcodeTable, ResultsOfNumericInstructionsFollowTheText) {
  const std::map<std::string, char> kLetters = {{"i32", 'i'}, {"i64", 'l'}, {"f32", 'f'}, {"f64", 'd'}};
  const std::set<std::string> kTests = {"eqz",  "eq",   "ne",   "lt",   "gt",   "le",   "ge",  "lt_s",
                                        "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"};
  for (const Row& row : rows()) {
    const OpInfo& op = *find_op(row.code);
    const size_t dot = row.text.find('.');
    const auto letter = kLetters.find(row.text.substr(0, dot));
    if (letter == kLetters.end() || op.group == OpGroup::Wide || op.results().empty()) continue;
    const bool is_test = kTests.contains(row.text.substr(dot + 1));
    EXPECT_EQ(op.results(), std::string(1, is_test ? 'i' : letter->second)) << row.text;
  }
}

/// "i32.trunc_sat_f32_s" is I32TruncSatF32S.
TEST(OpcodeTable, IdentifiersFollowTheText) {
  for (const Row& row : rows()) {
    if (row.ident == "SelectTyped") continue;
    std::string ident;
    bool is_start = true;
    for (const char c : row.text) {
      const bool is_letter = isalnum(static_cast<unsigned char>(c));
      if (is_letter) ident += static_cast<char>(is_start ? toupper(static_cast<unsigned char>(c)) : c);
      is_start = !is_letter;
    }
    EXPECT_EQ(row.ident, ident);
  }
}

TEST(OpcodeTable, ProposalsAreComplete) {
  EXPECT_EQ(count_of(Feature::Mvp), 172u);
  EXPECT_EQ(count_of(Feature::SignExtension), 5u);
  EXPECT_EQ(count_of(Feature::SaturatingFloatToInt), 8u);
  EXPECT_EQ(count_of(Feature::BulkMemory), 7u);
  EXPECT_EQ(count_of(Feature::ReferenceTypes), 9u);
  EXPECT_EQ(count_of(Feature::FunctionReferences), 5u);
  EXPECT_EQ(count_of(Feature::TailCall), 2u);
  EXPECT_EQ(count_of(Feature::Exceptions), 3u);
  EXPECT_EQ(count_of(Feature::LegacyExceptions), 5u);
  EXPECT_EQ(count_of(Feature::Simd), 236u);
  EXPECT_EQ(count_of(Feature::RelaxedSimd), 20u);
  EXPECT_EQ(count_of(Feature::Threads), 67u);
  EXPECT_EQ(count_of(Feature::Gc), 32u);
  EXPECT_EQ(count_of(Feature::WideArithmetic), 4u);
}

TEST(FeatureTable, NamesAreUniqueAndInOrder) {
  std::set<std::string_view> names;
  for (unsigned i = 0; i < static_cast<unsigned>(Feature::Count); ++i) {
    const FeatureInfo& feature = info(static_cast<Feature>(i));
    EXPECT_EQ(static_cast<unsigned>(feature.feature), i);
    EXPECT_TRUE(names.insert(feature.name).second) << feature.name;
    EXPECT_FALSE(feature.help.empty()) << feature.name;
  }
}

}  // namespace
}  // namespace ingot
