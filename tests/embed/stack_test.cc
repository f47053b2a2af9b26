// The end of the stack, met everywhere: in compiled code, in builtins that it calls, in front of host functions.
#include <alloca.h>

#include <thread>

#include "tests/embed/support.h"

namespace ingot {
namespace {

/// Begins the recursion `offset` bytes further down, so that the end of the stack meets other instructions.
__attribute__((noinline)) Trap run_below(const Instance& instance, const char* name, size_t offset) {
  volatile uint8_t* skipped = static_cast<volatile uint8_t*>(alloca(offset + 1));
  skipped[0] = 1;
  return trap_of(instance, name, {0});
}

class Stack : public testing::TestWithParam<const char*> {};

TEST_P(Stack, EndsInATrapWhereverItEnds) {
  std::thread([name = GetParam()] {
    int leaves = 0;
    Imports imports;
    imports.define("host", "leaf", Func::wrap([&leaves] { ++leaves; }));
    Instance instance = make(load("deep"), imports);
    for (size_t offset = 0; offset < 512; offset += 16) {
      Trap trap = run_below(instance, name, offset);
      EXPECT_EQ(trap.kind, TrapKind::CallStackExhausted) << offset;
      ASSERT_FALSE(trap.backtrace.empty());
      EXPECT_EQ(trap.backtrace[0].function, name);
    }
    EXPECT_EQ(leaves > 0, std::string(name) == "host");
  }).join();
}

INSTANTIATE_TEST_SUITE_P(Recursions, Stack, testing::Values("fill", "grow", "host"));

}  // namespace
}  // namespace ingot
