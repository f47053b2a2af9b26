// link(): the three products, determinism, messages, and that failures leave nothing behind.
#include <algorithm>
#include <csignal>
#include <filesystem>

#include "tests/unit/link/fixture.h"

namespace ingot {
namespace {

TEST_F(LinkFixture, ProgramRuns) {
  ASSERT_TRUE(link_object(FAKE_EMPTY_MODULE, "empty", program_options()).has_value());
  const ProcessResult result = run_shell(path("empty"));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out + result.err, "");
  EXPECT_EQ(files_left(), std::vector<std::string>{"empty"});
}

TEST_F(LinkFixture, SmallestProgramIsSmall) {
  LinkOptions options = program_options();
  options.strip = true;
  ASSERT_TRUE(link_object(FAKE_EMPTY_MODULE, "empty", options).has_value());
  // Of it, the two walls of the sandbox are 6 KB.
  EXPECT_LT(std::filesystem::file_size(path("empty")), 38u << 10);
}

TEST_F(LinkFixture, SameInputSameBytes) {
  const Expected<void> linked = link_object(FAKE_MODULE, "first", program_options());
  ASSERT_TRUE(linked.has_value()) << linked.error().message;
  ASSERT_TRUE(link_object(FAKE_MODULE, "second", program_options()).has_value());
  EXPECT_TRUE(read_bytes(path("first")) == read_bytes(path("second")));
}

TEST_F(LinkFixture, ReplacesAnExistingProgram) {
  ASSERT_TRUE(link_object(FAKE_MODULE, "program", program_options()).has_value());
  const std::vector<char> before = read_bytes(path("program"));
  ASSERT_TRUE(link_object(FAKE_EMPTY_MODULE, "program", program_options()).has_value());
  EXPECT_FALSE(read_bytes(path("program")) == before);
}

TEST_F(LinkFixture, SharedLibraryExportsOnlyTheModule) {
  LinkOptions options = program_options();
  options.kind = LinkKind::SharedLibrary;
  options.module_symbol = "ingot_program";  // what the fake module has
  const Expected<void> linked = link_object(FAKE_PIC_MODULE, "module.so", options);
  ASSERT_TRUE(linked.has_value()) << linked.error().message;
  const ProcessResult symbols = run_shell("nm -D --defined-only " + path("module.so"));
  EXPECT_EQ(std::count(symbols.out.begin(), symbols.out.end(), '\n'), 1) << symbols.out;
  EXPECT_NE(symbols.out.find("ingot_program"), std::string::npos) << symbols.out;
}

TEST_F(LinkFixture, RelocatableKeepsUndefinedBuiltins) {
  LinkOptions options = program_options();
  options.kind = LinkKind::Relocatable;
  ASSERT_TRUE(link_object(FAKE_MODULE, "module.o", options).has_value());
  const ProcessResult symbols = run_shell("nm -u " + path("module.o"));
  EXPECT_NE(symbols.out.find("ingot_memory_grow"), std::string::npos) << symbols.out;
}

TEST_F(LinkFixture, UndefinedSymbolsAreListedInOneMessage) {
  const ProcessResult made =
      run_shell("printf '.globl _x\\n_x: call not_here\\n call nor_here\\n' | as -o " + path("bad.o") + " -");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  LinkOptions options = program_options();
  options.extra_arguments = {"-u", "_x"};
  const Expected<void> linked = link_object(path("bad.o"), "program", options);
  ASSERT_FALSE(linked.has_value());
  EXPECT_NE(linked.error().message.find("undefined symbols: "), std::string::npos) << linked.error().message;
  for (const char* symbol : {"not_here", "nor_here", "ingot_program"})
    EXPECT_NE(linked.error().message.find(symbol), std::string::npos) << linked.error().message;
  EXPECT_EQ(files_left(), std::vector<std::string>{"bad.o"});
}

TEST_F(LinkFixture, OtherAbiVersionIsNamed) {
  const ProcessResult made =
      run_shell("objcopy --redefine-sym ingot_abi_v5=ingot_abi_v999 " FAKE_EMPTY_MODULE " " + path("future.o"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const Expected<void> linked = link_object(path("future.o"), "program", program_options());
  ASSERT_FALSE(linked.has_value());
  EXPECT_NE(linked.error().message.find("has another ABI version: the compiled code needs ingot_abi_v999"),
            std::string::npos)
      << linked.error().message;
}

TEST_F(LinkFixture, MissingRuntimeSaysWhereItLooked) {
  LinkOptions options = program_options();
  options.runtime_library.clear();
  options.triple = "sparc64-unknown-linux-gnu";
  const Expected<void> linked = link_object(FAKE_EMPTY_MODULE, "program", options);
  ASSERT_FALSE(linked.has_value());
  EXPECT_NE(linked.error().message.find("lib/ingot/sparc64-linux-musl/libingot_rt.a"), std::string::npos)
      << linked.error().message;
  EXPECT_TRUE(files_left().empty());
}

TEST_F(LinkFixture, BadObjectIsNamedByItsOwnName) {
  const ProcessResult made = run_shell("printf garbage > " + path("bad.o"));
  ASSERT_EQ(made.exit_code, 0);
  const Expected<void> linked = link_object(path("bad.o"), "program", program_options());
  ASSERT_FALSE(linked.has_value());
  EXPECT_NE(linked.error().message.find("module.o"), std::string::npos) << linked.error().message;
}

TEST_F(LinkFixture, LinksManyTimesInOneProcess) {
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(link_object(FAKE_EMPTY_MODULE, "empty", program_options()).has_value());
}

// A program may be linked, or loaded, while the process has a handler that turns faults into traps.
TEST_F(LinkFixture, FaultHandlersStay) {
  const auto handler = [](int) {};
  const auto before = std::signal(SIGSEGV, handler);
  ASSERT_TRUE(link_object(FAKE_EMPTY_MODULE, "empty", program_options()).has_value());
  EXPECT_EQ(std::signal(SIGSEGV, before), static_cast<void (*)(int)>(handler));
}

// Objects for -r after programs: LLD 19 crashes if the runtime archive mentions _GLOBAL_OFFSET_TABLE_.
TEST_F(LinkFixture, RelocatableAfterProgram) {
  LinkOptions options = program_options();
  ASSERT_TRUE(link_object(FAKE_MODULE, "program", options).has_value());
  options.kind = LinkKind::Relocatable;
  EXPECT_TRUE(link_object(FAKE_MODULE, "object.o", options).has_value());
}

TEST_F(LinkFixture, CommandNamesInputs) {
  LinkOptions options = program_options();
  options.output = "app";
  const LinkInput input{.name = "partition-0", .contents = {}};
  const Expected<std::vector<std::string>> command = link_command(options, std::span(&input, 1));
  ASSERT_TRUE(command.has_value());
  EXPECT_EQ(command->front(), "ld.lld");
  EXPECT_NE(std::find(command->begin(), command->end(), "partition-0"), command->end());
}

}  // namespace
}  // namespace ingot
