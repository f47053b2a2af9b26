// wasi.thread-spawn.  Spec: WASI > wasi-threads.
//
// A thread of the guest is a thread of the host with the instance in its thread-local storage, which libc copies from
// the program's image. It runs on a mapping of its own, like the main thread: guard, Wasm stack, signal stack; above
// them is what has to be known about the thread, where the fault handler finds it. The thread's own stack, which libc
// makes, is only used to enter and leave.
#include <pthread.h>
#include <signal.h>

#include "ingot/abi.h"
#include "runtime/exception/program_exceptions.h"
#include "runtime/platform/lock.h"
#include "runtime/platform/virtual_memory.h"
#include "runtime/start/run_on_stack.h"
#include "runtime/start/stack_layout.h"
#include "runtime/trap/fault_handler.h"
#include "runtime/trap/program_trap.h"
#include "runtime/wasi/types.h"

namespace ingot {
namespace {

/// Threads that can be alive at once, the main one not counted.
constexpr uint32_t kMostThreads = 4096;
/// Identities of threads are positive and below 2^29: wasi-libc uses the bits above.
constexpr uint32_t kGenerations = (1u << 29) / kMostThreads - 1;
/// For the C code that runs before and behind the guest's.
constexpr size_t kEntryStackBytes = 64u << 10;

/// Who is alive. An identity is a number of here and how often that number was used before, so that those of threads
/// that have ended do not come back soon.
class Identities {
 public:
  /// 0 if there are too many threads.
  uint32_t take() {
    LockGuard guard(lock_);
    for (uint32_t tried = 0; tried < kMostThreads; ++tried) {
      const uint32_t index = next_;
      next_ = (next_ + 1) % kMostThreads;
      Place& place = places_[index];
      if (place.taken) continue;
      place.taken = 1;
      place.generation = (place.generation + 1) % kGenerations;
      return place.generation * kMostThreads + index + 1;
    }
    return 0;
  }

  void give_back(uint32_t tid) {
    LockGuard guard(lock_);
    places_[(tid - 1) % kMostThreads].taken = 0;
  }

 private:
  struct Place {
    uint32_t generation : 31 = 0;
    uint32_t taken : 1 = 0;
  };
  Lock lock_;
  uint32_t next_ = 0;
  Place places_[kMostThreads];
};

constinit Identities identities;

/// Lies directly above the thread's signal stack, beginning with what the fault handler looks for there.
struct Thread {
  ProgramStack stack;
  uint32_t tid;
  uint32_t argument;
};

uint64_t mapping_bytes(uint64_t stack_bytes) {
  return stack_bytes + signal_stack_bytes() + round_up_to_page(sizeof(Thread));
}

Thread* map_thread() {
  const uint64_t stack_bytes = wasm_stack_bytes();
  const uintptr_t low = reinterpret_cast<uintptr_t>(allocate_stack(mapping_bytes(stack_bytes), kStackGuardBytes));
  if (low == 0) return nullptr;
  const uintptr_t top = low + stack_bytes;
  Thread* thread = reinterpret_cast<Thread*>(top + signal_stack_bytes());
  thread->stack = {.guard_begin = low - kStackGuardBytes,
                   .guard_end = low,
                   .top = top,
                   .signal_stack_end = top + signal_stack_bytes()};
  return thread;
}

void unmap_thread(Thread* thread) {
  const ProgramStack stack = thread->stack;
  release_address_space(reinterpret_cast<void*>(stack.guard_begin),
                        kStackGuardBytes + mapping_bytes(stack.top - stack.guard_end));
}

/// On the Wasm stack of the thread.
void enter_guest(void* argument) {
  const Thread& thread = *static_cast<Thread*>(argument);
  ingot_program.thread_start(thread.tid, thread.argument);
}

void* run_thread(void* argument) {
  Thread* thread = static_cast<Thread*>(argument);
  use_signal_stack(thread->stack);
  ingot_run_on_stack(reinterpret_cast<void*>(thread->stack.top), enter_guest, thread);
  free_exceptions_of_thread();
  stack_t none = {};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
  const uint32_t tid = thread->tid;
  unmap_thread(thread);
  identities.give_back(tid);
  return nullptr;
}

bool start(Thread* thread) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, kEntryStackBytes);
  pthread_t handle;
  const bool started = pthread_create(&handle, &attributes, run_thread, thread) == 0;
  pthread_attr_destroy(&attributes);
  return started;
}

}  // namespace
}  // namespace ingot

extern "C" uint32_t ingot_wasi_thread_spawn(uint32_t argument) {
  using namespace ingot;
  constexpr uint32_t kAgain = -static_cast<uint32_t>(wasi::Errno::Again);
  const uint32_t tid = identities.take();
  if (tid == 0) return kAgain;
  if (Thread* thread = map_thread()) {
    thread->tid = tid;
    thread->argument = argument;
    if (start(thread)) return tid;
    unmap_thread(thread);
  }
  identities.give_back(tid);
  return kAgain;
}
