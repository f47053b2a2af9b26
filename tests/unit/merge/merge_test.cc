// What merging makes of indices, order and offsets, and what it refuses. Whole programs are in tests/run (link_*.wat).
#include <gtest/gtest.h>

#include <memory>

#include "compiler/merge/instantiation_order.h"
#include "compiler/merge/merge_modules.h"
#include "compiler/validate/validate_module.h"
#include "tests/unit/validate/module_bytes.h"

namespace ingot {
namespace {

using test::append;
using test::Bytes;
using test::join;
using test::leb;
using test::ModuleBytes;

constexpr uint8_t kFunc = 0, kGlobal = 3;

Bytes name(std::string_view text) { return join({leb(text.size()), Bytes(text.begin(), text.end())}); }

Bytes import_func(std::string_view module, std::string_view field, uint32_t typeidx) {
  return join({name(module), name(field), {kFunc}, leb(typeidx)});
}
Bytes import_global(std::string_view module, std::string_view field) {
  return join({name(module), name(field), {kGlobal, test::kI32Byte, 0}});
}
Bytes export_of(std::string_view field, uint8_t kind, uint32_t index) {
  return join({name(field), {kind}, leb(index)});
}

/// A module that exports function `f`: [] -> [], and imports one of that type from each of `sources`.
ModuleBytes node(const std::vector<std::string_view>& sources) {
  ModuleBytes bytes;
  bytes.types = {test::func_type({}, {})};
  Bytes code;
  for (uint32_t i = 0; i < sources.size(); ++i) {
    bytes.imports.push_back(import_func(sources[i], "f", 0));
    append(code, join({{0x10}, leb(i)}));
  }
  bytes.add_function(0, code);
  bytes.exports = {export_of("f", kFunc, static_cast<uint32_t>(sources.size()))};
  return bytes;
}

/// Several modules, valid each by itself; the first is `env`, the others have the given names.
class Modules {
 public:
  void add(std::string_view module_name, const ModuleBytes& bytes) {
    Input& input = *inputs_.emplace_back(std::make_unique<Input>());
    input.decoded = test::decode(bytes);
    input.valid = std::make_unique<ValidatedModule>(validate_module(input.decoded.module, 1).value());
    merge_inputs_.push_back({std::string(module_name), std::string(module_name) + ".wasm", input.valid.get()});
  }

  const std::vector<MergeInput>& inputs() const { return merge_inputs_; }
  Expected<std::unique_ptr<MergedModule>> merge() const { return MergedModule::create(merge_inputs_); }
  std::vector<std::vector<uint32_t>> groups() const {
    return instantiation_groups(Resolution::create(merge_inputs_).value(), static_cast<uint32_t>(merge_inputs_.size()));
  }

