// Help texts. Everything here is pinned by the goldens of tests/cli.
#include "compiler/driver/help_text.h"

#include <spdlog/fmt/fmt.h>

#include "ingot/abi.h"

namespace ingot {
namespace {

constexpr std::string_view kExitCodes = R"(Exit codes:
  0   success
  1   the input is not a valid module, or the link failed
  2   wrong usage
  70  internal error: please report it
)";

constexpr std::string_view kRunExitCodes = R"(Exit codes:
  N   what the program passes to proc_exit
  134 the program trapped
  1   the input is not a valid module, or the link failed
  2   wrong usage
  70  internal error: please report it
)";

constexpr std::string_view kMore = "\nManual: man ingot, docs/cli.md\n";

constexpr std::string_view kCompileIntro = R"(Compiles a WebAssembly module to native code.

Usage: ingot compile [OPTIONS] IN.wasm [-o OUT]

Examples:
  ingot compile app.wasm -o app              a static executable that needs nothing else
  ingot compile -O3 -mcpu=native app.wasm    fastest code for this machine
  ingot compile --dir data::/data app.wasm   the program may use the folder data, and sees it as /data
  ingot compile -c plugin.wasm -o plugin.o   an object to link into a host program

)";

constexpr std::string_view kRunIntro = R"(Compiles a WebAssembly program into a cache and runs it.

Usage: ingot run [OPTIONS] IN.wasm [-- ARGUMENTS...]

Examples:
  ingot run app.wasm -- --verbose input.txt
  ingot run --dir . --env LANG=C app.wasm -- notes.txt
  ingot run --invoke add math.wasm -- 2 40

)";

constexpr std::string_view kInspectIntro = R"(Shows what a WebAssembly module contains.

Usage: ingot inspect [--json] IN.wasm

Examples:
  ingot inspect app.wasm
  ingot inspect --json app.wasm | jq '.imports[].name'

)";

constexpr std::string_view kCodegenHelp = R"(-C KEY=VALUE settings:
  memory-base=symbol|register   where code finds linear memory: an absolute address, or a pinned register
                                [symbol for x86-64 programs]
  entry=start|invoke            what the program does: run _start, or call the export named by its
                                first argument [start]
  product=program|library       closed or open world, for text formats [program]
  stack-size=BYTES[K|M|G]       size of the program's stack [8M]
  disable-pass=NAME             compiles without a pass, to see what it gains: loop-addresses, loop-versions,
                                loop-checks, middle-exits, complements, reroll, separate-rows, columns,
                                pause-markers, native-libc, known-callees, inline-across
)";

}  // namespace

std::string overview_text() {
  return fmt::format(R"(ingot {}: compiles WebAssembly to native programs.

Usage: ingot COMMAND [OPTIONS] IN.wasm

Examples:
  ingot compile app.wasm -o app && ./app
  ingot run --dir . app.wasm -- notes.txt
  ingot inspect app.wasm

Commands:
  compile   make a native executable, object, shared library, assembly or LLVM IR
  run       compile into a cache and run
  inspect   show types, imports, exports, memories, features and sizes

Options:
  -h, --help       this text; `ingot COMMAND --help` shows the options of a command
      --help-all   with a command: expert options as well
      --version    version of the tool, its ABI and LLVM

{}{})",
                     INGOT_VERSION, kExitCodes, kMore);
}

std::string version_text() {
  return fmt::format("ingot {} (abi {})\nLLVM {}\nhost {}\ntargets x86_64-unknown-linux-musl\n", INGOT_VERSION,
                     INGOT_ABI_VERSION, INGOT_LLVM_VERSION, INGOT_HOST_TRIPLE);
}

std::string_view command_intro(Command command) {
  switch (command) {
    case Command::Compile: return kCompileIntro;
    case Command::Run: return kRunIntro;
    case Command::Inspect: return kInspectIntro;
  }
  return {};
}

std::string command_outro(Command command) {
  return std::string(command == Command::Run ? kRunExitCodes : kExitCodes) + std::string(kMore);
}

std::string_view codegen_help() { return kCodegenHelp; }

std::string feature_help() {
  std::string text = "-W FEATURE[=y|n]: =n rejects modules that use the feature. All that can be compiled are on.\n";
  for (unsigned i = 0; i < static_cast<unsigned>(Feature::Count); i++) {
    const FeatureInfo& row = info(static_cast<Feature>(i));
    text += fmt::format("  {:<24} {:<4} {}{}\n", row.name, row.lowered ? "on" : "off", row.help,
                        row.lowered ? "" : " (not supported yet)");
  }
  return text;
}

}  // namespace ingot
