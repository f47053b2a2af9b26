// Everything the user can say, as plain data. Filled by options.cc (the only user of CLI11), read by the pipeline.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "compiler/emit/target.h"
#include "compiler/lower/module_plan.h"
#include "compiler/optimize/optimize.h"
#include "compiler/wasm/features.h"

namespace ingot {

enum class Command : uint8_t { Compile, Run, Inspect };
enum class EmitFormat : uint8_t { Executable, Object, SharedLibrary, Assembly, LlvmIr, LlvmIrUnoptimised, Nothing };
enum class ReportFormat : uint8_t { Off, Table, Json };
enum class When : uint8_t { Auto, Always, Never };

/// --link NAME=FILE
struct LinkedModule {
  std::string name;
  std::string file;
};

struct Options {
  Command command = Command::Compile;
  std::string input;  ///< "-" is standard input
  std::vector<LinkedModule> linked_modules;
  std::string main_name;  ///< --main-name: under which linked modules import from `input`; empty: they cannot
  std::string output;     ///< empty: derived from the input; "-" is standard output (text formats)
  EmitFormat emit = EmitFormat::Executable;
  OptLevel level = OptLevel::O2;
  LoopPasses loop_passes;  ///< -C disable-pass=...
  TargetOptions target;
  std::optional<Product>
      product;  ///< -C product=...; empty: programs for exe and text, libraries for obj and shared-lib
  MemoryBase memory_base = MemoryBase::Symbol;
  ProgramEntry entry = ProgramEntry::Start;
  LowerPasses lower_passes;  ///< -C disable-pass=...
  bool unknown_imports_trap = false;
  bool deterministic = false;
  bool profile_generate = false;
  std::vector<std::string> profiles;  ///< --profile-use FILE
  bool sealed = false;
  bool strip = false;
  std::vector<std::string> dirs;       ///< --dir HOST[::GUEST][:ro]
  std::vector<std::string> env;        ///< --env K=V, or K
  std::vector<std::string> listeners;  ///< --tcplisten HOST:PORT
  ProgramLimits limits;                ///< --max-memory, --max-fds, --timeout, --no-os-sandbox, --filter-escapes
  std::optional<uint64_t> fuel;        ///< --fuel
  uint64_t stack_bytes = 8u << 20;
  std::string module_symbol = "ingot_module";
  std::string runtime_library;
  std::vector<std::string> linker_arguments;
  std::vector<Feature> disabled_features;  ///< -W NAME=n
  bool print_link_command = false;         ///< -###
  unsigned jobs = 0;                       ///< 0: all cores
  std::string invoke;                      ///< run --invoke NAME
  std::vector<std::string> arguments;      ///< run: behind --
  int verbosity = 0;
  bool quiet = false;
  When color = When::Auto;
  When progress = When::Auto;
  ReportFormat time_report = ReportFormat::Off;
  bool json_diagnostics = false;  ///< --diagnostics=json
  bool json = false;              ///< inspect --json

  /// What lowering makes: said by -C product, else by the format.
  Product effective_product() const;
  /// -mcpu=help or --cpu-features=help: print a list, compile nothing.
  bool asks_for_list() const { return target.cpu == "help" || target.features == "help"; }
  /// True for the formats that people read; they may go to standard output.
  bool emits_text() const;
};

/// The end of a command line that asks for a text (help, version) or is wrong.
struct EarlyExit {
  int code = 0;
  std::string out;  ///< for standard output
  std::string err;  ///< for standard error
};

/// Exit codes, as --help lists them.
inline constexpr int kExitOk = 0;
inline constexpr int kExitBadInput = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInternal = 70;

/// `arguments` without the name of the tool. Reads response files (@file), nothing else.
std::expected<Options, EarlyExit> parse_command_line(std::vector<std::string> arguments);

}  // namespace ingot
