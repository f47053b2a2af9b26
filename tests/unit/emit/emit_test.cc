// What emit_module() makes of a module: objects that LLVM's own reader accepts, the same for any number of workers.
#include "compiler/emit/emit.h"

#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/MemoryBuffer.h>

#include <algorithm>
#include <map>

#include "tests/unit/lower_plan/module_builder.h"

namespace ingot {
namespace {

using namespace testing;

struct RawFile {
  std::unique_ptr<llvm::object::ObjectFile> object;
  std::map<std::string, std::string> sections;
  std::map<std::string, uint64_t> symbols;
};

RawFile parse(const EmittedFile& file) {
  RawFile parsed;
  const llvm::StringRef bytes(file.contents.data(), file.contents.size());
  auto object = llvm::object::ObjectFile::createELFObjectFile(llvm::MemoryBufferRef(bytes, file.name));
  if (!object) {
    ADD_FAILURE() << file.name << ": " << llvm::toString(object.takeError());
    return parsed;
  }
  for (const llvm::object::SectionRef& section : (*object)->sections())
    parsed.sections[llvm::cantFail(section.getName()).str()] = llvm::cantFail(section.getContents()).str();
  for (const llvm::object::SymbolRef& symbol : (*object)->symbols())
    parsed.symbols[llvm::cantFail(symbol.getName()).str()] = llvm::cantFail(symbol.getFlags());
  parsed.object = std::move(*object);
  return parsed;
}

std::vector<EmittedFile> emit(const ModulePlan& plan, EmitOptions options = {}) {
  const Expected<Target> target = Target::create({}, plan.options().product, options.level);
  Expected<std::vector<EmittedFile>> files = emit_module(plan, *target, options);
  if (!files) {
    ADD_FAILURE() << files.error().message;
    return {};
  }
  return *std::move(files);
}

const EmittedFile* find(const std::vector<EmittedFile>& files, const std::string& name) {
  for (const EmittedFile& file : files)
    if (file.name == name) return &file;
  return nullptr;
}

ModuleBuilder program() {
  ModuleBuilder m;
  m.memory(1);
  m.export_func("_start", m.func(m.type({}, {}), {}));
  return m;
}

TEST(Emit, ProgramsHaveCodeStateAndImage) {
  ModuleBuilder m = program();
  m.active_data(100, {'a', 'b', 0, 'c', 0});
  m.active_data(4096, {'d'});
  const PlannedModule plan = m.plan();
  const std::vector<EmittedFile> files = emit(*plan);
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files[0].name, "partition-0");
  EXPECT_EQ(files[1].name, "state");
  const RawFile code = parse(files[0]);
  EXPECT_TRUE(code.symbols.contains("f0._start"));
  EXPECT_FALSE(code.sections.at(INGOT_CODE_SECTION).empty());
  const RawFile state = parse(files[1]);
  EXPECT_TRUE(state.symbols.contains("ingot_program"));
  EXPECT_TRUE(state.symbols.contains(INGOT_ABI_SYMBOL));
  std::string image(8192, '\0');
  image.replace(100, 4, std::string("ab\0c", 4));
  image[4096] = 'd';
  EXPECT_EQ(parse(files[2]).sections.at(INGOT_PROGRAM_MEMORY0_SECTION), image);
}

TEST(Emit, PassiveSegmentsThatCodeUsesAreInTheBlob) {
  ModuleBuilder m;
  m.memory(1);
  m.passive_data({'n', 'o'});
  m.passive_data({'y', 'e', 's'});
  // memory.init 1
  m.export_func("_start", m.func(m.type({}, {}), join(i32_const(0), i32_const(0), i32_const(3), Bytes{0xFC, 8, 1, 0})));
  const PlannedModule plan = m.plan();
  const std::vector<EmittedFile> files = emit(*plan);
  const EmittedFile* blob = find(files, "data.segments");
  ASSERT_NE(blob, nullptr);
  const RawFile parsed = parse(*blob);
  EXPECT_EQ(parsed.sections.at(".rodata.ingot"), "yes");
  EXPECT_TRUE(parsed.symbols.at(".data_blob") & llvm::object::SymbolRef::SF_Hidden);
}

TEST(Emit, LibrariesExportOnlyTheirDescription) {
  ModuleBuilder m = program();
  m.active_data(0, {1, 2, 3});
  const PlannedModule plan = m.plan({.product = Product::Library, .module_symbol = "adder"});
  for (const EmittedFile& file : emit(*plan))
    for (const auto& [name, flags] : parse(file).symbols) {
      const bool visible = (flags & llvm::object::SymbolRef::SF_Global) &&
                           !(flags & (llvm::object::SymbolRef::SF_Hidden | llvm::object::SymbolRef::SF_Undefined));
      EXPECT_EQ(visible, name == "adder") << name;
    }
}

/// Several partitions with calls between them.
ModuleBuilder large_module() {
  ModuleBuilder m;
  const uint32_t type = m.type({kI32Byte}, {kI32Byte});
  for (uint32_t i = 0; i < 400; ++i) {
    Bytes body = {0x20, 0};
    for (uint32_t k = 0; k < 150; ++k) append(body, join(i32_const(static_cast<int32_t>(i * k)), Bytes{0x6A}));
    if (i > 7) append(body, call(i * 31 % i));
    m.func(type, body);
  }
  return m;
}

TEST(Emit, TheSameBytesForAnyNumberOfWorkers) {
  const ModuleBuilder m = large_module();
  const PlannedModule plan = m.plan({.product = Product::Library});
  size_t reported = 0;
  const std::vector<EmittedFile> one = emit(*plan, {.level = OptLevel::O1, .jobs = 1, .progress = {}});
  const std::vector<EmittedFile> three =
      emit(*plan, {.level = OptLevel::O1, .jobs = 3, .progress = [&](size_t finished, size_t all) {
                     EXPECT_EQ(all, 400u);
                     EXPECT_GT(finished, reported);
                     reported = finished;
                   }});
  EXPECT_EQ(reported, 400u);
  ASSERT_EQ(one.size(), three.size());
  EXPECT_GE(one.size(), 3u) << "the test is about several partitions";
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].name, three[i].name);
    EXPECT_TRUE(one[i].contents == three[i].contents) << one[i].name;
  }
}

TEST(Emit, TextFormsAreText) {
  const ModuleBuilder m = program();
  const PlannedModule plan = m.plan();
  auto first_text = [&](EmitKind kind) {
    const std::vector<EmittedFile> files = emit(*plan, {.kind = kind, .level = OptLevel::O0, .progress = {}});
    EXPECT_EQ(files.size(), 2u) << "no raw data";
    return std::string(files[0].contents.begin(), files[0].contents.end());
  };
  EXPECT_NE(first_text(EmitKind::Assembly).find("f0._start:"), std::string::npos);
  EXPECT_NE(first_text(EmitKind::LlvmIr).find("define"), std::string::npos);
  EXPECT_NE(first_text(EmitKind::LlvmIrUnoptimised).find("@f0._start"), std::string::npos);
}

}  // namespace
}  // namespace ingot
