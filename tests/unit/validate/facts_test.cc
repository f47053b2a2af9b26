// BodyFacts, as validation leaves them.
#include <gtest/gtest.h>

#include "compiler/validate/validate_module.h"
#include "tests/unit/validate/module_bytes.h"

namespace ingot::test {
namespace {

using Indices = std::vector<uint32_t>;

/// Type 0: [] -> []. Imported function 0, two tables, a memory, two mutable globals, passive segments, exported
/// function 1.
ModuleBytes environment() {
  ModuleBytes bytes;
  bytes.types = {func_type({}, {})};
  bytes.imports = {{1, 'm', 1, 'f', 0, 0}};
  bytes.tables = {{kFuncRefByte, 0, 1}, {kFuncRefByte, 0, 1}};
  bytes.memories = {{0, 1}};
  bytes.globals = {{kI32Byte, 1, 0x41, 0, 0x0B}, {kI32Byte, 1, 0x41, 0, 0x0B}};
  bytes.exports = {{1, 'e', 0, 1}};
  bytes.elems = {{1, 0, 1, 0}};
  bytes.datas = {{1, 1, 'x'}, {1, 1, 'y'}};
  bytes.has_data_count = true;
  return bytes;
}

BodyFacts facts_of(const Bytes& code) {
  ModuleBytes bytes = environment();
  bytes.add_function(0, code);
  const Decoded decoded = decode(bytes);
  const Expected<ValidatedModule> valid = validate_module(decoded.module, 1);
  EXPECT_TRUE(valid) << valid.error().message;
  return valid->facts(1);
}

TEST(Facts, CallsAreSortedAndUnique) {
  const BodyFacts facts = facts_of({0x10, 1, 0x10, 0, 0x10, 1, 0x41, 0, 0x11, 0, 1});
  EXPECT_EQ(facts.callees, (Indices{0, 1}));
  EXPECT_EQ(facts.indirect_types, (Indices{0}));
  EXPECT_EQ(facts.tables_called, (Indices{1}));
  EXPECT_TRUE(facts.tables_read.empty());
  EXPECT_EQ(facts.instructions, 6u);  // `end` included
}

TEST(Facts, Tables) {
  // table.copy 0 <- 1; table.grow 1; table.init 0; table.get 0
  const BodyFacts facts = facts_of({0x41, 0, 0x41, 0, 0x41, 0, 0xFC, 14, 0, 1, 0xD2, 1, 0x41, 1, 0xFC, 15, 1, 0x1A,
                                    0x41, 0, 0x41, 0, 0x41, 0, 0xFC, 12, 0, 0, 0x41, 0, 0x25, 0, 0x1A});
  EXPECT_EQ(facts.tables_written, (Indices{0, 1}));
  EXPECT_EQ(facts.tables_grown, (Indices{1}));
  EXPECT_EQ(facts.tables_read, (Indices{0, 1}));
  EXPECT_EQ(facts.elems_used, (Indices{0}));
  EXPECT_EQ(facts.referenced, (Indices{1}));
}

TEST(Facts, MemoryAndGlobals) {
  const BodyFacts facts =
      facts_of({0x41, 0, 0x41, 0, 0x41, 0, 0xFC, 8, 1, 0, 0xFC, 9, 0, 0x41, 0, 0x24, 1, 0x41, 0, 0x40, 0, 0x1A});
  EXPECT_EQ(facts.datas_used, (Indices{0, 1}));
  EXPECT_EQ(facts.globals_written, (Indices{1}));
  EXPECT_TRUE(facts.grows_memory);
}

TEST(Facts, UnreachableCodeLeavesNone) {
  const BodyFacts facts = facts_of({0x00, 0x10, 0, 0x41, 0, 0x40, 0, 0x1A, 0x02, kEmptyBlock, 0x0B});
  EXPECT_TRUE(facts.callees.empty());
  EXPECT_FALSE(facts.grows_memory);
  EXPECT_EQ(facts.blocks, 0u);
}

TEST(Facts, ImportedFunctionsHaveNone) {
  ModuleBytes bytes = environment();
  bytes.add_function(0, {});
  const Decoded decoded = decode(bytes);
  const Expected<ValidatedModule> valid = validate_module(decoded.module, 1);
  ASSERT_TRUE(valid);
  EXPECT_EQ(valid->facts(0).instructions, 0u);
  EXPECT_EQ(valid->canonical_text(0), "(func)");
}

TEST(Facts, TheFirstErrorWinsForAnyNumberOfThreads) {
  ModuleBytes bytes = environment();
  const Bytes filling(20'000, 0x01);
  bytes.add_function(0, {});
  for (int i = 0; i < 64; ++i) {
    Bytes code = filling;
    if (i >= 30) append(code, {0x20, static_cast<uint8_t>(i)});  // local.get of a local that is not there
    bytes.add_function(0, code);
  }
  const Decoded decoded = decode(bytes);
  for (unsigned jobs : {1u, 2u, 7u}) {
    const Expected<ValidatedModule> valid = validate_module(decoded.module, jobs);
    ASSERT_FALSE(valid);
    EXPECT_EQ(valid.error().message, "unknown local 30");
    EXPECT_EQ(valid.error().note, "in function 32, at local.get");
  }
}

}  // namespace
}  // namespace ingot::test
