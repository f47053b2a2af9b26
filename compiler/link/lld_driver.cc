// The only file that knows LLD and LLVM.
#include "compiler/link/lld_driver.h"

#include <lld/Common/Driver.h>
#include <llvm/Support/CrashRecoveryContext.h>
#include <llvm/Support/Signals.h>
#include <llvm/Support/raw_ostream.h>

#include <csignal>
#include <iterator>
#include <mutex>
#include <vector>

LLD_HAS_DRIVER(elf)

namespace ingot {
namespace {

/// LLVM installs handlers for faults as soon as it has a temporary file to remove, and leaves them there. In a process
/// that runs compiled code they would displace the handler that turns faults into traps.
class FaultHandlersKept {
 public:
  FaultHandlersKept() {
    for (size_t i = 0; i < std::size(kSignals); ++i) sigaction(kSignals[i], nullptr, &before_[i]);
  }
  ~FaultHandlersKept() {
    for (size_t i = 0; i < std::size(kSignals); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  }
  FaultHandlersKept(const FaultHandlersKept&) = delete;
  FaultHandlersKept& operator=(const FaultHandlersKept&) = delete;

 private:
  static constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
  struct sigaction before_[std::size(kSignals)];
};

}  // namespace

LldResult run_lld(std::span<const std::string> arguments, const std::string& output) {
  static std::mutex mutex;
  static bool is_broken = false;  // guarded by mutex
  std::lock_guard lock(mutex);
  if (is_broken) return {.success = false, .crashed = true, .diagnostics = ""};

  std::vector<const char*> c_arguments;
  for (const std::string& argument : arguments) c_arguments.push_back(argument.c_str());
  LldResult result;
  llvm::raw_string_ostream diagnostics(result.diagnostics);
  const FaultHandlersKept kept;
  llvm::sys::RemoveFileOnSignal(output);
  // Without this, LLD's fatal errors would end the process instead of this call.
  llvm::CrashRecoveryContext::Enable();
  const lld::Result outcome = lld::lldMain(c_arguments, llvm::outs(), diagnostics, {{lld::Gnu, &lld::elf::link}});
  llvm::CrashRecoveryContext::Disable();
  llvm::sys::DontRemoveFileOnSignal(output);
  llvm::outs().flush();
  is_broken = !outcome.canRunAgain;
  result.success = outcome.retCode == 0;
  result.crashed = is_broken && !result.success;
  return result;
}

}  // namespace ingot
