// What functions are called in messages.
#include "compiler/wasm/module.h"

#include <gtest/gtest.h>

namespace ingot {
namespace {

Module sample() {
  Module module;
  module.functions.resize(4);
  module.imported_functions = 1;
  module.imports = {{.module = "env", .name = "table", .kind = ExternKind::Table, .index = 0, .offset = 0},
                    {.module = "env", .name = "log", .kind = ExternKind::Func, .index = 0, .offset = 0}};
  module.exports = {{.name = "memory", .kind = ExternKind::Memory, .index = 1, .offset = 0},
                    {.name = "run", .kind = ExternKind::Func, .index = 1, .offset = 0},
                    {.name = "stop", .kind = ExternKind::Func, .index = 2, .offset = 0}};
  module.functions[0].imported = true;
  module.functions[0].named_by = 1;
  module.functions[1].named_by = 1;
  module.functions[2].named_by = 2;
  module.names.functions = {{2, "core::halt"}};
  return module;
}

TEST(FunctionName, PrefersTheNameSection) { EXPECT_EQ(function_name(sample(), 2), "core::halt"); }
TEST(FunctionName, TakesImportNames) { EXPECT_EQ(function_name(sample(), 0), "env.log"); }
TEST(FunctionName, TakesExportNames) { EXPECT_EQ(function_name(sample(), 1), "run"); }
TEST(FunctionName, CountsTheRest) { EXPECT_EQ(function_name(sample(), 3), "func[3]"); }

}  // namespace
}  // namespace ingot
