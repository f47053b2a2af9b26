// Exceptions of programs: making them, and finding out which of them are still referred to.
#include "runtime/exception/program_exceptions.h"
#include "runtime/exception/exception_heap.h"
#include "runtime/platform/lock.h"
#include "runtime/platform/text_buffer.h"
#include "runtime/trap/program_trap.h"

namespace ingot {
namespace {

// Of the running thread: threads share nothing but memories, so no exception is ever seen by another one. A program
// without threads has no thread-local data.
#if INGOT_THREADS
constinit thread_local ExceptionHeap program_heap;
#else
constinit ExceptionHeap program_heap;
#endif

void mark_slots(void* heap, void* const* begin, void* const* end) {
  static_cast<ExceptionHeap*>(heap)->mark_range(reinterpret_cast<uintptr_t>(begin), reinterpret_cast<uintptr_t>(end));
}

[[gnu::noinline]] void collect(ExceptionHeap& heap, const IngotException* caught) {
  if (!heap.begin_collection()) return;
  heap.mark(reinterpret_cast<uintptr_t>(caught));
  // Registers that calls preserve may hold references of the code that is running.
  StackRegisters registers;
  capture_registers(&registers);
  for (uint64_t value : registers.values) heap.mark(value);
  heap.mark_range(registers.values[StackRegisters::kStackPointer], program_stack().top);
  if (ingot_program.visit_exceptions != nullptr) ingot_program.visit_exceptions(mark_slots, &heap);
  heap.end_collection();
}

}  // namespace

void free_exceptions_of_thread() { program_heap.free_all(); }

}  // namespace ingot

extern "C" {

IngotException* ingot_exception_new(const IngotTag* tag) {
  IngotException* exception = ingot::program_heap.allocate(tag);
  if (exception == nullptr) ingot::die("out of memory: no room for an exception");
  return exception;
}

void ingot_exception_capture(IngotException* exception) {
  if (ingot::program_heap.capture(exception)) ingot::collect(ingot::program_heap, exception);
}

void ingot_exception_release(IngotException* exception) { ingot::program_heap.release(exception); }
}
