// A library of two modules that were linked into one (--link): one instance, one set of imports.
#include "tests/embed/support.h"

namespace ingot {
namespace {

struct Linked : testing::Test {
  Linked() : module(load("linked")) {
    imports.define("host", "base", *Global::create({.type = ValType::I32}, 3));
    imports.define("host", "log", Func::create(FuncType::from_letters("_i"), [this](auto args, auto) {
                     logged.push_back(args[0].i32());
                     return std::expected<void, Trap>();
                   }));
  }
  Module module;
  Imports imports;
  std::vector<int32_t> logged;
};

TEST_F(Linked, ImportsOfAllPartsComeFromTheHost) {
  const Instance instance = make(module, imports);
  EXPECT_EQ(call(instance, "run", {7}), 1000 + 7 * 3 + 42);
  EXPECT_EQ(logged, std::vector<int32_t>{42});  // The part's start function found the main module's data.
}

TEST_F(Linked, InstancesShareNothing) {
  const Instance first = make(module, imports);
  imports.define("host", "base", *Global::create({.type = ValType::I32}, 5));
  const Instance second = make(module, imports);
  EXPECT_EQ(call(first, "run", {1}), 1000 + 3 + 42);
  EXPECT_EQ(call(second, "run", {1}), 1000 + 5 + 42);
}

TEST_F(Linked, TrapsNameThePart) {
  const Trap trap = trap_of(make(module, imports), "divide", {1, 0});
  EXPECT_EQ(trap.kind, TrapKind::IntegerDivideByZero);
  ASSERT_FALSE(trap.backtrace.empty());
  EXPECT_EQ(trap.backtrace[0].module, "linked");
  EXPECT_EQ(trap.backtrace[0].function, "part!divide");
  EXPECT_EQ(trap.backtrace[0].funcidx, 4u);  // in part.wat: behind log, multiply, start and scale
}

}  // namespace
}  // namespace ingot
