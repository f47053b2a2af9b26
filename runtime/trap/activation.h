// Entries into compiled code: where traps and uncaught exceptions go, and what they leave behind.
//
// Each call from host code into compiled code is one Activation, on the stack of the caller and in a list per thread.
// A trap or an uncaught exception returns to the innermost one. C++ frames of host functions are never skipped: they
// lie between two activations, and only the innermost is left. The fault handler, ingot_raise_trap() and the walk of an
// exception (exception/hosted_unwind.cc) fill in what happened; the caller picks it up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "ingot/abi.h"
#include "ingot/types.h"
#include "runtime/trap/stack_walker.h"
#include "runtime/trap/trap.h"

namespace ingot::hosted::detail {

struct Object;

/// A frame as found by the unwinder; instance/code_map.h turns it into a name.
struct RawFrame {
  uintptr_t pc;              ///< of the instruction, or just behind the call that was running
  uintptr_t function_start;  ///< by the unwind tables; 0 if unknown
};

inline constexpr size_t kMaxFrames = 64;

class Activation {
 public:
  /// `instance` is the one whose function is called.
  explicit Activation(const Object& instance);
  ~Activation();
  Activation(const Activation&) = delete;
  Activation& operator=(const Activation&) = delete;

  /// The innermost activation of this thread; nullptr if no compiled code is running. Async-signal-safe.
  static Activation* current();
  /// The same for what compiled code calls: it can only be running inside an activation, unless the host jumped into it
  /// behind the runtime's back, which ends the process with a message.
  static Activation& running();

  /// Calls compiled code. True if it returned, false if it trapped.
  bool run(IngotEntry entry, IngotCode code, void* context, IngotValue* values);

  /// After a trap: what it was, and the compiled code that was active, innermost first.
  const TrapSite& site() const { return site_; }
  std::span<const RawFrame> frames() const { return {frames_, frame_count_}; }

  /// Fills in the trap and the frames of the running stack. Async-signal-safe, since the fault lies in compiled code.
  void record(TrapSite site);

  // An exception is traced while it goes through the frames: they are gone when it turns out that nobody catches it.
  /// From its throw...
  void begin_trace(IngotException* exception, uint32_t file_offset);
  void add_frame(RawFrame frame);
  bool is_tracing(const IngotException* exception) const { return traced_ == exception; }
  /// ... until it is caught: if it is thrown on after that, or another one gets its address, that is another trace.
  void end_trace() { traced_ = nullptr; }
  /// ... or leaves compiled code.
  void leave_by(IngotException* exception) { exception_ = exception; }
  /// The exception by which compiled code was left; nullptr if it was a trap.
  IngotException* exception() const { return exception_; }
  /// Whether a host function threw it, whose frames stand in host_trap.
  bool is_exception_of_host() const { return exception_ != nullptr && is_host_trace_; }

  Activation* previous() const { return previous_; }
  /// The instance that was entered; what it calls belongs to the same group.
  const Object& instance() const { return instance_; }
  /// The stack pointer at which ingot_activation_trapped continues.
  void* exit_sp() const { return exit_sp_; }

  /// Set while a host function runs: its faults are never traps.
  bool in_host = false;
  /// While a host function runs: the registers of compiled code, and where its part of the stack ends.
  StackRegisters at_host;
  /// The error of the host function that is about to trap.
  std::unique_ptr<Trap> host_trap;
  /// The exception that the host function throws, until its trace begins.
  IngotException* host_exception = nullptr;

 private:
  const Object& instance_;
  void* exit_sp_ = nullptr;
  Activation* previous_;
  TrapSite site_;
  IngotException* traced_ = nullptr;
  bool is_host_trace_ = false;
  IngotException* exception_ = nullptr;
  size_t frame_count_ = 0;
  RawFrame frames_[kMaxFrames];
};

/// Leaves compiled code for the innermost activation, which has a trap recorded.
[[noreturn]] void leave_activation(Activation& activation);

/// Installs the handlers for kFaultSignals, once per process.
void install_fault_handler();

}  // namespace ingot::hosted::detail

extern "C" {
int ingot_activation_enter(IngotEntry entry, IngotCode code, void* context, IngotValue* values, void** exit_sp);
void ingot_activation_trapped(void);
[[noreturn]] void ingot_activation_leave(void* exit_sp);
}
