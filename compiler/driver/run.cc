// Compiles into the cache unless the program is there already, then replaces this process by it.
//
// Grants (--dir, --env, --tcplisten) and limits are given when the program starts, by variables, so that one cached
// program serves all of them. Lists separate entries by ';': an entry that contains one is compiled in instead.
#include "compiler/driver/run.h"

#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "compiler/driver/cache.h"
#include "compiler/driver/input_files.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/program_options.h"
#include "compiler/driver/report.h"
#include "compiler/support/log.h"

namespace ingot {
namespace {

/// Appends the entries without ';' to the variable and removes them from the list.
void pass_by_environment(const char* variable, std::vector<std::string>& entries) {
  const char* inherited = std::getenv(variable);
  std::string value = inherited != nullptr ? inherited : "";
  std::vector<std::string> rest;
  for (const std::string& entry : entries) {
    if (entry.find(';') != std::string::npos) {
      rest.push_back(entry);
      continue;
    }
    if (!value.empty()) value += ';';
    value += entry;
  }
  if (!value.empty()) setenv(variable, value.c_str(), 1);
  entries = std::move(rest);
}

/// What the tool was started with counts too: of two limits the runtime takes the lower.
void pass_limits(ProgramLimits& limits) {
  const char* inherited = std::getenv("INGOT_LIMIT");
  const std::string value = limits_as_text(limits) + (inherited != nullptr ? inherited : "");
  if (!value.empty()) setenv("INGOT_LIMIT", value.c_str(), 1);
  if (!limits.os_sandbox) setenv("INGOT_SANDBOX", "off", 1);
  limits = {.filter_escapes = limits.filter_escapes};
}

Expected<void> become_program(const std::string& path, const Options& options) {
  std::vector<std::string> words{std::filesystem::path(options.input).filename().string()};
  if (!options.invoke.empty()) words.push_back(options.invoke);
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  signal(SIGPIPE, SIG_DFL);  // ignored signals stay ignored across exec
  execv(path.c_str(), argv.data());
  return fail(fmt::format("cannot run the compiled program '{}': {}", path, std::strerror(errno)));
}

}  // namespace

Expected<void> run(const Options& given, PhaseTimer& timer) {
  if (given.input == "-") {
    return std::unexpected(
        Diagnostic{.message = "run needs a file: standard input belongs to the program", .usage = true});
  }
  Options options = given;
  options.emit = EmitFormat::Executable;
  if (!options.invoke.empty()) options.entry = ProgramEntry::Invoke;
  pass_by_environment("INGOT_DIR", options.dirs);
  pass_by_environment("INGOT_ENV", options.env);
  pass_by_environment("INGOT_LISTEN", options.listeners);
  pass_limits(options.limits);

  const std::vector<InputFile> files = INGOT_TRY(read_input_files(options));
  const std::string folder = INGOT_TRY(cache_folder());
  const std::string path = folder + "/" + INGOT_TRY(cache_key(files, options));
  if (touch_cached_program(path)) {
    log_message(LogStage::Driver, LogLevel::Info, "cached program " + path);
  } else {
    log_message(LogStage::Driver, LogLevel::Info, "compiling to " + path);
    options.output = path;
    INGOT_CHECK(compile_files(files, options, timer));
    trim_cache(folder, path, kCacheLimitBytes);
  }
  report_times(options, timer);
  return become_program(path, options);
}

}  // namespace ingot
