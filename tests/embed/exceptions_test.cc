// Exceptions at the border between compiled code and the host.
#include <thread>
#include <vector>

#include "tests/embed/support.h"

namespace ingot {
namespace {

using Act = std::function<std::expected<void, Trap>(int32_t)>;

Tag make_tag() { return Tag::create(FuncType({ValType::I32, ValType::I64}, {})); }

Instance make_exceptions(const Tag& tag, const Act& act) {
  Imports imports;
  imports.define("host", "error", tag);
  imports.define("host", "act",
                 Func::create(FuncType::from_letters("_i"), [act](auto args, auto) { return act(args[0].i32()); }));
  return make(load("exceptions"), imports);
}

std::expected<void, Trap> nothing(int32_t) { return {}; }

Exception made(const Tag& tag, int32_t number) {
  return *Exception::create(tag, std::vector<Value>{number, int64_t{8}});
}

TEST(Exceptions, EndACallWithTheirTagAndPayload) {
  const Tag tag = make_tag();
  Instance instance = make_exceptions(tag, nothing);
  Trap trap = trap_of(instance, "throw", {42});
  EXPECT_EQ(trap.kind, TrapKind::UncaughtException);
  EXPECT_EQ(trap.message, "uncaught exception");
  std::optional<Exception> exception = Exception::of(trap);
  ASSERT_TRUE(exception);
  EXPECT_EQ(exception->tag(), tag);
  ASSERT_EQ(exception->payload().size(), 2u);
  EXPECT_EQ(exception->payload()[0].i32(), 42);
  EXPECT_EQ(exception->payload()[1].i64(), 7);
  EXPECT_FALSE(Exception::of(trap_of(instance, "trap", {})));
}

TEST(Exceptions, HaveATraceOfTheFramesThatTheyLeft) {
  Instance instance = make_exceptions(make_tag(), nothing);
  Trap trap = trap_of(instance, "unfit", {1});
  ASSERT_EQ(trap.backtrace.size(), 2u);
  EXPECT_EQ(trap.backtrace[0].function, "throw");
  EXPECT_TRUE(trap.backtrace[0].wasm_offset);
  EXPECT_EQ(trap.backtrace[1].function, "unfit");
}

TEST(Exceptions, ThatAreThrownOnHaveATraceOfTheirOwn) {
  Instance instance = make_exceptions(make_tag(), nothing);
  for (const char* name : {"pass", "pass_inside"}) {
    Trap trap = trap_of(instance, name, {1});
    EXPECT_EQ(trap.kind, TrapKind::UncaughtException);
    ASSERT_EQ(trap.backtrace.size(), 1u);
    EXPECT_EQ(trap.backtrace[0].function, name);
    EXPECT_EQ(Exception::of(trap)->payload()[0].i32(), 1);
  }
}

TEST(Exceptions, OfTheHostThatAreThrownOnHaveATraceOfTheirOwn) {
  const Tag tag = make_tag();
  Instance inner = make_exceptions(tag, nothing);
  Instance outer = make_exceptions(tag, [inner](int32_t number) -> std::expected<void, Trap> {
    return std::unexpected(trap_of(inner, "throw", {number}));
  });
  Trap trap = trap_of(outer, "pass_host", {3});
  ASSERT_EQ(trap.backtrace.size(), 1u);
  EXPECT_EQ(trap.backtrace[0].function, "pass_host");
  EXPECT_EQ(Exception::of(trap)->payload()[0].i32(), 3);
}

TEST(Exceptions, OfCallsInBetweenLeaveNoTrace) {
  const Tag tag = make_tag();
  Instance inner = make_exceptions(tag, nothing);
  Instance outer = make_exceptions(tag, [inner](int32_t number) -> std::expected<void, Trap> {
    EXPECT_EQ(trap_of(inner, "unfit", {number + 1}).kind, TrapKind::UncaughtException);
    return {};
  });
  Trap trap = trap_of(outer, "act_and_pass", {4});
  EXPECT_EQ(trap.kind, TrapKind::UncaughtException);
  ASSERT_EQ(trap.backtrace.size(), 1u);
  EXPECT_EQ(trap.backtrace[0].function, "act_and_pass");
  EXPECT_EQ(Exception::of(trap)->payload()[0].i32(), 4);
}

TEST(Exceptions, ThrownByTheHostAreCaught) {
  const Tag tag = make_tag();
  Instance instance = make_exceptions(
      tag, [&](int32_t number) -> std::expected<void, Trap> { return std::unexpected(made(tag, number).as_trap()); });
  EXPECT_EQ(call(instance, "catch", {5}), 5);
  EXPECT_EQ(call(instance, "catch_any", {5}), 99);
  Trap trap = trap_of(instance, "act", {6});
  ASSERT_TRUE(Exception::of(trap));
  EXPECT_EQ(Exception::of(trap)->payload()[0].i32(), 6);
}

TEST(Exceptions, OfAnotherTagAreNotCaught) {
  Instance instance = make_exceptions(make_tag(), [](int32_t number) -> std::expected<void, Trap> {
    return std::unexpected(made(make_tag(), number).as_trap());
  });
  EXPECT_EQ(trap_of(instance, "catch", {5}).kind, TrapKind::UncaughtException);
  EXPECT_EQ(call(instance, "catch_any", {5}), 99);
}

TEST(Exceptions, GoThroughHostFunctions) {
  const Tag tag = make_tag();
  Instance inner = make_exceptions(tag, nothing);
  Instance outer = make_exceptions(tag, [inner](int32_t number) -> std::expected<void, Trap> {
    auto results = inner.func("throw")->call({number});
    if (!results) return std::unexpected(results.error());
    return {};
  });
  EXPECT_EQ(call(outer, "catch", {11}), 11);
  Trap trap = trap_of(outer, "act", {12});
  EXPECT_EQ(Exception::of(trap)->payload()[0].i32(), 12);
  ASSERT_GE(trap.backtrace.size(), 2u);
  EXPECT_EQ(trap.backtrace.front().function, "throw");
  EXPECT_EQ(trap.backtrace.back().function, "act_on");
}

TEST(Exceptions, ThatWereCaughtLeaveNoTraceInLaterTraps) {
  const Tag tag = make_tag();
  bool throws = true;
  Instance instance = make_exceptions(tag, [&](int32_t number) -> std::expected<void, Trap> {
    if (throws) return std::unexpected(made(tag, number).as_trap());
    return std::unexpected(Trap::host_error("no"));
  });
  EXPECT_EQ(call(instance, "catch", {5}), 5);
  throws = false;
  Trap trap = trap_of(instance, "catch_any", {5});
  EXPECT_EQ(trap.kind, TrapKind::HostError);
  EXPECT_EQ(trap.message, "no");
  EXPECT_FALSE(Exception::of(trap));
}

TEST(Exceptions, OutliveTheHandlesOfTheirInstance) {
  std::optional<Exception> exception;
  {
    Instance instance = make_exceptions(make_tag(), nothing);
    exception = Exception::of(trap_of(instance, "throw_own", {}));
    EXPECT_EQ(exception->tag(), *instance.tag("own"));
  }
  ASSERT_TRUE(exception);
  EXPECT_EQ(exception->payload()[0].f64(), 1.5);
  std::optional<Func> function = Func::from(exception->payload()[1]);
  ASSERT_TRUE(function);
  EXPECT_FALSE(function->call({1}));
}

TEST(Exceptions, NeedThePayloadOfTheirTag) {
  EXPECT_FALSE(Exception::create(make_tag(), std::vector<Value>{1}));
  EXPECT_FALSE(Exception::create(make_tag(), std::vector<Value>{1, 2}));
}

TEST(Exceptions, AreImportedByType) {
  Imports imports;
  imports.define("host", "error", Tag::create(FuncType({ValType::I32}, {})));
  imports.define("host", "act", Func::wrap([](int32_t) {}));
  Expected<Instance> made = Instance::create(load("exceptions"), imports);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message,
            "incompatible import type: \"host\" \"error\": expected tag (param i32 i64), found tag (param i32)");
}

TEST(Exceptions, StayInTheirThread) {
  std::vector<std::jthread> threads;
  std::vector<int32_t> sums(4);
  for (size_t i = 0; i < sums.size(); ++i)
    threads.emplace_back([&sums, i] { sums[i] = call(make_exceptions(make_tag(), nothing), "many", {5000}); });
  threads.clear();
  EXPECT_EQ(sums, std::vector<int32_t>(4, 5000 * 5001 / 2));
}

}  // namespace
}  // namespace ingot
