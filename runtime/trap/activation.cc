// Activation records and the walk over the stack that makes a backtrace; see activation.h.
#include "runtime/trap/activation.h"

#include <unwind.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "runtime/trap/address_ranges.h"

namespace ingot::hosted::detail {
namespace {

// Initial-exec: the handler may not run the allocator that the dynamic model needs for a thread's first access.
__attribute__((tls_model("initial-exec"))) thread_local Activation* t_current = nullptr;

struct Walk {
  uintptr_t stop_sp;
  RawFrame* frames;
  size_t count;
};

// Not a StackWalker: between the trap and compiled code may lie frames of builtins and of the C library, with tables
// that only the system's unwinder finds.
//
// Runs on the innermost frames only: those of runtime code are passed over, those of compiled code kept, and the walk
// ends at the stack pointer at which this activation began.
_Unwind_Reason_Code visit_frame(_Unwind_Context* context, void* argument) {
  Walk& walk = *static_cast<Walk*>(argument);
  if (walk.count == kMaxFrames) return _URC_END_OF_STACK;
  int before_instruction = 0;
  uintptr_t pc = _Unwind_GetIPInfo(context, &before_instruction);
  // A return address may lie behind the end of its function; the frame of a fault has the instruction itself.
  if (!before_instruction) pc -= 1;
  if (code_ranges().contains(pc)) walk.frames[walk.count++] = {pc, _Unwind_GetRegionStart(context)};
  // The handler runs on its own stack, whose addresses say nothing: only frames below the activation's end it.
  uintptr_t sp = _Unwind_GetCFA(context);
  if (walk.count > 0 && sp >= walk.stop_sp) return _URC_END_OF_STACK;
  return _URC_NO_REASON;
}

}  // namespace

Activation::Activation(const Object& instance) : instance_(instance), previous_(t_current) { t_current = this; }

Activation::~Activation() { t_current = previous_; }

Activation* Activation::current() { return t_current; }

Activation& Activation::running() {
  if (t_current == nullptr) {
    std::fputs("ingot: compiled code was entered without ingot::Func::call\n", stderr);
    std::abort();
  }
  return *t_current;
}

bool Activation::run(IngotEntry entry, IngotCode code, void* context, IngotValue* values) {
  return ingot_activation_enter(entry, code, context, values, &exit_sp_) == 0;
}

void Activation::begin_trace(IngotException* exception, uint32_t file_offset) {
  traced_ = exception;
  is_host_trace_ = std::exchange(host_exception, nullptr) == exception;
  site_ = {IngotTrapUncaughtException, file_offset};
  frame_count_ = 0;
}

void Activation::add_frame(RawFrame frame) {
  if (frame_count_ < kMaxFrames) frames_[frame_count_++] = frame;
}

void Activation::record(TrapSite site) {
  site_ = site;
  Walk walk{reinterpret_cast<uintptr_t>(exit_sp_), frames_, 0};
  _Unwind_Backtrace(visit_frame, &walk);
  frame_count_ = walk.count;
}

void leave_activation(Activation& activation) { ingot_activation_leave(activation.exit_sp()); }

}  // namespace ingot::hosted::detail
