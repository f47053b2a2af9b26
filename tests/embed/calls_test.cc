// Calls, host functions and traps.
#include <pthread.h>

#include <stdexcept>

#include "tests/embed/support.h"

namespace ingot {
namespace {

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

TEST(Trap, CarriesKindAndPlace) {
  Instance instance = make_everything();
  Trap divide = trap_of(instance, "divide", {1, 0});
  EXPECT_EQ(divide.kind, TrapKind::IntegerDivideByZero);
  EXPECT_EQ(divide.message, "integer divide by zero");
  ASSERT_EQ(divide.backtrace.size(), 1u);
  EXPECT_EQ(divide.backtrace[0].function, "divide");
  EXPECT_EQ(divide.backtrace[0].module, "everything");
  EXPECT_TRUE(divide.backtrace[0].wasm_offset.has_value());
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

}  // namespace
}  // namespace ingot