 private:
  struct Input {
    test::Decoded decoded;
    std::unique_ptr<ValidatedModule> valid;
  };
  std::vector<std::unique_ptr<Input>> inputs_;
  std::vector<MergeInput> merge_inputs_;
};

using Groups = std::vector<std::vector<uint32_t>>;

TEST(InstantiationOrder, MainModuleIsLastWithoutReasonsOtherwise) {
  Modules modules;
  modules.add("env", node({}));
  modules.add("a", node({}));
  modules.add("b", node({}));
  EXPECT_EQ(modules.groups(), (Groups{{1}, {2}, {0}}));
}

TEST(InstantiationOrder, ProvidersComeFirst) {
  Modules modules;
  modules.add("env", node({"a"}));
  modules.add("a", node({"b"}));
  modules.add("b", node({"c"}));
  modules.add("c", node({}));
  EXPECT_EQ(modules.groups(), (Groups{{3}, {2}, {1}, {0}}));
}

TEST(InstantiationOrder, MainModuleComesBeforeWhoOnlyImportsFromIt) {
  Modules modules;
  modules.add("env", node({}));
  modules.add("a", node({"env"}));
  EXPECT_EQ(modules.groups(), (Groups{{0}, {1}}));
}

TEST(InstantiationOrder, CirclesComeToLifeTogether) {
  Modules modules;
  modules.add("env", node({"a"}));
  modules.add("a", node({"b", "c"}));
  modules.add("b", node({"env"}));
  modules.add("c", node({}));
  EXPECT_EQ(modules.groups(), (Groups{{3}, {1, 2, 0}}));
}

TEST(Merge, IndicesInBodiesBecomeThoseOfTheMergedModule) {
  Modules modules;
  modules.add("env", node({"a", "nobody"}));
  modules.add("a", node({}));
  const auto merged = modules.merge().value();
  const Module& module = merged->module();
  ASSERT_EQ(module.imports.size(), 1u);
  EXPECT_EQ(module.imports[0].module, "nobody");
  EXPECT_EQ(module.imports[0].importer, "env.wasm");
  ASSERT_EQ(module.functions.size(), 3u);  // nobody.f, a!f, f
  const ValidatedModule valid = validate_module(module, 1).value();
  EXPECT_EQ(valid.facts(2).callees, (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(module.exports[0].index, 2u);
  EXPECT_EQ(function_name(module, 1), "a!f");
  EXPECT_EQ(function_name(module, 2), "f");
}

TEST(Merge, OffsetsTellTheFile) {
  Modules modules;
  modules.add("env", node({"a"}));
  modules.add("a", node({}));
  const auto merged = modules.merge().value();
  const uint64_t own = modules.inputs()[1].valid->module().functions[0].body_offset;
  const Diagnostic placed = merged->in_file({.message = "text", .offset = merged->module().functions[0].body_offset});
  EXPECT_EQ(placed.file, "a.wasm");
  EXPECT_EQ(placed.offset, own);
}

TEST(Merge, EqualTypesOfDifferentModulesAreOneType) {
  Modules modules;
  modules.add("env", node({}));
  modules.add("a", node({}));
  const auto merged = modules.merge().value();
  const ValidatedModule valid = validate_module(merged->module(), 1).value();
  EXPECT_EQ(valid.canonical_type(0), valid.canonical_type(1));
}

TEST(Merge, RefusesAnImportOfAnotherType) {
  Modules modules;
  ModuleBytes main = node({"a"});
  main.types = {test::func_type({test::kI32Byte}, {})};
  main.bodies.clear();
  main.functions.clear();
  main.exports.clear();
  modules.add("env", main);
  modules.add("a", node({}));
  const Diagnostic error = modules.merge().error();
  EXPECT_EQ(error.file, "env.wasm");
  EXPECT_EQ(error.message,
            "incompatible import type: a.f is imported as (func (param i32)), but a.wasm exports it as (func)");
}

TEST(Merge, RefusesAnImportOfAnotherKind) {
  Modules modules;
  ModuleBytes main;
  main.imports = {import_global("a", "f")};
  modules.add("env", main);
  modules.add("a", node({}));
  EXPECT_EQ(modules.merge().error().message,
            "incompatible import type: a.f is imported as a global, but a.wasm exports a function");
}

TEST(Merge, RefusesImportsThatArePassedOnInACircle) {
  Modules modules;
  const auto mirror = [](std::string_view source) {
    ModuleBytes bytes;
    bytes.types = {test::func_type({}, {})};
    bytes.imports = {import_func(source, "f", 0)};
    bytes.exports = {export_of("f", kFunc, 0)};
    return bytes;
  };
  modules.add("env", mirror("a"));
  modules.add("a", mirror("env"));
  EXPECT_TRUE(modules.merge().error().message.starts_with("unknown import: a.f is passed on"));
}

/// Global 0 is imported, global 1 has its value; both stand in every module.
ModuleBytes global_node(std::string_view source, std::string_view field) {
  ModuleBytes bytes;
  bytes.imports = {import_global(source, field)};
  bytes.globals = {join({{test::kI32Byte, 0, 0x23, 0, 0x0B}}), join({{test::kI32Byte, 0, 0x41, 7, 0x0B}})};
  bytes.exports = {export_of("copy", kGlobal, 1), export_of("seven", kGlobal, 2)};
  return bytes;
}

TEST(Merge, GlobalsStandBehindThoseThatTheyRead) {
  Modules modules;
  modules.add("env", global_node("a", "copy"));
  modules.add("a", global_node("env", "seven"));
  const auto merged = modules.merge().value();
  EXPECT_TRUE(validate_module(merged->module(), 1).has_value());
}

TEST(Merge, RefusesGlobalsThatDependOnThemselves) {
  Modules modules;
  modules.add("env", global_node("a", "copy"));
  modules.add("a", global_node("env", "copy"));
  EXPECT_TRUE(modules.merge().error().message.starts_with("unknown global: its initial value depends on itself"));
}

}  // namespace
}  // namespace ingot
