// The only file that knows LLD and LLVM.
#include "compiler/link/lld_driver.h"

#include <lld/Common/Driver.h>
#include <llvm/Support/CrashRecoveryContext.h>
#include <llvm/Support/Signals.h>
#include <llvm/Support/raw_ostream.h>

#include <mutex>
#include <vector>

LLD_HAS_DRIVER(elf)

namespace ingot {

LldResult run_lld(std::span<const std::string> arguments) {
  static std::mutex mutex;
  static bool is_broken = false;  // guarded by mutex
  std::lock_guard lock(mutex);
  if (is_broken) return {.success = false, .crashed = true, .diagnostics = ""};

  std::vector<const char*> c_arguments;
  for (const std::string& argument : arguments) c_arguments.push_back(argument.c_str());
  LldResult result;
  llvm::raw_string_ostream diagnostics(result.diagnostics);
  // Without this, LLD's fatal errors would end the process instead of this call.
  llvm::CrashRecoveryContext::Enable();
  const lld::Result outcome = lld::lldMain(c_arguments, llvm::outs(), diagnostics, {{lld::Gnu, &lld::elf::link}});
  llvm::CrashRecoveryContext::Disable();
  llvm::outs().flush();
  is_broken = !outcome.canRunAgain;
  result.success = outcome.retCode == 0;
  result.crashed = is_broken && !result.success;
  return result;
}

void remove_on_interrupt(const std::string& path) { llvm::sys::RemoveFileOnSignal(path); }
void keep_on_interrupt(const std::string& path) { llvm::sys::DontRemoveFileOnSignal(path); }

}  // namespace ingot
