// The tool: parses, dispatches, and turns results into exit codes.
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "compiler/driver/crash.h"
#include "compiler/driver/inspect.h"
#include "compiler/driver/options.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/report.h"
#include "compiler/driver/run.h"
#include "compiler/support/file.h"
#include "compiler/support/log.h"

namespace ingot {
namespace {

Expected<void> print(const std::string& text) {
  return write_file_atomically("-", {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

Expected<void> execute(const Options& options, PhaseTimer& timer) {
  INGOT_CHECK(configure_log(options.verbosity, options.quiet, std::getenv("INGOT_LOG")));
  if (options.asks_for_list()) {
    const std::string& triple = options.target.triple;
    return print(INGOT_TRY(options.target.cpu == "help" ? Target::list_cpus(triple) : Target::list_features(triple)));
  }
  switch (options.command) {
    case Command::Compile: return compile(options, timer);
    case Command::Run: return run(options, timer);
    case Command::Inspect: return print(INGOT_TRY(inspect(options)));
  }
  return {};
}

int finish_early(const EarlyExit& exit) {
  std::fputs(exit.err.c_str(), stderr);
  if (exit.out.empty()) return exit.code;
  const Expected<void> printed = print(exit.out);
  return printed ? exit.code : report_error(Options{}, printed.error());
}

int tool_main(std::span<char* const> arguments) {
  const std::expected<Options, EarlyExit> options =
      parse_command_line(std::vector<std::string>(arguments.begin(), arguments.end()));
  if (!options) return finish_early(options.error());
  PhaseTimer timer;
  const Expected<void> done = execute(*options, timer);
  if (!done) return report_error(*options, done.error());
  report_times(*options, timer);
  return kExitOk;
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  // A closed pipe is an ordinary write error: it gets a message and exit code 1.
  signal(SIGPIPE, SIG_IGN);
  ingot::install_crash_handlers(argc, argv);
  try {
    return ingot::tool_main({argv + (argc > 0), argv + argc});
  } catch (const std::bad_alloc&) {
    std::fputs("ingot: error: out of memory\n", stderr);
    return ingot::kExitBadInput;
  } catch (const std::exception& error) {
    return ingot::report_internal_error(error.what());
  }
}
