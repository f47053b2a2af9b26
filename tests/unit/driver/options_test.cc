// Command lines and the Options that they become. What wrong ones are told is in tests/cli/goldens.
#include "compiler/driver/options.h"

#include <gtest/gtest.h>

namespace ingot {
namespace {

using Words = std::vector<std::string>;

Options parsed(Words words) {
  const std::expected<Options, EarlyExit> options = parse_command_line(std::move(words));
  EXPECT_TRUE(options.has_value()) << options.error().err;
  return options.value_or(Options{});
}

int exit_code(Words words) {
  const std::expected<Options, EarlyExit> options = parse_command_line(std::move(words));
  return options ? -1 : options.error().code;
}

TEST(Options, Defaults) {
  const Options options = parsed({"compile", "a.wasm"});
  EXPECT_EQ(options.command, Command::Compile);
  EXPECT_EQ(options.input, "a.wasm");
  EXPECT_EQ(options.output, "");
  EXPECT_EQ(options.emit, EmitFormat::Executable);
  EXPECT_EQ(options.level, OptLevel::O2);
  EXPECT_EQ(options.jobs, 0u);
  EXPECT_EQ(options.effective_product(), Product::Program);
}

TEST(Options, BareODoesNotTakeTheFile) {
  const Options options = parsed({"compile", "-O", "a.wasm"});
  EXPECT_EQ(options.level, OptLevel::O2);
  EXPECT_EQ(options.input, "a.wasm");
}

TEST(Options, BareTimeReportDoesNotTakeTheFile) {
  const Options options = parsed({"compile", "--time-report", "a.wasm"});
  EXPECT_EQ(options.time_report, ReportFormat::Table);
  EXPECT_EQ(options.input, "a.wasm");
}

TEST(Options, ListsDoNotSwallowWhatFollows) {
  const Options options = parsed({"compile", "--dir", "one", "a.wasm", "--dir=two::/two", "--env", "A=b=c"});
  EXPECT_EQ(options.dirs, (Words{"one", "two::/two"}));
  EXPECT_EQ(options.env, (Words{"A=b=c"}));
  EXPECT_EQ(options.input, "a.wasm");
}

TEST(Options, VerbosityCounts) {
  EXPECT_EQ(parsed({"compile", "-vv", "a.wasm"}).verbosity, 2);
  EXPECT_EQ(parsed({"compile", "-v", "a.wasm", "-v"}).verbosity, 2);
}

TEST(Options, CompilerSpellings) {
  const Options options = parsed({"compile", "-mcpu=native", "-Wl,-Map=x", "-###", "-j4", "-Os", "-ofile", "a.wasm"});
  EXPECT_EQ(options.target.cpu, "native");
  EXPECT_EQ(options.linker_arguments, (Words{"-Map=x"}));
  EXPECT_TRUE(options.print_link_command);
  EXPECT_EQ(options.jobs, 4u);
  EXPECT_EQ(options.level, OptLevel::Os);
  EXPECT_EQ(options.output, "file");
}

TEST(Options, FormatsDecideTheProduct) {
  EXPECT_EQ(parsed({"compile", "-c", "a.wasm"}).effective_product(), Product::Library);
  EXPECT_EQ(parsed({"compile", "-shared", "a.wasm"}).effective_product(), Product::Library);
  EXPECT_EQ(parsed({"compile", "-S", "a.wasm"}).effective_product(), Product::Program);
  EXPECT_EQ(parsed({"compile", "-S", "-C", "product=library", "a.wasm"}).effective_product(), Product::Library);
}

TEST(Options, SameFormatTwiceIsNoContradiction) {
  EXPECT_EQ(parsed({"compile", "-c", "--emit=obj", "a.wasm"}).emit, EmitFormat::Object);
  EXPECT_EQ(exit_code({"compile", "-c", "-S", "a.wasm"}), kExitUsage);
}

TEST(Options, CodegenSettings) {
  const Options options =
      parsed({"compile", "-C", "memory-base=register", "-Centry=invoke", "-C", "stack-size=2M", "a.wasm"});
  EXPECT_EQ(options.memory_base, MemoryBase::Register);
  EXPECT_EQ(options.entry, ProgramEntry::Invoke);
  EXPECT_EQ(options.stack_bytes, 2u << 20);
  for (const char* bad :
       {"stack-size=", "stack-size=1X", "stack-size=99999999999999999999", "stack-size=2048G", "entry"}) {
    EXPECT_EQ(exit_code({"compile", "-C", bad, "a.wasm"}), kExitUsage) << bad;
  }
}

TEST(Options, LaterFeatureSettingWins) {
  EXPECT_EQ(parsed({"compile", "-W", "simd=n", "a.wasm"}).disabled_features, std::vector{Feature::Simd});
  EXPECT_TRUE(parsed({"compile", "-W", "simd=n", "-W", "simd=y", "a.wasm"}).disabled_features.empty());
}

TEST(Options, RunTakesEverythingBehindDashes) {
  const Options options = parsed({"run", "a.wasm", "--dir", ".", "--", "--dir", "-O", "--"});
  EXPECT_EQ(options.dirs, (Words{"."}));
  EXPECT_EQ(options.arguments, (Words{"--dir", "-O", "--"}));
}

TEST(Options, HelpAndVersionGoToStandardOutput) {
  for (const Words& words :
       {Words{"--help"}, Words{"--version"}, Words{"compile", "--help"}, Words{"compile", "--help-all"},
        Words{"run", "-h"}, Words{"compile", "-C", "help"}, Words{"compile", "-W", "help"}}) {
    const std::expected<Options, EarlyExit> options = parse_command_line(words);
    ASSERT_FALSE(options.has_value()) << words[0];
    EXPECT_EQ(options.error().code, kExitOk) << words[0];
    EXPECT_FALSE(options.error().out.empty()) << words[0];
    EXPECT_TRUE(options.error().err.empty()) << words[0];
  }
}

TEST(Options, ExpertOptionsAreOnlyInHelpAll) {
  const std::string help = parse_command_line({"compile", "--help"}).error().out;
  const std::string help_all = parse_command_line({"compile", "--help-all"}).error().out;
  EXPECT_EQ(help.find("--runtime-library"), std::string::npos);
  EXPECT_NE(help_all.find("--runtime-library"), std::string::npos);
}

TEST(Options, ParserErrorsAreWrongUsage) {
  for (const Words& words :
       {Words{}, Words{"frob"}, Words{"compile"}, Words{"compile", "-o"}, Words{"compile", "a", "b"},
        Words{"compile", "--nope", "a"}, Words{"compile", "-j", "x", "a"}, Words{"inspect", "-O2", "a"}}) {
    EXPECT_EQ(exit_code(words), kExitUsage);
  }
}

}  // namespace
}  // namespace ingot
