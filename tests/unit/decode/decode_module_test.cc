// A module with every section, decoded and looked at; and modules that are unusual but well-formed.
#include "compiler/decode/decode_module.h"

#include <gtest/gtest.h>

#include "tests/unit/decode/module_bytes.h"

namespace ingot {
namespace {

using test::Bytes;
using test::operator+;
using test::custom;
using test::leb;
using test::module_of;
using test::section;

class SampleModule : public testing::Test {
 protected:
  void SetUp() override {
    auto decoded = decode_module(bytes_);
    ASSERT_TRUE(decoded) << decoded.error().message << " at " << decoded.error().offset.value_or(0);
    module_ = *std::move(decoded);
  }
  /// The bytes of a range, read at its offset in the file: both must agree.
  Bytes at(const ByteRange& range) const {
    const Bytes in_file(bytes_.begin() + range.offset, bytes_.begin() + range.offset + range.bytes.size());
    EXPECT_EQ(in_file, Bytes(range.bytes.begin(), range.bytes.end()));
    return in_file;
  }

  Bytes bytes_ = test::sample_module();
  Module module_;
};

TEST_F(SampleModule, Types) {
  ASSERT_EQ(module_.types.size(), 6u);
  EXPECT_EQ(to_string(module_.types[0].func), "[i32 i64] -> [f32]");
  EXPECT_EQ(to_string(module_.types[5].func), "[(ref func)] -> [v128]");
  ASSERT_EQ(module_.rec_groups.size(), 5u);
  EXPECT_EQ(module_.rec_groups[2].first, 2u);
  EXPECT_EQ(module_.rec_groups[2].count, 2u);
  EXPECT_EQ(module_.types[3].rec_group, 2u);
  EXPECT_FALSE(module_.types[2].is_final);
  EXPECT_TRUE(module_.types[3].is_final);
  EXPECT_EQ(module_.types[3].supertypes, std::vector<uint32_t>{2});
  EXPECT_EQ(module_.types[2].kind, CompositeKind::Struct);
  EXPECT_EQ(module_.types[2].fields[0].packed, PackedKind::I8);
  EXPECT_TRUE(module_.types[2].fields[0].is_mutable);
  EXPECT_EQ(to_string(module_.types[2].fields[1].type), "(ref null 3)");
  EXPECT_EQ(module_.types[4].kind, CompositeKind::Array);
  EXPECT_EQ(module_.types[4].fields.at(0).packed, PackedKind::I16);
}

TEST_F(SampleModule, Imports) {
  ASSERT_EQ(module_.imports.size(), 5u);
  EXPECT_EQ(module_.imports[2].name, "m");
  EXPECT_EQ(module_.imports[2].kind, ExternKind::Memory);
  EXPECT_EQ(module_.imported_functions, 1u);
  EXPECT_EQ(module_.imported_tables, 1u);
  EXPECT_EQ(module_.imported_memories, 1u);
  EXPECT_EQ(module_.imported_globals, 1u);
  EXPECT_EQ(module_.imported_tags, 1u);
  EXPECT_TRUE(module_.tables[0].imported);
  EXPECT_EQ(module_.tables[0].type.limits.max, 9u);
  EXPECT_TRUE(module_.memories[0].type.limits.shared);
  EXPECT_TRUE(module_.globals[0].type.is_mutable);
}

TEST_F(SampleModule, TablesMemoriesTags) {
  ASSERT_EQ(module_.tables.size(), 3u);
  EXPECT_EQ(module_.tables[1].type.element, kExternRef);
  EXPECT_EQ(module_.tables[1].type.limits.address, AddressType::I64);
  ASSERT_TRUE(module_.tables[2].init);
  EXPECT_EQ(at(*module_.tables[2].init), (Bytes{0xD0, 0x70, 0x0B}));
  ASSERT_EQ(module_.memories.size(), 3u);
  EXPECT_EQ(module_.memories[1].type.limits.max, 65536u);
  EXPECT_EQ(module_.memories[1].type.page_size_log2, 16u);
  EXPECT_EQ(module_.memories[2].type.page_size_log2, 0u);
  EXPECT_FALSE(module_.memories[2].type.limits.has_max);
  ASSERT_EQ(module_.tags.size(), 2u);
  EXPECT_EQ(module_.tags[1].typeidx, 1u);
}

TEST_F(SampleModule, GlobalsExportsStart) {
  ASSERT_EQ(module_.globals.size(), 3u);
  EXPECT_EQ(at(module_.globals[1].init), (Bytes{0x42, 0x7F, 0x0B}));
  EXPECT_EQ(module_.globals[2].type.type, kFuncRef);
  ASSERT_EQ(module_.exports.size(), 2u);
  EXPECT_EQ(module_.exports[1].name, "memory");
  EXPECT_EQ(module_.start, 2u);
  EXPECT_EQ(bytes_[module_.start_offset], 2);
}

TEST_F(SampleModule, ElementSegments) {
  ASSERT_EQ(module_.elems.size(), 8u);
  const SegmentMode kModes[] = {SegmentMode::Active, SegmentMode::Passive, SegmentMode::Active,
                                SegmentMode::Declarative};
  for (unsigned i = 0; i < 8; ++i) {
    EXPECT_EQ(module_.elems[i].mode, kModes[i % 4]) << i;
    EXPECT_EQ(module_.elems[i].uses_exprs, i >= 4) << i;
    EXPECT_EQ(bytes_[module_.elems[i].offset], i);
  }
  EXPECT_EQ(module_.elems[0].functions, (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(to_string(module_.elems[0].type), "(ref func)");
  EXPECT_EQ(module_.elems[2].table, 2u);
  EXPECT_EQ(module_.elems[4].type, kFuncRef);
  EXPECT_EQ(at(module_.elems[4].exprs.at(0)), (Bytes{0xD0, 0x70, 0x0B}));
  EXPECT_EQ(module_.elems[5].type, kExternRef);
  EXPECT_EQ(module_.elems[6].table, 1u);
  EXPECT_EQ(module_.elems[6].size(), 0u);
}

TEST_F(SampleModule, Code) {
  ASSERT_EQ(module_.functions.size(), 3u);
  const Function& function = module_.functions[1];
  EXPECT_FALSE(function.imported);
  EXPECT_EQ(function.typeidx, 1u);
  EXPECT_EQ(function.local_count, 3u);
  ASSERT_EQ(function.locals.size(), 2u);  // the empty run is gone
  EXPECT_EQ(function.locals[0].count, 2u);
  EXPECT_EQ(function.locals[1].type, kExternRef);
  EXPECT_EQ(at(function.body), (Bytes{0x41, 0x2A, 0x1A, 0x0B}));
  EXPECT_EQ(function.body.offset, function.body_offset + 7);
  EXPECT_EQ(bytes_[function.declaration_offset], 1);
}

TEST_F(SampleModule, Data) {
  EXPECT_EQ(module_.data_count, 3u);
  ASSERT_EQ(module_.datas.size(), 3u);
  EXPECT_EQ(Bytes(module_.datas[0].bytes.begin(), module_.datas[0].bytes.end()), (Bytes{'a', 'b', 'c'}));
  EXPECT_EQ(at(module_.datas[0].memory_offset), (Bytes{0x41, 0, 0x0B}));
  EXPECT_EQ(module_.datas[1].mode, SegmentMode::Passive);
  EXPECT_EQ(module_.datas[2].memory, 1u);
}

TEST_F(SampleModule, CustomSectionsAndNames) {
  ASSERT_EQ(module_.customs.size(), 2u);
  EXPECT_EQ(module_.customs[0].name, "first");
  EXPECT_EQ(at(module_.customs[0].contents), (Bytes{1, 2, 3}));
  EXPECT_EQ(module_.names.module, "sample");
  EXPECT_EQ(function_name(module_, 0), "env.f");
  EXPECT_EQ(function_name(module_, 1), "run");
  EXPECT_EQ(function_name(module_, 2), "helper");
}

TEST(DecodeModule, AcceptsAnEmptyModule) {
  const Bytes bytes = module_of({});
  const auto module = decode_module(bytes);
  ASSERT_TRUE(module);
  EXPECT_TRUE(module->functions.empty());
  EXPECT_FALSE(module->start);
}

TEST(DecodeModule, AcceptsEmptySections) {
  const Bytes bytes = module_of({section(1, {0}), section(2, {0}), section(3, {0}), section(4, {0}), section(5, {0}),
                                 section(13, {0}), section(6, {0}), section(7, {0}), section(9, {0}), section(12, {0}),
                                 section(10, {0}), section(11, {0})});
  EXPECT_TRUE(decode_module(bytes));
}

TEST(DecodeModule, AcceptsDataCountZeroWithoutData) { EXPECT_TRUE(decode_module(module_of({section(12, {0})}))); }

TEST(DecodeModule, AcceptsCustomSectionsAnywhereAndOften) {
  const Bytes note = custom("note", {});
  const Bytes bytes = module_of({note, section(1, {0}), note, note, section(2, {0}), note});
  const auto module = decode_module(bytes);
  ASSERT_TRUE(module);
  EXPECT_EQ(module->customs.size(), 4u);
}

TEST(DecodeModule, AcceptsPaddedSizes) {
  EXPECT_TRUE(decode_module(module_of({Bytes{1, 0x81, 0x80, 0x80, 0x80, 0, 0}})));
}

TEST(DecodeModule, AcceptsAnEmptyRecursionGroup) {
  const Bytes bytes = module_of({section(1, {2, 0x4E, 0, 0x60, 0, 0})});
  const auto module = decode_module(bytes);
  ASSERT_TRUE(module);
  EXPECT_EQ(module->types.size(), 1u);
  EXPECT_EQ(module->types[0].rec_group, 1u);
}

}  // namespace
}  // namespace ingot
