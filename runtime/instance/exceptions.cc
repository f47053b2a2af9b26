// Making exceptions of libraries, and finding out which of them are still referred to.
//
// An exception lives in the group of its tag, which is that of every instance that can refer to it: who imports a tag
// is linked with it, and an exception that the host carries elsewhere links what it comes from with what it goes to.
#include <cstdlib>

#include "runtime/instance/objects.h"
#include "runtime/trap/activation.h"

namespace ingot::hosted::detail {
namespace {

/// Words of the stack that compiled code of this thread uses, and its registers. What lies between, in frames of host
/// functions, belongs to the host, which pins what it holds.
void mark_stack(ExceptionHeap& heap, const StackRegisters& here) {
  const StackRegisters* registers = &here;
  for (const Activation* activation = Activation::current(); activation != nullptr;
       activation = activation->previous()) {
    for (uint64_t value : registers->values) heap.mark(value);
    heap.mark_range(registers->values[StackRegisters::kStackPointer],
                    reinterpret_cast<uintptr_t>(activation->exit_sp()));
    // The one around it is in the host function from which this one was entered.
    if (activation->previous() != nullptr) registers = &activation->previous()->at_host;
  }
}

void mark_objects(ExceptionHeap& heap, const Group& group) {
  for (const std::unique_ptr<Object>& object : group.objects()) {
    if (const auto* table = dynamic_cast<const TableObject*>(object.get())) {
      if (table->declared.element != ValType::ExnRef) continue;
      const uintptr_t elements = reinterpret_cast<uintptr_t>(table->table.elements);
      heap.mark_range(elements, elements + table->table.size * sizeof(void*));
    } else if (const auto* global = dynamic_cast<const GlobalObject*>(object.get())) {
      if (global->type.type == ValType::ExnRef) heap.mark(global->value->bits[0]);
    }
  }
}

[[gnu::noinline]] void collect(Group& group, const IngotException* caught) {
  ExceptionHeap& heap = group.exceptions();
  if (!heap.begin_collection()) return;
  heap.mark(reinterpret_cast<uintptr_t>(caught));
  StackRegisters registers;
  capture_registers(&registers);
  mark_stack(heap, registers);
  mark_objects(heap, group);
  heap.end_collection();
}

ExceptionHeap& heap_of(const IngotTag* tag) { return static_cast<const RawTag*>(tag)->object->group->exceptions(); }

}  // namespace
}  // namespace ingot::hosted::detail

using namespace ingot::hosted::detail;

extern "C" {

IngotException* ingot_exception_new(const IngotTag* tag) {
  IngotException* exception = heap_of(tag).allocate(tag);
  if (exception == nullptr) ingot_raise_trap(IngotTrapHostError);
  return exception;
}

// Whoever catches an exception calls one of these.

void ingot_exception_capture(IngotException* exception) {
  Activation::running().end_trace();
  Group& group = *tag_of(*exception).group;
  if (group.exceptions().capture(exception)) collect(group, exception);
}

void ingot_exception_release(IngotException* exception) {
  Activation::running().end_trace();
  heap_of(exception->tag).release(exception);
}
}
