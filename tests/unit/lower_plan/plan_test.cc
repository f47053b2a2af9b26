// Imports, entries, tables, names and the context of libraries.
#include <algorithm>

#include "compiler/lower/state_data.h"
#include "tests/unit/lower_plan/module_builder.h"

namespace ingot {
namespace {

using namespace testing;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Entry, MissingEntryNamesTheExportsAndTheWaysOut) {
  ModuleBuilder m;
  m.export_func("fib", m.func(m.type({}, {}), {}));
  const PlannedModule plan = m.plan();
  ASSERT_FALSE(plan.ok());
  EXPECT_TRUE(contains(plan.error().message, "neither _start nor _initialize")) << plan.error().message;
  EXPECT_TRUE(contains(plan.error().note, "fib")) << plan.error().note;
  EXPECT_TRUE(contains(plan.error().note, "-C entry=invoke")) << plan.error().note;
}

TEST(Entry, MustTakeAndReturnNothing) {
  ModuleBuilder m;
  m.export_func("_start", m.func(m.type({kI32Byte}, {}), {}));
  const PlannedModule plan = m.plan();
  ASSERT_FALSE(plan.ok());
  EXPECT_TRUE(contains(plan.error().message, "[i32] -> []")) << plan.error().message;
}

TEST(Imports, WasiCallsHaveSymbols) {
  ModuleBuilder m;
  const uint32_t close_type = m.type({kI32Byte}, {kI32Byte});
  const uint32_t seek_type = m.type({kI32Byte, kI64Byte, kI32Byte, kI32Byte}, {kI32Byte});
  const uint32_t plain = m.type({}, {});
  const uint32_t close = m.import_func("wasi_snapshot_preview1", "fd_close", close_type);
  const uint32_t old_close = m.import_func("wasi_unstable", "fd_close", close_type);
  const uint32_t old_seek = m.import_func("wasi_unstable", "fd_seek", seek_type);
  const Bytes zeros = join(i32_const(0), Bytes{0x42, 0}, i32_const(0), i32_const(0));
  m.export_func("_start", m.func(plain, join(i32_const(1), call(close), drop(), i32_const(1), call(old_close), drop(),
                                             zeros, call(old_seek), drop())));
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->import_symbol(close), "ingot_wasi_fd_close");
  EXPECT_EQ(plan->import_symbol(old_close), "ingot_wasi_fd_close");
  EXPECT_EQ(plan->import_symbol(old_seek), "ingot_wasi_unstable_fd_seek");
}

TEST(Imports, WrongTypeNamesBothTypes) {
  ModuleBuilder m;
  const uint32_t wrong = m.import_func("wasi_snapshot_preview1", "fd_close", m.type({kI64Byte}, {kI32Byte}));
  m.export_func("_start", m.func(m.type({}, {}), join(Bytes{0x42, 0}, call(wrong), drop())));
  const PlannedModule plan = m.plan();
  ASSERT_FALSE(plan.ok());
  EXPECT_TRUE(contains(plan.error().message, "[i64] -> [i32]")) << plan.error().message;
  EXPECT_TRUE(contains(plan.error().message, "[i32] -> [i32]")) << plan.error().message;
}

TEST(Imports, AllUnknownOnesThatLiveCodeUsesAreNamedTogether) {
  ModuleBuilder m;
  const uint32_t plain = m.type({}, {});
  const uint32_t first = m.import_func("env", "first", m.type({kI32Byte}, {kI64Byte}));
  const uint32_t second = m.import_func("host", "second", plain);
  const uint32_t unused = m.import_func("host", "unused", plain);
  m.export_func("_start", m.func(plain, join(i32_const(0), call(first), drop(), call(second))));
  m.export_func("dead", m.func(plain, call(unused)));
  const PlannedModule plan = m.plan();
  ASSERT_FALSE(plan.ok());
  EXPECT_TRUE(contains(plan.error().message, "env.first (func (param i32) (result i64))")) << plan.error().message;
  EXPECT_TRUE(contains(plan.error().message, "host.second (func)")) << plan.error().message;
  EXPECT_FALSE(contains(plan.error().message, "unused")) << plan.error().message;

  const PlannedModule trapping = m.plan({.unknown_imports_trap = true});
  ASSERT_TRUE(trapping.ok());
  EXPECT_EQ(trapping->import_symbol(first), "");
  EXPECT_TRUE(trapping->is_live(first));
  EXPECT_FALSE(trapping->is_live(unused));
}

