// The name section gives names and never makes a module fail.
#include <gtest/gtest.h>

#include "compiler/decode/decode_module.h"
#include "tests/unit/decode/module_bytes.h"

namespace ingot {
namespace {

using test::Bytes;
using test::operator+;
using test::custom;
using test::leb;
using test::module_of;
using test::name;
using test::section;
using test::sized;

/// A module of three functions and this name section.
Names names_of(const Bytes& contents) {
  const Bytes bytes = module_of({section(1, {1, 0x60, 0, 0}), section(3, {3, 0, 0, 0}),
                                 section(10, {3, 2, 0, 0x0B, 2, 0, 0x0B, 2, 0, 0x0B}), custom("name", contents)});
  static Bytes kept;  // names borrow the bytes
  kept = bytes;
  auto module = decode_module(kept);
  EXPECT_TRUE(module);
  return module ? module->names : Names{};
}

Bytes subsection(uint8_t id, const Bytes& contents) { return Bytes{id} + sized(contents); }

TEST(NameSection, NamesModuleAndFunctions) {
  const Names names =
      names_of(subsection(0, name("m")) + subsection(1, Bytes{2, 0} + name("a") + Bytes{2} + name("c")));
  EXPECT_EQ(names.module, "m");
  EXPECT_EQ(names.functions, (std::map<uint32_t, std::string_view>{{0, "a"}, {2, "c"}}));
}

TEST(NameSection, SkipsSubsectionsItDoesNotKnow) {
  const Names names = names_of(subsection(7, {1, 2, 3}) + subsection(2, {9}) + subsection(1, Bytes{1, 1} + name("b")));
  EXPECT_EQ(names.functions.at(1), "b");
}

TEST(NameSection, TheFirstOfTwoNamesStays) {
  const Names names = names_of(subsection(1, Bytes{2, 1} + name("b") + Bytes{1} + name("x")));
  EXPECT_EQ(names.functions.at(1), "b");
}

TEST(NameSection, IgnoresFunctionsThatDoNotExist) {
  EXPECT_TRUE(names_of(subsection(1, Bytes{1, 3} + name("d"))).functions.empty());
}

TEST(FunctionNames, ComeFromImportsAndTheFirstExport) {
  const Bytes bytes = module_of({section(1, {1, 0x60, 0, 0}),
                                 section(2, Bytes{1} + name("env") + name("log") + Bytes{0, 0}), section(3, {2, 0, 0}),
                                 section(7, Bytes{4} + name("a") + Bytes{0, 1} + name("b") + Bytes{0, 1} + name("c") +
                                                Bytes{0, 0} + name("d") + Bytes{0, 99}),
                                 section(10, {2, 2, 0, 0x0B, 2, 0, 0x0B})});
  const auto module = decode_module(bytes);
  ASSERT_TRUE(module);
  EXPECT_EQ(function_name(*module, 0), "env.log");
  EXPECT_EQ(function_name(*module, 1), "a");
  EXPECT_EQ(function_name(*module, 2), "func[2]");
}

TEST(NameSection, KeepsWhatCameBeforeTheDamage) {
  const Bytes good = Bytes{0} + name("a");
  EXPECT_EQ(names_of(subsection(1, Bytes{2} + good + Bytes{1, 1, 0xFF})).functions.size(), 1u);
  EXPECT_EQ(names_of(subsection(1, Bytes{2} + good + Bytes{1, 9, 'b'})).functions.size(), 1u);
  EXPECT_EQ(names_of(subsection(1, Bytes{2} + good)).functions.size(), 1u);
  EXPECT_EQ(names_of(subsection(0, name("m")) + Bytes{1, 99}).module, "m");
  EXPECT_EQ(names_of(Bytes{}).functions.size(), 0u);
}

}  // namespace
}  // namespace ingot
