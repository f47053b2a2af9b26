// The compiled half of the differential run (run.py).
//
//   fuzz_runner generate FIRST_SEED COUNT FEATURES FOLDER [--no-imports]     writes seedN.wasm (generate.h)
//   fuzz_runner operands FEATURES FOLDER                writes operandsN.wasm (operands.h)
//   fuzz_runner prepare SEED ROUNDS FILE.wasm...      instruments every file in place; removes those that are not valid
//   fuzz_runner trace [-On] [--mcpu=CPU] [--program] [--base=register] --work=FOLDER FILE.wasm...
//       compiles and runs instrumented modules; their traces go to standard output
//
// All files of one call are one batch in a forked child. If it dies, its trace ends with a line "died: SIGNAL", and a
// new child takes the batch up behind that module.
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>

#include "compiler/decode/decode_module.h"
#include "compiler/support/file.h"
#include "compiler/validate/validate_module.h"
#include "tests/fuzz/generate.h"
#include "tests/fuzz/instrument.h"
#include "tests/fuzz/operands.h"
#include "tests/fuzz/trace.h"

namespace fuzz {
namespace {

constexpr unsigned kSecondsPerModule = 120;

ingot::Expected<void> prepare(const std::string& path, uint64_t seed, unsigned rounds) {
  const std::vector<uint8_t> bytes = INGOT_TRY(ingot::read_file(path));
  const ingot::Module module = INGOT_TRY(ingot::decode_module(bytes));
  INGOT_TRY(ingot::validate_module(module, 1));
  const Bytes instrumented = INGOT_TRY(instrument(module, seed, rounds));
  return ingot::write_file_atomically(path, instrumented.bytes());
}

/// Names separated by commas, or "lowered": whatever can be compiled.
FeatureSet features_named(const std::string& text) {
  FeatureSet features;
  for (size_t i = 0; i < static_cast<size_t>(ingot::Feature::Count); ++i) {
    const ingot::FeatureInfo& row = ingot::info(static_cast<ingot::Feature>(i));
    const bool is_named = ("," + text + ",").find("," + std::string(row.name) + ",") != std::string::npos;
    if (is_named || (text == "lowered" && row.lowered)) features.add(row.feature);
  }
  return features;
}

/// Four in five of them, so that each is seen without the others.
FeatureSet some_of(const FeatureSet& features, uint64_t seed) {
  Random random(~seed);
  FeatureSet some;
  for (size_t i = 0; i < static_cast<size_t>(ingot::Feature::Count); ++i) {
    const auto feature = static_cast<ingot::Feature>(i);
    if (features.has(feature) && !random.one_in(5)) some.add(feature);
  }
  return some;
}

bool write(const std::string& path, const Bytes& module) {
  const auto written = ingot::write_file_atomically(path, module.bytes());
  if (!written) std::fprintf(stderr, "%s\n", ingot::format_diagnostic(path, written.error()).c_str());
  return written.has_value();
}

int generate_all(std::span<char* const> arguments) {
  const uint64_t first = std::strtoull(arguments[0], nullptr, 0);
  const uint64_t count = std::strtoull(arguments[1], nullptr, 0);
  const FeatureSet features = features_named(arguments[2]);
  const bool imports = arguments.size() < 5;
  for (uint64_t seed = first; seed < first + count; ++seed) {
    const Bytes module = generate(seed, some_of(features, seed), imports);
    const std::string path = std::string(arguments[3]) + "/seed" + std::to_string(seed) + ".wasm";
    if (!write(path, module)) return 1;
  }
  return 0;
}

int write_operands(std::span<char* const> arguments) {
  int number = 0;
  for (const Bytes& module : operand_modules(features_named(arguments[0])))
    if (!write(std::string(arguments[1]) + "/operands" + std::to_string(number++) + ".wasm", module)) return 1;
  return 0;
}

int prepare_all(std::span<char* const> arguments) {
  const uint64_t seed = std::strtoull(arguments[0], nullptr, 0);
  const auto rounds = static_cast<unsigned>(std::strtoul(arguments[1], nullptr, 0));
  int rejected = 0;
  for (char* const path : arguments.subspan(2)) {
    const auto done = prepare(path, seed + std::hash<std::string>()(std::filesystem::path(path).stem()), rounds);
    if (done) continue;
    std::fprintf(stderr, "%s\n", ingot::format_diagnostic(path, done.error()).c_str());
    std::filesystem::remove(path);
    ++rejected;
  }
  return rejected == 0 ? 0 : 1;
}

void trace(const std::string& path, const RunSettings& settings) {
  std::printf("module %s\n", std::filesystem::path(path).stem().c_str());
  std::fflush(stdout);
  alarm(kSecondsPerModule);
  settings.program ? trace_in_program(path, settings) : trace_in_library(path, settings);
  std::fflush(stdout);
}

/// Where the child is, in memory that both see.
struct Progress {
  size_t next = 0;
};

void trace_all(std::span<char* const> paths, const RunSettings& settings) {
  void* shared = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) std::abort();
  volatile Progress& progress = *new (shared) Progress;
  while (progress.next < paths.size()) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      while (progress.next < paths.size()) {
        const size_t index = progress.next;
        progress.next = index + 1;
        trace(paths[index], settings);
      }
      std::fflush(stdout);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
      std::printf("\ndied: %s\n", strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != 0)
      std::printf("\ndied: exit code %d\n", WEXITSTATUS(status));
  }
  munmap(shared, sizeof(Progress));
}

int trace_command(std::span<char* const> arguments) {
  RunSettings settings;
  size_t i = 0;
  for (; i < arguments.size() && arguments[i][0] == '-'; ++i) {
    const std::string argument = arguments[i];
    if (argument.starts_with("-O"))
      settings.level = argument[2] - '0';
    else if (argument.starts_with("--mcpu="))
      settings.cpu = argument.substr(7);
    else if (argument == "--program")
      settings.program = true;
    else if (argument == "--base=register")
      settings.register_base = true;
    else if (argument.starts_with("--work="))
      settings.work_folder = argument.substr(7);
    else
      return -1;
  }
  if (settings.work_folder.empty()) return -1;
  std::filesystem::create_directories(settings.work_folder);
  trace_all(arguments.subspan(i), settings);
  return 0;
}

int runner_main(std::span<char* const> arguments) {
  int code = -1;
  if (arguments.size() >= 5 && std::strcmp(arguments[0], "generate") == 0) code = generate_all(arguments.subspan(1));
  if (arguments.size() == 3 && std::strcmp(arguments[0], "operands") == 0) code = write_operands(arguments.subspan(1));
  if (arguments.size() >= 3 && std::strcmp(arguments[0], "prepare") == 0) code = prepare_all(arguments.subspan(1));
  if (arguments.size() >= 2 && std::strcmp(arguments[0], "trace") == 0) code = trace_command(arguments.subspan(1));
  if (code >= 0) return code;
  std::fputs(
      "usage: fuzz_runner generate FIRST_SEED COUNT FEATURES FOLDER [--no-imports]\n"
      "       fuzz_runner operands FEATURES FOLDER\n"
      "       fuzz_runner prepare SEED ROUNDS FILE.wasm...\n"
      "       fuzz_runner trace [-On] [--mcpu=CPU] [--program] [--base=register] --work=FOLDER FILE.wasm...\n",
      stderr);
  return 2;
}

}  // namespace
}  // namespace fuzz

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);  // a program that died is an answer that does not come
  return fuzz::runner_main({argv + 1, static_cast<size_t>(argc - 1)});
}