TEST(Imports, MemoriesTablesAndGlobalsCannotBeLeftOpen) {
  ModuleBuilder m;
  m.import_raw("env", "memory", {2, 0, 1});
  m.import_raw("env", "table", {1, 0x70, 0, 3});
  m.import_raw("env", "base", {3, kI32Byte, 0});
  m.export_func("_start", m.func(m.type({}, {}), {}));
  const PlannedModule plan = m.plan({.unknown_imports_trap = true});
  ASSERT_FALSE(plan.ok());
  EXPECT_TRUE(contains(plan.error().message, "env.memory (memory 1)")) << plan.error().message;
  EXPECT_TRUE(contains(plan.error().message, "env.table (table 3 funcref)")) << plan.error().message;
  EXPECT_TRUE(contains(plan.error().message, "env.base (global i32)")) << plan.error().message;
}

TEST(Tables, SegmentsOutOfBoundsTrapAtStart) {
  ModuleBuilder m;
  const uint32_t entry = m.func(m.type({}, {}), {});
  m.table(2);
  m.memory(1);
  m.export_func("_start", entry);
  m.active_data(65535, {1, 2});
  EXPECT_EQ(m.plan()->start_trap(), IngotTrapOutOfBoundsMemory);
  m.active_elem(0, 1, {entry, entry});
  EXPECT_EQ(m.plan()->start_trap(), IngotTrapOutOfBoundsTable) << "element segments come first";
}

TEST(Tables, LaterSegmentsOverwriteEarlierOnes) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t first = m.func(type, {});
  const uint32_t second = m.func(type, {});
  m.table(3);
  m.active_elem(0, 0, {first, first, first});
  m.active_elem(0, 1, {second});
  m.export_func("_start", first);
  const std::vector<std::optional<uint32_t>> image = {first, second, first};
  EXPECT_EQ(m.plan()->table_image(0), image);
}

TEST(Tables, ATableThatWouldNotFitIntoAProgramIsRefused) {
  ModuleBuilder m;
  m.export_func("_start", m.func(m.type({}, {}), {}));
  m.table(0xFFFF'FFFF);
  EXPECT_FALSE(m.plan().ok());
}

TEST(Names, AreReadableUniqueAndSafe) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t odd = m.func(type, {});
  const uint32_t bare = m.func(type, {});
  const uint32_t entry = m.func(type, {});
  m.name(odd, "std::vec<\"x\">\n");
  m.export_func("_start", entry);
  const PlannedModule plan = m.plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->function_symbol(odd), "f0.std__vec__x___");
  EXPECT_EQ(plan->function_symbol(bare), "f1");
  EXPECT_EQ(plan->function_symbol(entry), "f2._start");
  EXPECT_EQ(plan->display_name(odd), "std::vec<\"x\">\n");
  const PlannedModule library = m.plan({.product = Product::Library, .module_symbol = "zlib"});
  EXPECT_EQ(library->function_symbol(bare), "zlib.f1");
}

TEST(Context, BlocksAreAlignedDisjointAndHotGlobalsAreNear) {
  ModuleBuilder m;
  const uint32_t type = m.type({}, {});
  const uint32_t import = m.import_func("env", "f", type);
  m.global(kI32Byte, true, i32_const(0));
  m.global(kI32Byte, true, i32_const(0));
  const uint32_t a = m.func(type, join(i32_const(1), global_set(1)));
  m.func(type, join(i32_const(1), global_set(1)));
  m.table(1);
  m.memory(1);
  m.active_elem(0, 0, {a});
  m.active_data(0, {1});
  const PlannedModule plan = m.plan({.product = Product::Library});
  ASSERT_TRUE(plan.ok());
  const ContextLayout& context = plan->context();
  EXPECT_EQ(context.globals[1], sizeof(IngotInstance) + sizeof(IngotValue));
  EXPECT_EQ(context.func_refs[import], 0u);
  EXPECT_NE(context.func_refs[a], 0u);
  std::vector<uint64_t> offsets = {context.globals[0], context.globals[1],  context.imported_funcs,
                                   context.tables,     context.memories,    context.datas,
                                   context.elems,      context.func_refs[a]};
  std::sort(offsets.begin(), offsets.end());
  for (size_t i = 0; i < offsets.size(); ++i) {
    EXPECT_EQ(offsets[i] % 16, 0u);
    if (i != 0) {
      EXPECT_GE(offsets[i] - offsets[i - 1], 16u);
    }
  }
  EXPECT_EQ(context.bytes, offsets.back());
}

