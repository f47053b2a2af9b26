// Values of every type across the border, and state that the host shares with instances.
#include <cmath>

#include "tests/embed/support.h"

namespace ingot {
namespace {

const char* const kWide = "ldifldl_ilfdilfdilfdilfdllll";

std::vector<Value> wide_arguments() {
  std::vector<Value> args;
  for (int32_t i = 0; i < 4; ++i) {
    args.push_back(i * 10 + 1);
    args.push_back(int64_t{i} << 40);
    args.push_back(static_cast<float>(i) + 0.5f);
    args.push_back(static_cast<double>(i) + 0.25);
  }
  for (int64_t i = 0; i < 4; ++i) args.push_back(-i);
  return args;
}

void expect_wide(const Func::Results& results) {
  ASSERT_TRUE(results) << results.error().describe();
  ASSERT_EQ(results->size(), 7u);
  EXPECT_EQ((*results)[0].i64(), (int64_t{1} << 40) - 3);
  EXPECT_EQ((*results)[1].f64(), 0.25 + 3.25);
  EXPECT_EQ((*results)[2].i32(), 1 + 31);
  EXPECT_EQ((*results)[3].f32(), 0.5f + 3.5f);
  EXPECT_EQ((*results)[4].i64(), 0);
  EXPECT_EQ((*results)[5].f64(), -1.25);
  EXPECT_EQ((*results)[6].i64(), -2);
}

struct Values : testing::Test {
  Values() : module(load("values")) {
    imports.define("host", "wide", Func::create(FuncType::from_letters(kWide), [this](auto args, auto results) {
                     host_args.assign(args.begin(), args.end());
                     for (size_t i = 0; i < results.size(); ++i) results[i] = host_results[i];
                     return std::expected<void, Trap>();
                   }));
    imports.define("host", "limit", *Global::create({.type = ValType::I32}, 99));
    total = *Global::create({.type = ValType::I64, .is_mutable = true}, int64_t{5});
    imports.define("host", "total", *total);
  }
  Module module;
  Imports imports;
  std::optional<Global> total;
  std::vector<Value> host_args;
  std::vector<Value> host_results;
};

TEST_F(Values, OfAllTypesReachCompiledCodeAndComeBack) {
  Instance instance = make(module, imports);
  std::vector<Value> args = wide_arguments();
  expect_wide(instance.func("wide")->call(args));
  EXPECT_EQ(instance.func("wide")->type(), FuncType::from_letters(kWide));
}

TEST_F(Values, OfAllTypesReachTheHostAndComeBack) {
  Instance instance = make(module, imports);
  std::vector<Value> args = wide_arguments();
  host_results = *instance.func("wide")->call(args);
  expect_wide(instance.func("through_host")->call(args));
  ASSERT_EQ(host_args.size(), args.size());
  for (size_t i = 0; i < args.size(); ++i) {
    EXPECT_EQ(host_args[i].type(), args[i].type()) << i;
    EXPECT_EQ(host_args[i].bits(), args[i].bits()) << i;
  }
}

TEST_F(Values, GlobalsAreSharedWithTheHost) {
  Instance one = make(module, imports);
  Instance two = make(module, imports);
  ASSERT_TRUE(one.func("add_to_total")->call({int64_t{10}}));
  ASSERT_TRUE(two.func("add_to_total")->call({int64_t{100}}));
  EXPECT_EQ(total->get().i64(), 115);
  EXPECT_EQ(one.global("past")->get().i32(), 99);
  EXPECT_FALSE(one.global("past")->set(1));
  EXPECT_TRUE(total->set(int64_t{0}));
  EXPECT_FALSE(total->set(1.0));
}

TEST_F(Values, ExternRefsAreOpaquePointers) {
  Instance instance = make(module, imports);
  int object = 0;
  Func swap = *instance.func("swap_ref");
  EXPECT_TRUE(swap.call({1, Value::extern_ref(&object)})->at(0).is_null());
  EXPECT_EQ(instance.table("refs")->get(1)->ref(), &object);
  EXPECT_EQ(swap.call({1, Value::null(ValType::ExternRef)})->at(0).ref(), &object);
  EXPECT_EQ(swap.call({2, Value::null(ValType::ExternRef)}).error().kind, TrapKind::OutOfBoundsTable);
}

TEST_F(Values, FunctionReferencesKeepWhatTheyReferTo) {
  Instance instance = make(module, imports);
  {
    Instance other = make_everything();
    ASSERT_TRUE(instance.func("keep_func")->call({*other.func("square")}));
  }
  EXPECT_EQ(Func::from(instance.global("first")->get())->call({9})->at(0).i32(), 81);
  ASSERT_TRUE(instance.func("keep_func")->call({Func::wrap([](int32_t a) { return a + 5; })}));
  EXPECT_EQ(Func::from(instance.global("first")->get())->call({9})->at(0).i32(), 14);
  Value null = instance.func("pass_func")->call({Value::null(ValType::FuncRef)})->at(0);
  EXPECT_FALSE(Func::from(null));
}

TEST_F(Values, NanBitsAreKept) {
  Instance instance = make(module, imports);
  Value single = Value::from_bits(ValType::F32, 0x7FA12345);
  Value full = Value::from_bits(ValType::F64, 0xFFF4123456789ABC);
  std::vector<Value> results = *instance.func("nan_bits")->call({single, full});
  EXPECT_EQ(results[0].bits(), single.bits());
  EXPECT_EQ(results[1].bits(), full.bits());
}

TEST(Start, RunsLastAndMayTrap) {
  Module module = load("starter");
  std::vector<int32_t> seen;
  int32_t decision = 0;
  Imports imports;
  imports.define("host", "start", Func::wrap([&] { return decision; }));
  EXPECT_EQ(make(module, imports).memory("memory")->load<int32_t>(0), 2);
  decision = 1;
  Error error = Instance::create(module, imports).error();
  EXPECT_EQ(error.kind, Error::Kind::Trap);
  EXPECT_EQ(error.trap->kind, TrapKind::Unreachable);
  ASSERT_EQ(error.trap->backtrace.size(), 1u);
  EXPECT_EQ(error.trap->backtrace[0].function, "start");
}

TEST(Plain, ModulesWithoutStateNeedNoMemory) { EXPECT_EQ(call(make(load("plain")), "twice", {21}), 42); }

}  // namespace
}  // namespace ingot
