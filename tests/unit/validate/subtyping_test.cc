// Canonical types and the matching relations.
#include "compiler/validate/subtyping.h"

#include <gtest/gtest.h>

#include "compiler/validate/module_rules.h"
#include "tests/unit/validate/module_bytes.h"

namespace ingot::test {
namespace {

constexpr ValType abstract_ref(AbstractHeap heap, bool nullable = true) {
  return ValType::ref(HeapType::abstract(heap), nullable);
}
ValType index_ref(uint32_t typeidx, bool nullable = true) { return ValType::ref(HeapType::index(typeidx), nullable); }

/// (rec (type (func (param (ref null FIRST)))) (type (struct (field i32)))), whose own first index is `first`.
Bytes pair_group(uint8_t first) { return {0x4E, 2, 0x60, 1, 0x63, first, 0, 0x5F, 1, kI32Byte, 0}; }

TEST(Subtyping, EqualGroupsHaveEqualIds) {
  ModuleBytes bytes;
  bytes.types = {pair_group(0), pair_group(2), func_type({}, {}), func_type({}, {})};
  const Decoded decoded = decode(bytes);
  const SubtypeContext subtypes(decoded.module);
  EXPECT_EQ(subtypes.canonical_ids(), (std::vector<uint32_t>{1, 2, 1, 2, 3, 3}));
  EXPECT_TRUE(subtypes.equal(index_ref(0), index_ref(2)));
  EXPECT_TRUE(subtypes.matches(index_ref(1, false), index_ref(3)));
  EXPECT_FALSE(subtypes.matches(index_ref(0), index_ref(1)));
}

TEST(Subtyping, AGroupIsNotItsParts) {
  ModuleBytes bytes;
  bytes.types = {func_type({}, {}), {0x4E, 2, 0x60, 0, 0, 0x60, 0, 0}};
  const Decoded decoded = decode(bytes);
  const SubtypeContext subtypes(decoded.module);
  EXPECT_EQ(subtypes.canonical_ids(), (std::vector<uint32_t>{1, 2, 3}));
}

TEST(Subtyping, PlacesOutsideAndInsideAGroupDiffer) {
  ModuleBytes bytes;
  // type 0: func; type 1: (func (param (ref null 0))); type 2: (func (param (ref null 2)))
  bytes.types = {func_type({}, {}), {0x60, 1, 0x63, 0, 0}, {0x60, 1, 0x63, 2, 0}};
  const Decoded decoded = decode(bytes);
  const SubtypeContext subtypes(decoded.module);
  EXPECT_EQ(subtypes.canonical_ids(), (std::vector<uint32_t>{1, 2, 3}));
}

TEST(Subtyping, AbstractHeapTypes) {
  const Module module;
  const SubtypeContext subtypes(module);
  const auto matches = [&](AbstractHeap sub, AbstractHeap super) {
    return subtypes.matches(abstract_ref(sub), abstract_ref(super));
  };
  EXPECT_TRUE(matches(AbstractHeap::None, AbstractHeap::Any));
  EXPECT_TRUE(matches(AbstractHeap::I31, AbstractHeap::Eq));
  EXPECT_TRUE(matches(AbstractHeap::NoFunc, AbstractHeap::Func));
  EXPECT_FALSE(matches(AbstractHeap::Func, AbstractHeap::Any));
  EXPECT_FALSE(matches(AbstractHeap::Any, AbstractHeap::Eq));
  EXPECT_FALSE(matches(AbstractHeap::None, AbstractHeap::Extern));
  EXPECT_FALSE(subtypes.matches(kFuncRef, abstract_ref(AbstractHeap::Func, false)));
  EXPECT_TRUE(subtypes.matches(abstract_ref(AbstractHeap::Func, false), kFuncRef));
  EXPECT_TRUE(subtypes.matches(kBottom, kI64));
  EXPECT_FALSE(subtypes.matches(kI32, kI64));
}

TEST(Subtyping, DeclaredSupertypesInOtherGroups) {
  ModuleBytes bytes;
  // 0: (sub (struct i32)); 1: (sub 0 (struct i32 i64)); 2: same as 0; 3: array
  bytes.types = {{0x50, 0, 0x5F, 1, kI32Byte, 0},
                 {0x50, 1, 0, 0x5F, 2, kI32Byte, 0, kI64Byte, 0},
                 {0x50, 0, 0x5F, 1, kI32Byte, 0},
                 {0x5E, kI32Byte, 0}};
  const Decoded decoded = decode(bytes);
  const SubtypeContext subtypes(decoded.module);
  EXPECT_TRUE(check_supertypes(decoded.module, subtypes));
  EXPECT_TRUE(subtypes.matches(index_ref(1), index_ref(0)));
  EXPECT_TRUE(subtypes.matches(index_ref(1), index_ref(2)));
  EXPECT_FALSE(subtypes.matches(index_ref(0), index_ref(1)));
  EXPECT_TRUE(subtypes.matches(index_ref(1), abstract_ref(AbstractHeap::Struct)));
  EXPECT_FALSE(subtypes.matches(index_ref(1), abstract_ref(AbstractHeap::Array)));
  EXPECT_TRUE(subtypes.matches(index_ref(3), abstract_ref(AbstractHeap::Eq)));
  EXPECT_TRUE(subtypes.matches(abstract_ref(AbstractHeap::None), index_ref(3)));
  EXPECT_FALSE(subtypes.matches(abstract_ref(AbstractHeap::NoFunc), index_ref(3)));
}

TEST(Subtyping, IdsOfSubtypesFollowTheirSupertype) {
  ModuleBytes bytes;
  // 0 and 1: (sub (struct)); 2: (sub 1 ...); 3: (sub 0 ...); 4: (sub 3 ...); 5: same as 2
  const auto open_struct = [](std::vector<uint8_t> supertypes, uint8_t fields) {
    Bytes type = {0x50, static_cast<uint8_t>(supertypes.size())};
    type.insert(type.end(), supertypes.begin(), supertypes.end());
    type.insert(type.end(), {0x5F, fields});
    for (uint8_t i = 0; i < fields; ++i) type.insert(type.end(), {kI32Byte, 0});
    return type;
  };
  bytes.types = {open_struct({}, 0),  open_struct({}, 1),  open_struct({1}, 2),
                 open_struct({0}, 3), open_struct({3}, 4), open_struct({1}, 2)};
  const Decoded decoded = decode(bytes);
  const SubtypeContext subtypes(decoded.module);
  EXPECT_EQ(subtypes.canonical_ids(), (std::vector<uint32_t>{1, 4, 5, 2, 3, 5}));
  const uint32_t counts[] = {3, 2, 1, 2, 1, 1};
  for (uint32_t typeidx = 0; typeidx < 6; ++typeidx) EXPECT_EQ(subtypes.subtype_count(typeidx), counts[typeidx]);
}

TEST(Subtyping, StructuresMustFit) {
  ModuleBytes bytes;
  // 0: (sub (struct (mut i32))); 1: (sub 0 (struct i32))
  bytes.types = {{0x50, 0, 0x5F, 1, kI32Byte, 1}, {0x50, 1, 0, 0x5F, 1, kI32Byte, 0}};
  const Decoded decoded = decode(bytes);
  const SubtypeContext subtypes(decoded.module);
  const Expected<void> checked = check_supertypes(decoded.module, subtypes);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message, "sub type 1 does not match super type 0");
}

TEST(Subtyping, CanonicalTextOfFunctions) {
  ModuleBytes bytes;
  bytes.types = {func_type({kI32Byte, kF64Byte}, {kI64Byte}),
                 func_type({}, {}),
                 func_type({kFuncRefByte}, {}),
                 {0x50, 0, 0x60, 0, 0}};
  const Decoded decoded = decode(bytes);
  const SubtypeContext subtypes(decoded.module);
  EXPECT_EQ(subtypes.canonical_text(0), "(func (param i32 f64) (result i64))");
  EXPECT_EQ(subtypes.canonical_text(1), "(func)");
  EXPECT_EQ(subtypes.canonical_text(2), "(func (param funcref))");
  EXPECT_EQ(subtypes.canonical_text(3), "(sub (func))");
}

TEST(Subtyping, CanonicalTextDoesNotDependOnTheModule) {
  ModuleBytes first, second;
  first.types = {pair_group(0), {0x60, 1, 0x63, 1, 0}};
  second.types = {func_type({}, {}), pair_group(1), pair_group(3), {0x60, 1, 0x63, 4, 0}};
  const Decoded one = decode(first), two = decode(second);
  const std::string text = SubtypeContext(one.module).canonical_text(2);
  EXPECT_EQ(text, "0.0 where 0=(rec (func (param (ref null 1.1)))) 1=(rec (func (param (ref null 1.0))) (struct i32))");
  EXPECT_EQ(SubtypeContext(two.module).canonical_text(5), text);
}

TEST(Subtyping, CanonicalTextOfSharedPartsStaysShort) {
  // Type n takes type n-1 twice: written out, the text would double with every type.
  ModuleBytes bytes;
  bytes.types.push_back(func_type({}, {}));
  for (uint8_t i = 0; i < 60; ++i) bytes.types.push_back({0x60, 2, 0x63, i, 0x63, i, 0});
  const Decoded decoded = decode(bytes);
  EXPECT_LT(SubtypeContext(decoded.module).canonical_text(60).size(), 5000u);
}

}  // namespace
}  // namespace ingot::test