DataPlacement place(const ModuleBuilder& m) { return place_data(*m.plan()); }

ModuleBuilder program_with_memory(uint32_t pages) {
  ModuleBuilder m;
  m.export_func("_start", m.func(m.type({}, {}), {}));
  m.memory(pages);
  return m;
}

TEST(Data, DenseSegmentsMakeAnImageOfWholePages) {
  ModuleBuilder m = program_with_memory(1);
  m.active_data(1024, Bytes(5000, 7));
  const DataPlacement placement = place(m);
  EXPECT_EQ(placement.image_bytes, 8192u);
  EXPECT_EQ(placement.image.size(), 1u);
  EXPECT_TRUE(placement.late.empty());
  EXPECT_EQ(placement.blob_bytes, 0u);
}

TEST(Data, AByteFarAwayIsCopiedLateInsteadOfMakingAHugeImage) {
  ModuleBuilder m = program_with_memory(65536);
  m.active_data(16, Bytes(5000, 1));
  m.active_data(-16, {3});
  const DataPlacement placement = place(m);
  EXPECT_EQ(placement.image_bytes, 8192u);
  ASSERT_EQ(placement.late.size(), 1u);
  EXPECT_EQ(placement.late[0].address, 0xFFFF'FFF0u);
  EXPECT_EQ(placement.blob_offsets[1], 0u);
  EXPECT_EQ(placement.blob_bytes, 1u);
}

TEST(Data, ASegmentThatReachesBeyondTheImageIsSplitByItsOverlap) {
  ModuleBuilder m = program_with_memory(65536);
  m.active_data(0, Bytes(20000, 1));
  // Overlaps the first, and its end is too far away for the image only together with what lies between.
  m.active_data(19000, {2, 0, 0});
  m.active_data(4 << 20, {3});
  const DataPlacement placement = place(m);
  EXPECT_EQ(placement.image_bytes, 20480u);
  EXPECT_EQ(placement.image.size(), 2u);
  EXPECT_EQ(placement.image[1].length, 3u) << "zeros overwrite, so they are kept where segments overlap";
  ASSERT_EQ(placement.late.size(), 1u);
  EXPECT_EQ(placement.late[0].dataidx, 2u);
}

TEST(Data, FewBytesAreCopiedInsteadOfMapped) {
  ModuleBuilder m = program_with_memory(1);
  m.active_data(16, {1, 2});
  m.active_data(1000, Bytes(3096, 7));
  const DataPlacement placement = place(m);
  EXPECT_EQ(placement.image_bytes, 0u);
  EXPECT_EQ(placement.late.size(), 2u);
  EXPECT_EQ(placement.blob_bytes, 3098u);
}

TEST(Data, ManySegmentsAreMappedHoweverSmall) {
  ModuleBuilder m = program_with_memory(1);
  for (int i = 0; i < 17; i++) m.active_data(16 * i, {1});
  const DataPlacement placement = place(m);
  EXPECT_EQ(placement.image_bytes, 4096u);
  EXPECT_TRUE(placement.late.empty());
}

TEST(Data, ZerosTakeNoRoom) {
  ModuleBuilder m = program_with_memory(64);
  m.active_data(0, Bytes(1 << 20, 0));
  const DataPlacement placement = place(m);
  EXPECT_EQ(placement.image_bytes, 0u);
  EXPECT_TRUE(placement.late.empty());
}

}  // namespace
}  // namespace ingot
