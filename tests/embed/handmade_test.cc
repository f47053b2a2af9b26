// The hosted runtime on modules written by hand against include/ingot/abi.h: calls, traps, sharing, lifetimes.
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/wait.h>

#include <thread>

#include "ingot/runtime.h"

namespace ingot {
namespace {

Module load(const char* name) {
  Expected<Module> module = Module::load(std::string(INGOT_TEST_MODULES) + "/" + name + ".so");
  if (!module) {
    ADD_FAILURE() << module.error().message;
    std::abort();
  }
  return *module;
}

Imports with_host(Func function) {
  Imports imports;
  imports.define("host", "call", std::move(function));
  return imports;
}

Instance make(const Module& module, const Imports& imports) {
  Expected<Instance> instance = Instance::create(module, imports);
  if (!instance) {
    ADD_FAILURE() << instance.error().message;
    std::abort();
  }
  return *instance;
}

Instance make_everything() {
  return make(load("everything"), with_host(Func::wrap([](int32_t a) { return a; })));
}

int32_t call(const Instance& instance, const char* name, std::initializer_list<Value> args) {
  Func::Results results = instance.func(name)->call(args);
  if (!results) {
    ADD_FAILURE() << name << ": " << results.error().describe();
    return -1;
  }
  return results->at(0).i32();
}

Trap trap_of(const Instance& instance, const char* name, std::initializer_list<Value> args) {
  Func::Results results = instance.func(name)->call(args);
  if (!results) return results.error();
  ADD_FAILURE() << name << " did not trap";
  return {};
}

TEST(Call, PassesAndReturnsValues) {
  Instance instance = make_everything();
  EXPECT_EQ(call(instance, "add", {2, 3}), 5);
  EXPECT_EQ(call(instance, "square", {-7}), 49);
  EXPECT_EQ(call(instance, "count", {3}), 10);
  EXPECT_EQ(instance.global("counter")->get().i32(), 10);
  EXPECT_TRUE(instance.global("counter")->set(20));
  EXPECT_EQ(call(instance, "count", {1}), 21);
}

TEST(Call, RejectsWrongArguments) {
  Func add = *make_everything().func("add");  // the handle keeps the instance alive
  EXPECT_EQ(add.call({1}).error().message, "called with 1 arguments, the function takes 2");
  EXPECT_EQ(add.call({1, 2.0}).error().message, "argument 1 is f64, the function takes i32");
  EXPECT_EQ(add.call({1, 2})->at(0).i32(), 3);
}

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

TEST(Trap, CarriesKindAndPlace) {
  Instance instance = make_everything();
  Trap divide = trap_of(instance, "divide", {1, 0});
  EXPECT_EQ(divide.kind, TrapKind::IntegerDivideByZero);
  EXPECT_EQ(divide.message, "integer divide by zero");
  ASSERT_EQ(divide.backtrace.size(), 1u);
  EXPECT_EQ(divide.backtrace[0].function, "divide");
  EXPECT_EQ(divide.backtrace[0].module, "everything");
  EXPECT_EQ(divide.backtrace[0].wasm_offset, 155u);
  EXPECT_EQ(trap_of(instance, "trap_always", {}).kind, TrapKind::Unreachable);
  EXPECT_EQ(call(instance, "divide", {7, 2}), 3);
}

TEST(Trap, OutOfBoundsLoadsAndStores) {
  Instance instance = make_everything();
  EXPECT_EQ(call(instance, "store", {65532, 77}), 0);
  EXPECT_EQ(call(instance, "load", {65532}), 77);
  for (int32_t address : {65533, 65536, 1 << 30, -1, -4}) {
    EXPECT_EQ(trap_of(instance, "load", {address}).kind, TrapKind::OutOfBoundsMemory) << address;
    EXPECT_EQ(trap_of(instance, "store", {address, 1}).message, "out of bounds memory access") << address;
  }
  Trap trap = trap_of(instance, "load", {-1});
  ASSERT_EQ(trap.backtrace.size(), 1u);
  EXPECT_EQ(trap.backtrace[0].function, "load");
}

TEST(Trap, StackOverflowOnTheMainThread) {
  Instance instance = make_everything();
  for (int i = 0; i < 3; ++i) {
    Trap trap = trap_of(instance, "recurse", {0});
    EXPECT_EQ(trap.kind, TrapKind::CallStackExhausted);
    EXPECT_EQ(trap.message, "call stack exhausted");
    ASSERT_EQ(trap.backtrace.size(), 64u);
    EXPECT_EQ(trap.backtrace[63].function, "recurse");
  }
}

void* overflow_here(void*) {
  Instance instance = make_everything();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(trap_of(instance, "recurse", {0}).kind, TrapKind::CallStackExhausted);
  EXPECT_EQ(call(instance, "add", {1, 1}), 2);
  return nullptr;
}

TEST(Trap, StackOverflowOnThreads) {
#if defined(__SANITIZE_THREAD__)
  constexpr size_t kSmallest = size_t{2} << 20;  // the sanitizer keeps its own state on the thread's stack
#else
  constexpr size_t kSmallest = size_t{128} << 10;
#endif
  for (size_t stack_bytes : {kSmallest, size_t{8} << 20}) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_bytes);
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, &attributes, overflow_here, nullptr), 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
  }
}

