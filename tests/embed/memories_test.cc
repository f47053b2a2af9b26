// Several memories, 64-bit addresses and pages of one byte, as the host sees them.
#include <algorithm>
#include <span>

#include "tests/embed/support.h"

namespace ingot {
namespace {

constexpr MemoryType kWide = {.limits = {.min = 1, .max = 3, .address64 = true}};

Imports with_wide(const Memory& memory) {
  Imports imports;
  imports.define("host", "wide", memory);
  return imports;
}

Instance make_memories() { return make(load("memories"), with_wide(*Memory::create(kWide))); }

bool is_zero(std::span<const uint8_t> bytes) {
  for (uint8_t byte : bytes)
    if (byte != 0) return false;
  return true;
}

TEST(Memories, AreSeveralOfOneInstance) {
  Memory wide = *Memory::create(kWide);
  Instance instance = make(load("memories"), with_wide(wide));
  EXPECT_TRUE(instance.func("store")->call({100, 7}));
  EXPECT_EQ(call(instance, "load", {100}), 7);
  EXPECT_EQ(call(instance, "load_wide", {int64_t{100}}), 0);
  EXPECT_EQ(call(instance, "load64", {int64_t{100}}), 0);
  EXPECT_EQ(instance.memory("own")->load<int32_t>(100), 7);
  EXPECT_TRUE(wide.store<int32_t>(65532, 9));
  EXPECT_EQ(call(instance, "load_wide", {int64_t{65532}}), 9);
  EXPECT_EQ(instance.memory("own64")->pages(), 2u);
}

TEST(Memories, TrapAtTheirOwnEnds) {
  Instance instance = make_memories();
  EXPECT_EQ(trap_of(instance, "load", {65533}).kind, TrapKind::OutOfBoundsMemory);
  EXPECT_EQ(trap_of(instance, "load_wide", {int64_t{65533}}).kind, TrapKind::OutOfBoundsMemory);
  EXPECT_EQ(trap_of(instance, "load64", {int64_t{131069}}).kind, TrapKind::OutOfBoundsMemory);
  EXPECT_EQ(call(instance, "grow", {1}), 1);
  EXPECT_EQ(call(instance, "load", {65536}), 0);
  EXPECT_EQ(trap_of(instance, "load_wide", {int64_t{65536}}).kind, TrapKind::OutOfBoundsMemory);
  for (int64_t address : {int64_t{1} << 33, INT64_MIN, int64_t{-1}, int64_t{-4}}) {
    EXPECT_EQ(trap_of(instance, "load_wide", {address}).kind, TrapKind::OutOfBoundsMemory) << address;
    EXPECT_EQ(trap_of(instance, "store_wide", {address, 1}).kind, TrapKind::OutOfBoundsMemory) << address;
    EXPECT_EQ(trap_of(instance, "load64", {address}).kind, TrapKind::OutOfBoundsMemory) << address;
  }
}

TEST(Memories, GrowthOfTheHostIsSeenByCompiledCode) {
  Memory wide = *Memory::create(kWide);
  Instance instance = make(load("memories"), with_wide(wide));
  EXPECT_EQ(wide.grow(1), 1u);
  EXPECT_EQ(call(instance, "load_wide", {int64_t{131068}}), 0);
  EXPECT_EQ(wide.grow(2), std::nullopt);
  EXPECT_EQ(instance.func("grow_wide")->call({int64_t{1}})->at(0).i64(), 2);
  EXPECT_EQ(wide.pages(), 3u);
}

TEST(Memories, ImportsMustAgreeInAddressTypeAndPageSize) {
  MemoryType narrow = kWide;
  narrow.limits.address64 = false;
  MemoryType small_pages = kWide;
  small_pages.page_size = 1;
  for (const MemoryType& type : {narrow, small_pages}) {
    Expected<Instance> instance = Instance::create(load("memories"), with_wide(*Memory::create(type)));
    ASSERT_FALSE(instance);
    EXPECT_EQ(instance.error().kind, Error::Kind::Link);
    EXPECT_EQ(instance.error().message,
              "incompatible import type: \"host\" \"wide\": expected memory i64 1, found " + to_string(type));
  }
}

// Address space is taken again at once: nothing of an old instance, its permissions included, may be left in it.
TEST(Memories, NewInstancesSeeNothingOfOldOnes) {
  for (int round = 0; round < 4; ++round) {
    Instance instance = make_memories();
    EXPECT_TRUE(is_zero(instance.memory("own")->bytes().first(65532)));
    EXPECT_EQ(instance.memory("own")->load<char>(65532), 'i');
    EXPECT_TRUE(is_zero(instance.memory("own64")->bytes()));
    EXPECT_EQ(trap_of(instance, "load", {65536}).kind, TrapKind::OutOfBoundsMemory);
    call(instance, "grow", {3});
    EXPECT_TRUE(is_zero(instance.memory("own")->bytes().subspan(65536)));
    for (const char* name : {"own", "own64"}) std::ranges::fill(instance.memory(name)->bytes(), 0xEE);
  }
}

TEST(Memory, HasPagesOfOneByte) {
  Memory memory = *Memory::create({.limits = {.min = 100, .max = 5000}, .page_size = 1});
  EXPECT_EQ(memory.pages(), 100u);
  EXPECT_EQ(memory.byte_length(), 100u);
  EXPECT_TRUE(memory.store<uint8_t>(99, 1));
  EXPECT_FALSE(memory.store<uint8_t>(100, 1));
  EXPECT_EQ(memory.grow(4000), 100u);
  EXPECT_TRUE(is_zero(memory.bytes().subspan(100)));
  EXPECT_EQ(memory.load<uint64_t>(4092), 0u);
  EXPECT_EQ(memory.load<uint64_t>(4093), std::nullopt);
  EXPECT_EQ(memory.grow(901), std::nullopt);
  EXPECT_EQ(memory.grow(900), 4100u);
  EXPECT_EQ(to_string(memory.type()), "memory 5000 5000 (pagesize 1)");
}

TEST(Memory, With64BitAddressesGrowsAsFarAsThereIsRoom) {
  Memory memory = *Memory::create({.limits = {.min = 0, .max = {}, .address64 = true}});
  EXPECT_EQ(memory.grow(UINT64_MAX), std::nullopt);
  EXPECT_EQ(memory.grow(uint64_t{1} << 48), std::nullopt);
  EXPECT_EQ(memory.grow((uint64_t{64} << 14) + 1), std::nullopt);
  EXPECT_EQ(memory.grow(uint64_t{5} << 14), 0u);  // 5 GiB
  EXPECT_TRUE(memory.store<int32_t>((uint64_t{5} << 30) - 4, 1));
  EXPECT_FALSE(memory.store<int32_t>((uint64_t{5} << 30) - 3, 1));
}

TEST(Memory, OfATypeThatDoesNotExistIsAnError) {
  const auto error_of = [](const MemoryType& type) { return Memory::create(type).error(); };
  EXPECT_EQ(error_of({.limits = {.min = 65537}}).message, "memory size must be at most 65536 pages");
  EXPECT_EQ(error_of({.limits = {.min = 2, .max = 1}}).kind, Error::Kind::Usage);
  EXPECT_EQ(error_of({.limits = {}, .page_size = 4096}).kind, Error::Kind::Usage);
  EXPECT_EQ(error_of({.limits = {.min = (uint64_t{1} << 48) + 1, .address64 = true}}).kind, Error::Kind::Usage);
  EXPECT_EQ(error_of({.limits = {.min = uint64_t{1} << 48, .address64 = true}}).kind, Error::Kind::Resource);
  EXPECT_EQ(error_of({.limits = {.min = uint64_t{1} << 33}, .page_size = 1}).kind, Error::Kind::Usage);
}

}  // namespace
}  // namespace ingot
