// Stack bounds by pthread_getattr_np and getrlimit (Linux, glibc); see thread_stack.h.
#include "runtime/trap/thread_stack.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "ingot/runtime.h"
#include "runtime/platform/virtual_memory.h"
#include "runtime/trap/fault_handler.h"

namespace ingot::hosted::detail {
namespace {

// The kernel keeps this much between a growing stack and the mapping below it (Linux's stack_guard_gap).
constexpr uintptr_t kKernelStackGap = 1 << 20;
// A refused growth of the main stack faults within a page of the limit; the limit is known only to some pages.
constexpr uintptr_t kMainStackSlack = 64 << 10;

// Without a limit, a runaway recursion of the guest would take all memory of the machine: the main stack then ends
// here.
constexpr uint64_t kUnlimitedStackBytes = UINT64_C(256) << 20;
constexpr uint64_t kPlacedGuardBytes = 64 << 10;

// Puts a guard where an unlimited stack has to end. False if something is there already.
bool place_guard(StackBounds& bounds) {
  uintptr_t guard = (bounds.high - kUnlimitedStackBytes) & ~uintptr_t{kPageBytes - 1};
  if (!reserve_address_space_at(reinterpret_cast<void*>(guard), kPlacedGuardBytes)) return false;
  bounds.guard_low = guard;
  // Kernels differ in whether they keep their gap above a mapping that cannot be accessed.
  bounds.guard_high = guard + kPlacedGuardBytes + kKernelStackGap;
  bounds.low = bounds.guard_high;
  return true;
}

// Linux answers "how much" of the main thread's stack by the limit at this moment.
void find_main_guard(StackBounds& bounds) {
  rlimit limit{};
  getrlimit(RLIMIT_STACK, &limit);
  if (limit.rlim_cur == RLIM_INFINITY && bounds.high - bounds.low > kUnlimitedStackBytes && place_guard(bounds)) return;
  bool by_limit = limit.rlim_cur != RLIM_INFINITY && bounds.high - bounds.low + kMainStackSlack >= limit.rlim_cur;
  // Otherwise a mapping comes first, and the kernel stops at the gap above it.
  if (!by_limit) bounds.low += kKernelStackGap;
  bounds.guard_low = bounds.low - kKernelStackGap - kMainStackSlack;
  bounds.guard_high = bounds.low + kMainStackSlack;
}

StackBounds find_bounds() {
  StackBounds bounds;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return bounds;
  void* low = nullptr;
  size_t byte_length = 0;
  size_t guard_bytes = 0;
  if (pthread_attr_getstack(&attributes, &low, &byte_length) == 0) {
    pthread_attr_getguardsize(&attributes, &guard_bytes);
    bounds.low = reinterpret_cast<uintptr_t>(low);
    bounds.high = bounds.low + byte_length;
    bounds.is_main = getpid() == gettid();
    bounds.guard_high = bounds.low;
    bounds.guard_low = bounds.low - std::max<size_t>(guard_bytes, kPageBytes);
    if (bounds.is_main) find_main_guard(bounds);
  }
  pthread_attr_destroy(&attributes);
  return bounds;
}

/// An alternative signal stack for as long as the thread lives, unless the thread has a big enough one of its own.
class SignalStack {
 public:
  bool install() {
    stack_t present{};
    if (sigaltstack(nullptr, &present) == 0 && !(present.ss_flags & SS_DISABLE) &&
        present.ss_size >= signal_stack_bytes()) {
      return true;
    }
    byte_length_ = signal_stack_bytes();
    lowest_ = allocate_stack(byte_length_, kPageBytes);
    if (lowest_ == nullptr) return false;
    stack_t mine{};
    mine.ss_sp = lowest_;
    mine.ss_size = byte_length_;
    return sigaltstack(&mine, nullptr) == 0;
  }
  ~SignalStack() {
    if (lowest_ == nullptr) return;
    stack_t present{};
    if (sigaltstack(nullptr, &present) == 0 && present.ss_sp == lowest_) {
      stack_t none{};
      none.ss_flags = SS_DISABLE;
      sigaltstack(&none, nullptr);
    }
    release_address_space(static_cast<uint8_t*>(lowest_) - kPageBytes, byte_length_ + kPageBytes);
  }

 private:
  void* lowest_ = nullptr;  ///< behind a guard page
  size_t byte_length_ = 0;
};

// No destructor: readable by the handler at any moment of the thread's life.
thread_local StackBounds t_bounds;
thread_local bool t_prepared = false;

}  // namespace

bool prepare_thread() {
  if (t_prepared) return true;
  thread_local SignalStack signal_stack;
  if (!signal_stack.install()) return false;
  t_bounds = find_bounds();
  t_prepared = true;
  return true;
}

const StackBounds& thread_stack() { return t_bounds; }

bool has_room_for_host_code() {
  uintptr_t here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (here < t_bounds.low || here >= t_bounds.high) return true;
  uint64_t needed = std::min<uint64_t>(kHostStackBytes, (t_bounds.high - t_bounds.low) / 4);
  return here - t_bounds.low >= needed;
}

bool is_stack_overflow(uintptr_t fault_address) {
  if (fault_address >= t_bounds.guard_low && fault_address < t_bounds.guard_high) return true;
  if (!t_bounds.is_main) return false;
  // The limit may have been changed since the thread was prepared.
  rlimit limit{};
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
  uintptr_t low = t_bounds.high - limit.rlim_cur;
  return fault_address >= low - kKernelStackGap - kMainStackSlack && fault_address < low + kMainStackSlack;
}

}  // namespace ingot::hosted::detail
