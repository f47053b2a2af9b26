// Partitions cover every live function once, keep callers and callees together, and depend on nothing but the module.
#include "compiler/emit/partition.h"

#include <algorithm>

#include "tests/unit/lower_plan/module_builder.h"

namespace ingot {
namespace {

using namespace testing;

/// A body of about this many bytes.
Bytes filler(size_t bytes) {
  Bytes body;
  while (body.size() < bytes) append(body, join(i32_const(1'000'000), drop()));
  return body;
}

size_t partition_of(const std::vector<Partition>& partitions, uint32_t funcidx) {
  for (size_t i = 0; i < partitions.size(); ++i)
    if (std::binary_search(partitions[i].begin(), partitions[i].end(), funcidx)) return i;
  return SIZE_MAX;
}

TEST(Partition, SmallModulesAreOnePartition) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  for (int i = 0; i < 50; ++i) m.func(type, filler(100));
  const PlannedModule plan = m.plan({.product = Product::Library});
  EXPECT_EQ(plan_partitions(*plan).size(), 1u);
}

TEST(Partition, AModuleWithoutFunctionsHasNone) {
  ModuleBuilder m;
  m.memory(1);
  EXPECT_TRUE(plan_partitions(*m.plan({.product = Product::Library})).empty());
}

TEST(Partition, EveryLiveFunctionIsInExactlyOne) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  std::vector<uint32_t> all;
  for (uint32_t i = 0; i < 300; ++i) {
    Bytes body = filler(500 + 37 * (i % 50));
    // Calls all over the module, so that clusters meet each other.
    append(body, call(i * 7919 % 300));
    all.push_back(m.func(type, body));
  }
  const PlannedModule plan = m.plan({.product = Product::Library});
  const std::vector<Partition> partitions = plan_partitions(*plan);
  std::vector<uint32_t> found;
  for (const Partition& partition : partitions) {
    EXPECT_FALSE(partition.empty());
    EXPECT_TRUE(std::is_sorted(partition.begin(), partition.end()));
    found.insert(found.end(), partition.begin(), partition.end());
  }
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, all);
  EXPECT_GT(partitions.size(), 1u);
  EXPECT_EQ(partitions, plan_partitions(*plan));
}

TEST(Partition, ACalleeWithOneCallerIsWithIt) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  constexpr uint32_t kCount = 200;
  for (uint32_t i = 0; i + 1 < kCount; ++i) m.func(type, filler(3000));
  const uint32_t caller = m.func(type, join(call(0), filler(3000)));
  const PlannedModule plan = m.plan({.product = Product::Library});
  const std::vector<Partition> partitions = plan_partitions(*plan);
  EXPECT_GT(partitions.size(), 2u);
  EXPECT_EQ(partition_of(partitions, 0), partition_of(partitions, caller));
}

TEST(Partition, BigFunctionsStandAlone) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t small = m.func(type, filler(100));
  const uint32_t long_one = m.func(type, join(call(small), filler(200'000)));
  // More than 50,000 instructions in few bytes.
  Bytes dense;
  for (int i = 0; i < 30'000; ++i) append(dense, join(i32_const(0), drop()));
  const uint32_t dense_one = m.func(type, dense);
  const std::vector<Partition> partitions = plan_partitions(*m.plan({.product = Product::Library}));
  EXPECT_EQ(partitions[partition_of(partitions, long_one)], Partition{long_one});
  EXPECT_EQ(partitions[partition_of(partitions, dense_one)], Partition{dense_one});
}

}  // namespace
}  // namespace ingot
