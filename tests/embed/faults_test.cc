// Faults that are not traps: they go to the handler that the host had installed.
#include <signal.h>
#include <sys/wait.h>
#include <ucontext.h>

#include "tests/embed/support.h"

namespace ingot {
namespace {

int g_foreign_faults = 0;

void skip_foreign_fault(int, siginfo_t*, void* context) {
  ++g_foreign_faults;
  // The faulting instruction of the test below is `mov (%rax), %eax`, two bytes long.
  static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP] += 2;
}

TEST(FaultHandler, PassesOnFaultsOfTheHost) {
  // This test runs in a process of its own if it is the first to load a module; otherwise the handler below is not the
  // one that ours found, so the chain is tested by a death test instead.
  EXPECT_EXIT(
      {
        struct sigaction action {};
        action.sa_sigaction = skip_foreign_fault;
        action.sa_flags = SA_SIGINFO;
        sigaction(SIGSEGV, &action, nullptr);
        Instance instance = make(load("everything"), with_host(Func::wrap([](int32_t a) {
                                   uintptr_t null = 0;
                                   __asm__ volatile("mov (%%rax), %%eax" : "+a"(null)::"memory");
                                   return a;
                                 })));
        int32_t result = call(instance, "call_host", {1});
        Trap trap = trap_of(instance, "load", {-1});
        bool good = result == 2 && g_foreign_faults == 1 && trap.kind == TrapKind::OutOfBoundsMemory;
        std::exit(good ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

// By the signal, or reported by the handler of a sanitizer, which was there before ours.
bool crashed(int status) {
  return WIFSIGNALED(status) ? WTERMSIG(status) == SIGSEGV : WIFEXITED(status) && WEXITSTATUS(status) != 0;
}

TEST(FaultHandler, LeavesTheHostsCrashesAlone) {
  Instance instance = make(load("everything"), with_host(Func::wrap([](int32_t a) {
                             volatile uintptr_t address = 8;
                             *reinterpret_cast<volatile int*>(address) = 1;
                             return a;
                           })));
  EXPECT_EXIT(call(instance, "call_host", {1}), crashed, "");
  // Even an address inside a linear memory is the host's own fault if the host touches it.
  Instance second = make(load("everything"), with_host(Func::wrap([&](int32_t a) {
                           *reinterpret_cast<volatile uint8_t*>(instance.memory("memory")->bytes().data() + 65536) = 1;
                           return a;
                         })));
  EXPECT_EXIT(call(second, "call_host", {1}), crashed, "");
}

}  // namespace
}  // namespace ingot
