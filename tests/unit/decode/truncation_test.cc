// Damaged modules: cut off at every byte, and with every byte replaced by every other. Nothing may crash, and every
// error has a place inside the file.
#include <gtest/gtest.h>

#include "compiler/decode/decode_module.h"
#include "tests/unit/decode/module_bytes.h"

namespace ingot {
namespace {

using test::Bytes;
using test::operator+;

void expect_placed_error(const Expected<Module>& module, size_t file_bytes) {
  if (module) return;
  EXPECT_FALSE(module.error().message.empty());
  ASSERT_TRUE(module.error().offset) << module.error().message;
  EXPECT_LE(*module.error().offset, file_bytes) << module.error().message;
}

TEST(DamagedModule, CutOffAtEveryByte) {
  const Bytes whole = test::sample_module();
  for (size_t length = 0; length < whole.size(); ++length) {
    const Bytes bytes(whole.begin(), whole.begin() + length);  // a copy of its own, so that sanitizers see overruns
    const auto module = decode_module(bytes);
    expect_placed_error(module, length);
    // What is cut off between two sections may be a module, but never one that has only some of its functions.
    if (!module) continue;
    const size_t defined = module->functions.size() - module->imported_functions;
    EXPECT_TRUE(defined == 0 || defined == 2) << length;
  }
}

TEST(DamagedModule, WithEveryByteReplaced) {
  const Bytes whole = test::sample_module();
  for (size_t at = 0; at < whole.size(); ++at) {
    Bytes bytes = whole;
    for (unsigned value = 0; value < 0x100; ++value) {
      bytes[at] = static_cast<uint8_t>(value);
      expect_placed_error(decode_module(bytes), bytes.size());
    }
  }
}

}  // namespace
}  // namespace ingot
