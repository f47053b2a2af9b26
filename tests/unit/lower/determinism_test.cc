// The same functions give the same IR, whatever else was lowered before.
#include <gtest/gtest.h>

#include "tests/unit/lower/fixture.h"

namespace ingot::test {
namespace {

Bytes sample() {
  ModuleBytes bytes;
  bytes.types = {func_type({kI32Byte, kI32Byte}, {kI32Byte})};
  bytes.memories = {{0, 1}};
  bytes.exports = {{1, 't', 0, 0}};
  // loop { p0 = p0 / p1 + load(p0); br_if p0 } load(p1)
  bytes.add_function(
      0, {0x03, 0x40, 0x20, 0, 0x20, 1, 0x6D, 0x20, 0, 0x28, 2, 0, 0x6A, 0x22, 0, 0x0D, 0, 0x0B, 0x20, 1, 0x28, 2, 8});
  return bytes.build();
}

TEST(Determinism, SameBytesSameText) {
  for (Mode mode : kModes) {
    const std::string first = Lowered(sample(), mode).text();
    EXPECT_EQ(first, Lowered(sample(), mode).text());
    EXPECT_NE(first.find("ud1l"), std::string::npos);
  }
}

}  // namespace
}  // namespace ingot::test
