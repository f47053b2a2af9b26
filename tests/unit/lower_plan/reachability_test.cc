// Which functions a program keeps, and what is known of its tables and globals.
#include "tests/unit/lower_plan/module_builder.h"

namespace ingot {
namespace {

using namespace testing;

TEST(Reachability, FollowsDirectCallsFromStart) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t leaf = m.func(type, {});
  const uint32_t dead = m.func(type, call(leaf));
  const uint32_t entry = m.func(type, call(leaf));
  m.export_func("_start", entry);
  m.export_func("unused", dead);
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->live_functions(), (std::vector<uint32_t>{leaf, entry}));
  EXPECT_EQ(plan->entry_function(), entry);
}

TEST(Reachability, TakesTheStartFunctionAndInitialize) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t start = m.func(type, {});
  const uint32_t initialize = m.func(type, {});
  m.start(start);
  m.export_func("_initialize", initialize);
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->live_functions(), (std::vector<uint32_t>{start, initialize}));
}

TEST(Reachability, KeepsEntriesOfCalledTablesOfCalledTypesOnly) {
  ModuleBuilder m;
  const uint32_t plain = m.type({}, {});
  const uint32_t binary = m.type({kI32Byte, kI32Byte}, {});
  const uint32_t same_as_plain = m.type({}, {});
  const uint32_t called = m.func(same_as_plain, {});
  const uint32_t other_type = m.func(binary, {});
  const uint32_t other_table = m.func(plain, {});
  const uint32_t entry = m.func(plain, join(i32_const(0), call_indirect(plain, 0)));
  m.table(4);
  m.table(4);
  m.active_elem(0, 1, {called, other_type});
  m.active_elem(1, 0, {other_table});
  m.export_func("_start", entry);
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->live_functions(), (std::vector<uint32_t>{called, entry}));
  EXPECT_TRUE(plan->table_is_constant(0));
  EXPECT_TRUE(plan->table_is_called(0));
  EXPECT_FALSE(plan->table_is_called(1));
  EXPECT_FALSE(plan->is_referenced(called));
  const std::vector<std::optional<uint32_t>> image = {std::nullopt, called, other_type, std::nullopt};
  EXPECT_EQ(plan->table_image(0), image);
}

TEST(Reachability, AFunctionFoundThroughATableCanCallATypeThatBringsInAnother) {
  ModuleBuilder m;
  const uint32_t plain = m.type({}, {});
  const uint32_t unary = m.type({kI32Byte}, {});
  const uint32_t second = m.func(unary, {});
  const uint32_t first = m.func(plain, join(i32_const(7), i32_const(0), call_indirect(unary, 0)));
  const uint32_t entry = m.func(plain, join(i32_const(1), call_indirect(plain, 0)));
  m.table(2);
  m.active_elem(0, 0, {second, first});
  m.export_func("_start", entry);
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->live_functions(), (std::vector<uint32_t>{second, first, entry}));
}

TEST(Reachability, ReadingATableKeepsAllOfIt) {
  ModuleBuilder m;
  const uint32_t plain = m.type({}, {});
  const uint32_t unary = m.type({kI32Byte}, {});
  const uint32_t entry_type = m.func(unary, {});
  const uint32_t entry = m.func(plain, join(i32_const(0), Bytes{0x25, 0}, drop()));  // table.get 0
  m.table(1);
  m.active_elem(0, 0, {entry_type});
  m.export_func("_start", entry);
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->live_functions(), (std::vector<uint32_t>{entry_type, entry}));
  EXPECT_FALSE(plan->table_is_constant(0));
  EXPECT_TRUE(plan->is_referenced(entry_type));
}

TEST(Reachability, WritesOfDeadCodeDoNotCount) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t writer = m.func(type, join(i32_const(1), global_set(0), i32_const(0), Bytes{0xD0, 0x70, 0x26, 0}));
  const uint32_t entry = m.func(type, join(i32_const(1), global_set(1)));
  m.table(1);
  m.global(kI32Byte, true, i32_const(0));
  m.global(kI32Byte, true, i32_const(0));
  m.export_func("_start", entry);
  m.export_func("writer", writer);
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_FALSE(plan->global_is_written(0));
  EXPECT_TRUE(plan->global_is_written(1));
  EXPECT_TRUE(plan->table_is_constant(0));

  const PlannedModule invoked = m.plan({.entry = ProgramEntry::Invoke});
  ASSERT_TRUE(invoked.ok());
  EXPECT_TRUE(invoked->global_is_written(0));
  EXPECT_FALSE(invoked->table_is_constant(0));
  EXPECT_TRUE(invoked->is_referenced(writer));
}

TEST(Reachability, PassiveSegmentsCountWhenCodeUsesThem) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t used = m.func(type, {});
  const uint32_t unused = m.func(type, {});
  const uint32_t init = m.func(type, join(i32_const(0), i32_const(0), i32_const(1), Bytes{0xFC, 12, 0, 0}));
  m.table(1);
  m.passive_elem({used});
  m.passive_elem({unused});
  m.export_func("_start", init);
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->live_functions(), (std::vector<uint32_t>{used, init}));
  EXPECT_TRUE(plan->elem_is_used(0));
  EXPECT_FALSE(plan->elem_is_used(1));
}

TEST(Reachability, FunctionsOfGlobalsAndRefFuncAreReferenced) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t in_global = m.func(type, {});
  const uint32_t in_body = m.func(type, {});
  const uint32_t entry = m.func(type, join(ref_func(in_body), drop()));
  m.global(0x70, false, ref_func(in_global));
  m.export_func("_start", entry);
  m.export_func("declared", in_body);
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->live_functions(), (std::vector<uint32_t>{in_global, in_body, entry}));
  EXPECT_TRUE(plan->is_referenced(in_global));
  EXPECT_TRUE(plan->is_referenced(in_body));
  EXPECT_FALSE(plan->is_referenced(entry));
}

TEST(Reachability, LibrariesKeepEverything) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t first = m.func(type, {});
  const uint32_t second = m.func(type, {});
  m.table(1);
  m.global(kI32Byte, true, i32_const(0));
  m.export_global("counter", 0);
  const PlannedModule plan = m.plan({.product = Product::Library});
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->live_functions(), (std::vector<uint32_t>{first, second}));
  EXPECT_FALSE(plan->table_is_constant(0));
  EXPECT_TRUE(plan->global_is_written(0)) << "the host can write an exported global";
}

}  // namespace
}  // namespace ingot