TEST(HostFunction, ErrorsBecomeTraps) {
  Instance instance = make(load("everything"), with_host(Func::wrap([](int32_t a) -> std::expected<int32_t, Trap> {
                             if (a < 0) return std::unexpected(Trap::host_error("no negative numbers"));
                             if (a == 0) throw std::runtime_error("thrown");
                             return a * 10;
                           })));
  EXPECT_EQ(call(instance, "call_host", {4}), 41);
  Trap trap = trap_of(instance, "call_host", {-1});
  EXPECT_EQ(trap.kind, TrapKind::HostError);
  EXPECT_EQ(trap.message, "no negative numbers");
  EXPECT_TRUE(trap.from_host);
  ASSERT_EQ(trap.backtrace.size(), 1u);
  EXPECT_EQ(trap.backtrace[0].function, "call_host");
  EXPECT_EQ(trap_of(instance, "call_host", {0}).message, "thrown");
  EXPECT_EQ(call(instance, "call_host", {1}), 11);
}

// host -> Wasm -> host -> Wasm: the inner trap returns to the host function, whose destructors run.
TEST(HostFunction, NestedTrapsSkipNoFrames) {
  std::optional<Func> inner;
  int destroyed = 0;
  struct Counter {
    int& count;
    ~Counter() { ++count; }
  };
  Instance instance = make(load("everything"), with_host(Func::wrap([&](int32_t a) -> std::expected<int32_t, Trap> {
                             Counter counter{destroyed};
                             Func::Results results = inner->call({a, 0});
                             if (!results && a == 1) return std::unexpected(results.error());  // passed on
                             return results ? results->at(0).i32() : -5;                       // or swallowed
                           })));
  inner = instance.func("divide");
  EXPECT_EQ(call(instance, "call_host", {2}), -4);
  EXPECT_EQ(destroyed, 1);
  Trap trap = trap_of(instance, "call_host", {1});
  EXPECT_EQ(destroyed, 2);
  EXPECT_EQ(trap.kind, TrapKind::IntegerDivideByZero);
  ASSERT_EQ(trap.backtrace.size(), 2u);
  EXPECT_EQ(trap.backtrace[0].function, "divide");
  EXPECT_EQ(trap.backtrace[1].function, "call_host");
  inner.reset();
}

TEST(HostFunction, RecursionThroughTheHostRunsOutOfStack) {
  std::optional<Func> again;
  int depth = 0;
  Instance instance = make(load("everything"), with_host(Func::wrap([&](int32_t a) -> std::expected<int32_t, Trap> {
                             ++depth;
                             Func::Results results = again->call({a + 1});
                             if (!results) return std::unexpected(results.error());
                             return results->at(0).i32();
                           })));
  again = instance.func("call_host");
  EXPECT_EQ(trap_of(instance, "call_host", {0}).kind, TrapKind::CallStackExhausted);
  EXPECT_GT(depth, 100);
  again.reset();
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

int g_foreign_faults = 0;

void skip_foreign_fault(int, siginfo_t*, void* context) {
  ++g_foreign_faults;
  // The faulting instruction of the test below is `mov (%rax), %eax`, two bytes long.
  static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP] += 2;
}

TEST(FaultHandler, PassesOnFaultsOfTheHost) {
  // This test runs in a process of its own if it is the first to load a module; otherwise the handler below is not the
  // one that ours found, so the chain is tested by a death test instead.
  EXPECT_EXIT(
      {
        struct sigaction action {};
        action.sa_sigaction = skip_foreign_fault;
        action.sa_flags = SA_SIGINFO;
        sigaction(SIGSEGV, &action, nullptr);
        Instance instance = make(load("everything"), with_host(Func::wrap([](int32_t a) {
                                   uintptr_t null = 0;
                                   __asm__ volatile("mov (%%rax), %%eax" : "+a"(null)::"memory");
                                   return a;
                                 })));
        int32_t result = call(instance, "call_host", {1});
        Trap trap = trap_of(instance, "load", {-1});
        bool good = result == 2 && g_foreign_faults == 1 && trap.kind == TrapKind::OutOfBoundsMemory;
        std::exit(good ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

// By the signal, or reported by the handler of a sanitizer, which was there before ours.
bool crashed(int status) {
  return WIFSIGNALED(status) ? WTERMSIG(status) == SIGSEGV : WIFEXITED(status) && WEXITSTATUS(status) != 0;
}

TEST(FaultHandler, LeavesTheHostsCrashesAlone) {
  Instance instance = make(load("everything"), with_host(Func::wrap([](int32_t a) {
                             volatile uintptr_t address = 8;
                             *reinterpret_cast<volatile int*>(address) = 1;
                             return a;
                           })));
  EXPECT_EXIT(call(instance, "call_host", {1}), crashed, "");
  // Even an address inside a linear memory is the host's own fault if the host touches it.
  Instance second = make(load("everything"), with_host(Func::wrap([&](int32_t a) {
                           *reinterpret_cast<volatile uint8_t*>(instance.memory("memory")->bytes().data() + 65536) = 1;
                           return a;
                         })));
  EXPECT_EXIT(call(second, "call_host", {1}), crashed, "");
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // Death tests start again from main, so that their handlers are installed before those of the runtime.
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  return RUN_ALL_TESTS();
}
