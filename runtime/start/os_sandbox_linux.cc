// The second wall on Linux, in the order in which it is built:
//
//   not dumpable   no core file with the host's memory, also if the host pipes cores somewhere, which a limit of their
//                  size does not stop; and no other process of the same user reads this one's memory
//   no_new_privs   what the next two need; also keeps set-user-ID programs from being worth starting
//   Landlock       files: the granted directories and nothing else (runtime/wasi/landlock_linux.cc)
//   seccomp        system calls: those that the program's WASI calls need (system_calls.cc)
#include "runtime/start/os_sandbox.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "ingot/abi.h"
#include "runtime/platform/environment.h"
#include "runtime/platform/text_buffer.h"
#include "runtime/start/startup.h"
#include "runtime/start/system_calls.h"
#include "runtime/wasi/program.h"

// Weak: see main.cc.
#pragma weak ingot_wasi_restrict_directories
#pragma weak ingot_invoke_main
#pragma weak ingot_atomic_wait32
#pragma weak ingot_atomic_wait64

namespace ingot {
namespace {

bool is_turned_off(const char* const* environment) {
  if (ingot_program.no_os_sandbox != 0) return true;
  if (ingot_program.sealed != 0) return false;
  const char* const value = find_variable(environment, "INGOT_SANDBOX");
  return value != nullptr && strcmp(value, "off") == 0;
}

bool is_logging(const char* const* environment) {
  const char* const value = find_variable(environment, "INGOT_LOG");
  return value != nullptr && (strcmp(value, "info") == 0 || strcmp(value, "debug") == 0 || strcmp(value, "trace") == 0);
}

void append_result(TextBuffer* log, const char* what, int error) {
  log->text("ingot: sandbox: ").text(what);
  if (error == 0) return;
  log->text(": not available");
  log->text(error == ENOSYS || error == EOPNOTSUPP || error == EINVAL ? " in this kernel" : ", the system refuses it");
}

IngotWasiDirectories restrict_directories(TextBuffer* log) {
  IngotWasiDirectories result = {};
  if (ingot_wasi_restrict_directories != nullptr) result = ingot_wasi_restrict_directories();
  if (result.count == 0) {
    log->text("ingot: sandbox: no directories granted\n");
    return result;
  }
  append_result(log, "Landlock", result.error);
  if (result.error == 0)
    log->text(": ").decimal(result.count).text(" granted, ABI ").decimal(static_cast<uint64_t>(result.landlock_abi));
  log->character('\n');
  return result;
}

void restrict_system_calls(bool has_directories, TextBuffer* log) {
  SyscallFilter filter;
  allow_system_calls(&filter, {.wasi_calls = ingot_program.wasi_calls,
                               .has_directories = has_directories,
                               .invokes = ingot_invoke_main != nullptr,
                               .waits = &ingot_atomic_wait32 != nullptr || &ingot_atomic_wait64 != nullptr,
                               .has_threads = ingot_program.thread_start != nullptr});
  const int error = filter.install();
  append_result(log, "seccomp", error);
  if (error == 0) log->text(": ").decimal(static_cast<uint64_t>(filter.count())).text(" system calls");
  log->character('\n');
}

}  // namespace

void enter_os_sandbox(const char* const* environment) {
  TextBuffer log;
  if (is_turned_off(environment)) {
    log.text("ingot: sandbox: turned off\n");
  } else {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const bool has_directories = restrict_directories(&log).count != 0;
    restrict_system_calls(has_directories, &log);
  }
  if (is_logging(environment)) log.flush_to(STDERR_FILENO);
}

}  // namespace ingot
