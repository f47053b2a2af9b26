// Everything the user can say, as plain data. Filled by options.cc (the only user of CLI11), read by the pipeline.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/emit/target.h"
#include "compiler/lower/module_plan.h"
#include "compiler/optimize/optimize.h"

namespace ingot {

enum class Command : uint8_t { Compile, Run, Inspect };
enum class EmitFormat : uint8_t { Executable, Object, SharedLibrary, Assembly, LlvmIr, LlvmIrUnoptimised, Nothing };
enum class ReportFormat : uint8_t { Off, Table, Json };
enum class When : uint8_t { Auto, Always, Never };

struct Options {
  Command command = Command::Compile;
  std::string input;                    ///< "-" is standard input
  std::string output;                   ///< empty: derived from the input
  EmitFormat emit = EmitFormat::Executable;
  OptLevel level = OptLevel::O2;
  TargetOptions target;
  MemoryBase memory_base = MemoryBase::Symbol;
  ProgramEntry entry = ProgramEntry::Start;
  bool unknown_imports_trap = false;
  bool sealed = false;
  bool strip = false;
  std::vector<std::string> dirs;        ///< --dir HOST[::GUEST]
  std::vector<std::string> env;         ///< --env K=V
  uint64_t stack_bytes = 8u << 20;
  std::string module_symbol = "ingot_module";
  std::string runtime_library;
  std::vector<std::string> linker_arguments;
  bool print_link_command = false;      ///< -###
  unsigned jobs = 0;                    ///< 0: all cores
  std::string invoke;                   ///< run --invoke NAME
  std::vector<std::string> arguments;   ///< run: behind --
  int verbosity = 0;
  bool quiet = false;
  When color = When::Auto;
  When progress = When::Auto;
  ReportFormat time_report = ReportFormat::Off;
  bool json = false;                    ///< inspect --json
};

}  // namespace ingot
