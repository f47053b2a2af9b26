// Two modules linked into the program as objects (--emit=obj --module-symbol), beside each other in one image.
#include "tests/embed/support.h"

extern "C" const IngotModule first_counter, second_counter;

namespace ingot {
namespace {

TEST(Objects, AreModulesOfTheirOwn) {
  Instance one = make(*Module::from(&first_counter));
  Instance two = make(*Module::from(&first_counter));
  Instance other = make(*Module::from(&second_counter));
  EXPECT_EQ(call(one, "bump", {}), 1);
  EXPECT_EQ(call(one, "bump", {}), 2);
  EXPECT_EQ(call(two, "bump", {}), 1);
  EXPECT_EQ(call(other, "bump", {}), 1);
  EXPECT_EQ(one.memory("memory")->load<int32_t>(8), 2);
  EXPECT_EQ(two.memory("memory")->load<int32_t>(8), 1);
  EXPECT_EQ(other.memory("memory")->load<char>(0), 'c');
}

TEST(Objects, AreToldApartInBacktraces) {
  for (const IngotModule* module : {&first_counter, &second_counter}) {
    Trap trap = trap_of(make(*Module::from(module)), "fail", {});
    EXPECT_EQ(trap.kind, TrapKind::Unreachable);
    ASSERT_EQ(trap.backtrace.size(), 1u);
    EXPECT_EQ(trap.backtrace[0].function, "fail");
  }
}

}  // namespace
}  // namespace ingot
