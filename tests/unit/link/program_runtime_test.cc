// The program runtime: traps with the right words and exit code, faults that are none, backtraces, calls by name.
#include <algorithm>

#include "tests/unit/link/fixture.h"

namespace ingot {
namespace {

class ProgramRuntime : public LinkFixture {
 protected:
  void SetUp() override {
    LinkFixture::SetUp();
    LinkOptions options = program_options();
    options.invoke_entry = true;
    ASSERT_TRUE(link_object(FAKE_MODULE, "program", options).has_value());
  }

  ProcessResult invoke(const std::string& arguments) { return run_shell(path("program") + " " + arguments); }
  ProcessResult commands(const std::string& lines) {
    return run_shell("printf '" + lines + "' | " + path("program") + " --commands");
  }

  /// The call traps with this text on stderr.
  void expect_trap(const std::string& arguments, const std::string& text) {
    const ProcessResult result = invoke(arguments);
    EXPECT_EQ(result.exit_code, 134) << arguments;
    EXPECT_EQ(result.err.substr(0, result.err.find('\n')), "trap: " + text) << arguments;
  }

  /// The call dies of the signal and is not called a trap.
  void expect_crash(const std::string& arguments, int signal) {
    const ProcessResult result = run_shell("ulimit -c 0; exec " + path("program") + " " + arguments);
    EXPECT_EQ(result.exit_code, 128 + signal) << arguments;
    EXPECT_EQ(result.err.find("trap:"), std::string::npos) << result.err;
    EXPECT_EQ(result.err.find("ingot: internal error: signal " + std::to_string(signal) + " at pc 0x"), 0u)
        << result.err;
  }
};

TEST_F(ProgramRuntime, MemoryHasItsImageAndZeros) {
  EXPECT_EQ(invoke("load 0").out, "1734438249\n");  // "imag"
  for (const char* zero : {"8", "4092", "4096", "65532"}) EXPECT_EQ(invoke("load " + std::string(zero)).out, "0\n");
}

TEST_F(ProgramRuntime, AccessesOutsideMemoryTrap) {
  expect_trap("load 65536", "out of bounds memory access");
  expect_trap("load 65533", "out of bounds memory access");
  expect_trap("load -1", "out of bounds memory access");
  expect_trap("load_far -1", "out of bounds memory access");
}

TEST_F(ProgramRuntime, TrapInstructionsCarryKindAndOffset) {
  const ProcessResult result = invoke("call_unreachable 0");
  EXPECT_EQ(result.exit_code, 134);
  // Function 3 has its body at 0x160; the control character in its name does not come out.
  EXPECT_EQ(result.err, "trap: unreachable\n  0: unreach?able (func[3] at 0x173)\n  1: <unnamed> (func[4])\n");
}

TEST_F(ProgramRuntime, InlinedFunctionsAreNamed) {
  EXPECT_EQ(invoke("inlined_trap 0").err,
            "trap: integer overflow\n  0: count (func[2] at 0x145)\n  1: <unnamed> (func[16])\n");
}

TEST_F(ProgramRuntime, StackOverflowTraps) {
  const ProcessResult result = invoke("recurse 0");
  EXPECT_EQ(result.exit_code, 134);
  EXPECT_EQ(result.err.find("trap: call stack exhausted\n  0: <unnamed> (func[5])\n"), 0u) << result.err;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1 + 64 + 1);
  EXPECT_NE(result.err.find("\n  ... "), std::string::npos) << result.err;
}

TEST_F(ProgramRuntime, StackOverflowInRuntimeCodeTraps) {
  const ProcessResult result = invoke("overflow_in_runtime 0");
  EXPECT_EQ(result.exit_code, 134);
  EXPECT_EQ(result.err, "trap: call stack exhausted\n  0: <unnamed> (func[15])\n");
}

TEST_F(ProgramRuntime, BacktraceCountsWhatItDoesNotShow) {
  // 70 calls, the first of which has depth 69, and the function that traps: 64 are shown.
  const ProcessResult result = invoke("recurse_finite 69");
  EXPECT_NE(result.err.find("  ... 7 more\n"), std::string::npos) << result.err;
}

TEST_F(ProgramRuntime, OtherFaultsAreCrashes) {
  expect_crash("null_in_code 0", 11);
  expect_crash("load_in_runtime 65536", 11);
  expect_crash("bad_instruction 0", 4);
}

TEST_F(ProgramRuntime, MemoryGrowsToItsMaximum) {
  const ProcessResult result = commands(
      "call grow i:0x2\\ncall grow i:0x1\\ncall load i:0x2fffc\\ncall grow i:0x0\\ncall grow i:0xffffffff\\n"
      "trap load i:0x30000\\n");
  EXPECT_EQ(result.out.substr(0, result.out.rfind("trapped")),
            "ok i:0x1\nok i:0xffffffff\nok i:0x0\nok i:0x3\nok i:0xffffffff\n");
}

TEST_F(ProgramRuntime, BulkOperationsCheckBounds) {
  EXPECT_EQ(invoke("fill 65520").out, "117901063\n");
  expect_trap("fill 65521", "out of bounds memory access");
  expect_trap("fill -1", "out of bounds memory access");
}

TEST_F(ProgramRuntime, TablesOfTheImageGrow) {
  const ProcessResult result = commands(
      "call grow_table i:0x3\\ncall grow_table i:0x1000\\ncall grow_table i:0xffffffff\\ncall grow_table i:0\\n");
  EXPECT_EQ(result.out, "ok i:0x2\nok i:0x5\nok i:0xffffffff\nerror malformed argument\n");
}

TEST_F(ProgramRuntime, UnknownImportIsNamed) { expect_trap("unknown_import 0", "unknown import called: env.missing"); }

TEST_F(ProgramRuntime, ValuesAsText) {
  EXPECT_EQ(invoke("half 0.2").out, "0.1\n");
  EXPECT_EQ(invoke("half -inf").out, "-inf\n");
  EXPECT_EQ(invoke("count 0xffffffff").out, "-1\n");
  EXPECT_EQ(invoke("count 4294967296").exit_code, 2);
  EXPECT_EQ(invoke("count x").exit_code, 2);
  EXPECT_EQ(invoke("count").exit_code, 2);
  EXPECT_EQ(invoke("nothing").exit_code, 2);
  EXPECT_EQ(invoke("").exit_code, 2);
}

TEST_F(ProgramRuntime, TrapsInChildrenLeaveTheStateAlone) {
  const ProcessResult result = commands(
      "call count i:0x5\\ntrap unreachable i:0x0\\ntrap count i:0x1\\ncall count i:0x1\\ncall a%%20name%%0a%%25 "
      "i:0x1\\n"
      "call %% i:0x1\\nwhat\\ncall what\\ncall count\\ncall count d:0x0\\n");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out,
            "ok i:0x5\n"
            "trapped 134 trap: unreachable\\n  0: unreach?able (func[3] at 0x173)\\n\n"
            "returned\nok i:0x6\nok i:0x7\nok i:0x8\n"
            "error no such command\nerror no such export\nerror wrong number of arguments\nerror malformed argument\n");
}

TEST_F(ProgramRuntime, SentSignalsKill) {
  const ProcessResult result =
      run_shell("sleep 1 | " + path("program") + " --commands & sleep 0.2; kill -SEGV $!; wait $!; exit $?");
  EXPECT_EQ(result.exit_code, 128 + 11);
  EXPECT_EQ(result.err.find("trap:"), std::string::npos) << result.err;
}

TEST_F(ProgramRuntime, AddressSpaceLimitIsExplained) {
  const ProcessResult result = run_shell("ulimit -v 1000000; " + path("program") + " load 0");
  EXPECT_EQ(result.exit_code, 70);
  EXPECT_NE(result.err.find("cannot reserve 8 GiB of address space"), std::string::npos) << result.err;
}

TEST_F(ProgramRuntime, MissingCpuFeatureIsExplained) {
  LinkOptions options = program_options();
  options.invoke_entry = true;
  ASSERT_TRUE(link_object(FAKE_FUTURE_MODULE, "future", options).has_value());
  const ProcessResult result = run_shell(path("future") + " load 0");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.err.find("ingot: this program needs a CPU with "), 0u) << result.err;
}

}  // namespace
}  // namespace ingot
