// Feeds damaged modules to decoder, validator, plan and lowering in this process: no crash, no hang, an answer for
// each. What validates must also lower, to IR that LLVM's verifier accepts.
//
//   malformed_harness MUTATIONS SEED FILE.wasm...
//
// Every module is cut off at every byte offset, and MUTATIONS times one byte of it is replaced by another. The work is
// done in a child process; if it dies, the parent says at which case. Prints how many cases there were and how many
// passed validation.
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "compiler/decode/decode_module.h"
#include "compiler/emit/target.h"
#include "compiler/lower/lower_module.h"
#include "compiler/lower/module_plan.h"
#include "compiler/support/file.h"
#include "compiler/validate/validate_module.h"

namespace ingot {
namespace {

constexpr unsigned kSecondsPerCase = 20;

/// What the child tells its parent, in memory that both see.
struct Progress {
  char current[256];
  uint64_t cases;
  uint64_t valid;
};

/// Whether LLVM finds the IR of all functions and of the module's data in order.
bool lowers(const ModulePlan& plan, Product product) {
  static const Target targets[] = {Target::create({}, Product::Program, OptLevel::O0).value(),
                                   Target::create({}, Product::Library, OptLevel::O0).value()};
  static const std::unique_ptr<llvm::TargetMachine> machines[] = {targets[0].machine(), targets[1].machine()};
  const llvm::TargetMachine& machine = *machines[product == Product::Program ? 0 : 1];
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> code = lower_partition(context, machine, plan, plan.live_functions());
  const std::unique_ptr<llvm::Module> state = lower_state(context, machine, plan);
  return !llvm::verifyModule(*code, &llvm::errs()) && !llvm::verifyModule(*state, &llvm::errs());
}

/// Whether the module is valid. Ends the process if a valid one does not lower.
bool compiles(std::span<const uint8_t> bytes, Product product) {
  const Expected<Module> module = decode_module(bytes);
  if (!module) return false;
  const Expected<ValidatedModule> valid = validate_module(*module, 1);
  if (!valid) return false;
  LowerOptions options;
  options.product = product;
  options.module_name = "damaged";
  options.unknown_imports_trap = true;
  options.entry = ProgramEntry::Invoke;
  const Expected<ModulePlan> plan = ModulePlan::create(*valid, options);
  if (!plan) return false;
  if (!lowers(*plan, product)) std::abort();
  return true;
}

void try_case(Progress& progress, std::span<const uint8_t> bytes) {
  alarm(kSecondsPerCase);
  // A copy of exactly this size, so that a sanitizer sees reads beyond the end.
  const std::vector<uint8_t> exact(bytes.begin(), bytes.end());
  const Product product = progress.cases % 2 == 0 ? Product::Program : Product::Library;
  progress.valid += compiles(exact, product);
  progress.cases++;
}

void try_module(Progress& progress, const std::string& path, unsigned mutations, unsigned seed) {
  const Expected<std::vector<uint8_t>> original = read_file(path);
  if (!original) {
    std::fprintf(stderr, "%s\n", format_diagnostic(path, original.error()).c_str());
    _exit(2);
  }
  std::vector<uint8_t> bytes = *original;
  for (size_t length = 0; length < bytes.size(); length++) {
    std::snprintf(progress.current, sizeof progress.current, "%s cut off at %zu", path.c_str(), length);
    try_case(progress, {bytes.data(), length});
  }
  std::mt19937 random(seed);
  for (unsigned i = 0; i < mutations; i++) {
    const size_t at = random() % bytes.size();
    const uint8_t was = bytes[at];
    bytes[at] ^= static_cast<uint8_t>(1 + random() % 255);
    std::snprintf(progress.current, sizeof progress.current, "%s with byte %#zx = %#x", path.c_str(), at, bytes[at]);
    try_case(progress, bytes);
    bytes[at] = was;
  }
}

int harness_main(std::span<char* const> arguments) {
  if (arguments.size() < 3) {
    std::fputs("usage: malformed_harness MUTATIONS SEED FILE.wasm...\n", stderr);
    return 2;
  }
  const unsigned mutations = static_cast<unsigned>(std::atoi(arguments[0]));
  const unsigned seed = static_cast<unsigned>(std::atoi(arguments[1]));
  void* shared = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  Progress& progress = *new (shared) Progress{};
  const pid_t child = fork();
  if (child == 0) {
    for (char* const path : arguments.subspan(2)) try_module(progress, path, mutations, seed);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    std::fprintf(stderr, "killed by signal %d (%s): %s\n", WTERMSIG(status), strsignal(WTERMSIG(status)),
                 progress.current);
    return 1;
  }
  std::printf("%lu cases, %lu of them valid\n", static_cast<unsigned long>(progress.cases),
              static_cast<unsigned long>(progress.valid));
  return WEXITSTATUS(status);
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) { return ingot::harness_main({argv + 1, argv + argc}); }
