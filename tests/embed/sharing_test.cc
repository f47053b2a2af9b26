// Modules, linking, and what instances share.
#include <dlfcn.h>

#include <thread>
#include <vector>

#include "tests/embed/support.h"

namespace ingot {
namespace {

TEST(Module, ListsImportsAndExports) {
  Module module = load("everything");
  EXPECT_EQ(module.name(), "everything");
  ASSERT_EQ(module.imports().size(), 1u);
  EXPECT_EQ(module.imports()[0].module, "host");
  EXPECT_EQ(to_string(module.imports()[0].type), "func (param i32) (result i32)");
  std::vector<ExportType> exports = module.exports();
  ASSERT_EQ(exports.size(), 15u);
  EXPECT_EQ(exports[0].name, "add");
  EXPECT_EQ(to_string(exports[12].type), "memory 1 4");
  EXPECT_EQ(to_string(exports[13].type), "table 4 8 funcref");
  EXPECT_EQ(to_string(exports[14].type), "global (mut i32)");
}

TEST(Module, RefusesWhatIsNotAModule) {
  EXPECT_EQ(Module::load("/nowhere/to/be/found.so").error().kind, Error::Kind::Load);
  EXPECT_EQ(Module::load("libm.so.6").error().kind, Error::Kind::Load);
}

TEST(Link, NamesWhatIsMissingOrWrong) {
  Module module = load("everything");
  Error unknown = Instance::create(module).error();
  EXPECT_EQ(unknown.kind, Error::Kind::Link);
  EXPECT_EQ(unknown.message, "unknown import: \"host\" \"call\"");
  Error wrong = Instance::create(module, with_host(Func::wrap([](int64_t a) { return a; }))).error();
  EXPECT_EQ(wrong.kind, Error::Kind::Link);
  EXPECT_EQ(
      wrong.message,
      "incompatible import type: \"host\" \"call\": expected func (param i32) (result i32), found func (param i64) "
      "(result i64)");
}

TEST(Instance, TwoInstancesShareNothing) {
  Module module = load("everything");
  Imports imports = with_host(Func::wrap([](int32_t a) { return a; }));
  Instance one = make(module, imports);
  Instance two = make(module, imports);
  call(one, "store", {100, 1});
  call(one, "count", {100});
  EXPECT_EQ(call(one, "grow", {2}), 1);
  EXPECT_TRUE(one.table("table")->set(3, *one.func("add")));
  EXPECT_EQ(call(two, "load", {100}), 0);
  EXPECT_EQ(call(two, "count", {0}), 7);
  EXPECT_EQ(two.memory("memory")->pages(), 1u);
  EXPECT_TRUE(two.table("table")->get(3)->is_null());
}

TEST(Memory, GrowsAndKeepsItsAddress) {
  Instance instance = make_everything();
  Memory memory = *instance.memory("memory");
  uint8_t* base = memory.bytes().data();
  EXPECT_EQ(std::string(reinterpret_cast<char*>(base) + 16, 5), "ingot");
  EXPECT_EQ(trap_of(instance, "load", {65536}).kind, TrapKind::OutOfBoundsMemory);
  EXPECT_EQ(call(instance, "grow", {1}), 1);
  EXPECT_EQ(call(instance, "load", {65536}), 0);
  EXPECT_EQ(memory.grow(2), 2u);
  EXPECT_EQ(memory.grow(1), std::nullopt);
  EXPECT_EQ(call(instance, "grow", {1}), -1);
  EXPECT_EQ(memory.bytes().data(), base);
  EXPECT_EQ(memory.byte_length(), 4u * 65536);
  EXPECT_TRUE(memory.store<uint32_t>(4 * 65536 - 4, 0xABCD));
  EXPECT_FALSE(memory.store<uint32_t>(4 * 65536 - 3, 1));
  EXPECT_EQ(call(instance, "load", {4 * 65536 - 4}), 0xABCD);
  EXPECT_EQ(memory.load<uint64_t>(UINT64_MAX - 3), std::nullopt);
}

TEST(Table, HoldsFunctionsOfInstancesAndOfTheHost) {
  Instance instance = make_everything();
  Instance other = make_everything();
  Table table = *instance.table("table");
  EXPECT_EQ(trap_of(instance, "call_table", {4, 0}).message, "undefined element");
  EXPECT_EQ(trap_of(instance, "call_table", {0, 0}).message, "uninitialized element");
  EXPECT_EQ(trap_of(instance, "call_table", {1, 0}).message, "indirect call type mismatch");
  EXPECT_EQ(call(instance, "call_table", {2, 6}), 36);
  EXPECT_TRUE(table.set(3, *other.func("count")));
  EXPECT_EQ(call(instance, "call_table", {3, 5}), 12);
  EXPECT_EQ(other.global("counter")->get().i32(), 12);
  EXPECT_TRUE(table.set(0, Func::wrap([](int32_t a) { return a + 1000; })));
  EXPECT_EQ(call(instance, "call_table", {0, 1}), 1001);
  EXPECT_EQ(Func::from(*table.get(2))->call({9})->at(0).i32(), 81);
  EXPECT_FALSE(table.set(8, Value::null(ValType::FuncRef)));
  EXPECT_EQ(table.grow(4, Value::null(ValType::FuncRef)), 4u);
  EXPECT_EQ(table.grow(1, Value::null(ValType::FuncRef)), std::nullopt);
  EXPECT_TRUE(table.set(7, *Func::from(*table.get(2))));
  EXPECT_EQ(call(instance, "call_table", {7, 3}), 9);
}

TEST(HostFunction, IsCalledAsReferenceEvenIfItIsOlderThanTheModule) {
  Func early = Func::create(FuncType::from_letters("i_i"), [](std::span<const Value> args, std::span<Value> results) {
    results[0] = args[0].i32() - 1;
    return std::expected<void, Trap>();
  });
  Instance instance = make_everything();
  EXPECT_TRUE(instance.table("table")->set(0, early));
  EXPECT_EQ(call(instance, "call_table", {0, 1}), 0);
}

TEST(Instance, WhatAFailedOneLeavesBehindStaysUsable) {
  Instance owner = make_everything();
  Imports imports;
  imports.define_instance("owner", owner);
  Error error = Instance::create(load("sharer"), imports).error();
  EXPECT_EQ(error.kind, Error::Kind::Trap);
  EXPECT_EQ(error.message, "out of bounds memory access");
  EXPECT_EQ(error.trap->kind, TrapKind::OutOfBoundsMemory);
  Memory memory = *owner.memory("memory");
  EXPECT_EQ(std::string(reinterpret_cast<char*>(memory.bytes().data()), 11), "left behind");
  EXPECT_EQ(call(owner, "call_table", {0, 0}), 42);
  EXPECT_EQ(call(owner, "call_table", {0, 0}), 43);
}

TEST(Instance, SharesMemoryAndTableByReference) {
  Expected<Memory> memory = Memory::create({.limits = {.min = 2}});
  Expected<Table> table = Table::create({.limits = {.min = 1}}, Value::null(ValType::FuncRef));
  Imports imports;
  imports.define("owner", "memory", *memory);
  imports.define("owner", "table", *table);
  std::optional<Instance> sharer = make(load("sharer"), imports);
  EXPECT_EQ(memory->load<char>(0), 'l');
  EXPECT_EQ(memory->load<char>(65530), 'd');
  sharer.reset();  // the table holds a function of the instance
  Func bump = *Func::from(*table->get(0));
  EXPECT_EQ(bump.call({0})->at(0).i32(), 42);
}

TEST(Instance, ReexportsWhatItImports) {
  Instance instance = make_everything();
  EXPECT_EQ(instance.func("host")->call({5})->at(0).i32(), 5);
  Instance second = make(load("everything"), with_host(*instance.func("square")));
  EXPECT_EQ(call(second, "call_host", {4}), 17);
  EXPECT_EQ(call(second, "host", {4}), 16);
}

TEST(Module, IsUnloadedWithItsLastHandle) {
  std::string path = modules_folder() + "/sharer.so";
  ASSERT_EQ(dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD), nullptr);
  std::optional<Func> bump;
  {
    Expected<Memory> memory = Memory::create({.limits = {.min = 2}});
    Expected<Table> table = Table::create({.limits = {.min = 1}}, Value::null(ValType::FuncRef));
    Imports imports;
    imports.define("owner", "memory", *memory);
    imports.define("owner", "table", *table);
    make(load("sharer"), imports);
    bump = Func::from(*table->get(0));
  }
  EXPECT_EQ(bump->call({0})->at(0).i32(), 42);
  bump.reset();
  EXPECT_EQ(dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD), nullptr);
}

TEST(Threads, LoadAndUnloadModules) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 20; ++i) {
        Instance instance = make_everything();
        EXPECT_EQ(trap_of(instance, "divide", {1, 0}).backtrace.at(0).function, "divide");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Threads, RunInstancesOfOneModule) {
  Module module = load("everything");
  Imports imports = with_host(Func::wrap([](int32_t a) { return a; }));
  std::vector<std::thread> threads;
  for (int32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int32_t i = 0; i < 20; ++i) {
        Instance instance = make(module, imports);
        call(instance, "store", {0, t});
        EXPECT_EQ(trap_of(instance, "load", {-1}).kind, TrapKind::OutOfBoundsMemory);
        EXPECT_EQ(trap_of(instance, "divide", {1, 0}).kind, TrapKind::IntegerDivideByZero);
        EXPECT_EQ(call(instance, "call_host", {t}), t + 1);
        EXPECT_EQ(call(instance, "load", {0}), t);
      }
      EXPECT_EQ(trap_of(make(module, imports), "recurse", {0}).kind, TrapKind::CallStackExhausted);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace ingot
