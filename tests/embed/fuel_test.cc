// Instruction budgets of instances.
#include "tests/embed/support.h"

namespace ingot {
namespace {

constexpr uint64_t kCompiled = 1000;  // --fuel of the module (CMakeLists.txt)

/// A call that must not trap, of a function without results.
void run(const Instance& instance, const char* name, std::initializer_list<Value> arguments) {
  EXPECT_TRUE(instance.func(name)->call(arguments)) << name;
}

class Fuel : public testing::Test {
 protected:
  Fuel() : instance(make_instance()) {}

  Instance make_instance() {
    Imports imports;
    imports.define("host", "act", Func::create(FuncType::from_letters("_"), [this](auto, auto) {
                     if (on_call) on_call();
                     return std::expected<void, Trap>();
                   }));
    return make(load("fuel"), imports);
  }

  uint64_t cost_of(const char* name, std::initializer_list<Value> arguments) {
    instance.set_fuel(kCompiled);
    run(instance, name, arguments);
    return kCompiled - *instance.fuel();
  }

  std::function<void()> on_call;
  Instance instance;
};

TEST_F(Fuel, BeginsWithWhatWasCompiledIn) { EXPECT_EQ(instance.fuel(), kCompiled); }

TEST_F(Fuel, IsTakenByInstructions) {
  EXPECT_EQ(cost_of("nothing", {}), 0u);
  EXPECT_EQ(cost_of("count", {1}), 6u);
  EXPECT_EQ(cost_of("count", {100}), 501u);
  EXPECT_EQ(cost_of("fill", {63}), 4u);
  EXPECT_EQ(cost_of("fill", {6400}), 104u);
}

TEST_F(Fuel, ExactlyEnoughIsEnough) {
  instance.set_fuel(501);
  run(instance, "count", {100});
  EXPECT_EQ(instance.fuel(), 0u);
  instance.set_fuel(500);
  EXPECT_EQ(trap_of(instance, "count", {100}).kind, TrapKind::FuelExhausted);
  instance.set_fuel(501);
  run(instance, "count", {100});
}

TEST_F(Fuel, NothingIsDoneThatIsNotPaid) {
  instance.set_fuel(4);
  EXPECT_EQ(trap_of(instance, "store", {7}).kind, TrapKind::FuelExhausted);
  EXPECT_EQ(instance.memory("memory")->bytes()[0], 0);
  // The store is in the piece of code that is paid for, what comes behind the branch is not.
  instance.set_fuel(6);
  EXPECT_EQ(trap_of(instance, "store", {7}).kind, TrapKind::FuelExhausted);
  EXPECT_EQ(instance.memory("memory")->bytes()[0], 7);
  EXPECT_EQ(instance.fuel(), 0u);
  EXPECT_EQ(cost_of("store", {7}), 7u);
}

TEST_F(Fuel, IsSetByHostFunctions) {
  on_call = [this] { instance.set_fuel(*instance.fuel() + 50); };
  instance.set_fuel(2);
  run(instance, "call_host", {});
  EXPECT_EQ(instance.fuel(), 50u);
}

TEST_F(Fuel, InstancesHaveTheirOwn) {
  Instance other = make_instance();
  run(other, "count", {10});
  EXPECT_EQ(instance.fuel(), kCompiled);
  EXPECT_EQ(other.fuel(), kCompiled - 51);
}

TEST(NoFuel, IsCountedByOtherModules) {
  Instance instance = make(load("plain"));
  EXPECT_EQ(instance.fuel(), std::nullopt);
  instance.set_fuel(1);
  EXPECT_EQ(instance.fuel(), std::nullopt);
}

}  // namespace
}  // namespace ingot
