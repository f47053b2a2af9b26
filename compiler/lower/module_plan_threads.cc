// Programs with threads: what wasi-threads asks of a module.  Spec: WASI > wasi-threads.
//
// Each call of wasi.thread-spawn instantiates the module anew for its thread, on the same shared memory. So a module
// that imports it must import its memories, and as shared ones: a memory of its own would be another one in every
// thread.
#include "compiler/lower/module_plan_steps.h"

namespace ingot {
namespace {

bool imports_thread_spawn(const Module& module) {
  for (const Import& import : module.imports)
    if (import.kind == ExternKind::Func && import.module == kThreadSpawnModule && import.name == kThreadSpawnName)
      return true;
  return false;
}

Expected<void> check_memories(const Module& module) {
  for (uint32_t memidx = 0; memidx < module.memories.size(); ++memidx)
    if (memidx >= module.imported_memories || !module.memories[memidx].type.limits.shared)
      return fail("the module imports wasi.thread-spawn, but its memory " + std::to_string(memidx) +
                  " is not an import that is shared, so that its threads would not have it in common");
  return {};
}

}  // namespace

Expected<std::optional<uint32_t>> find_thread_start(const Module& module) {
  if (!imports_thread_spawn(module)) return std::nullopt;
  INGOT_CHECK(check_memories(module));
  const FuncType wanted{.params = {kI32, kI32}, .results = {}};
  for (const Export& entry : module.exports) {
    if (entry.kind != ExternKind::Func || entry.name != "wasi_thread_start") continue;
    const FuncType& type = module.func_type(entry.index);
    if (type == wanted) return entry.index;
    return fail_at(entry.offset, "the function exported as wasi_thread_start has type " + to_string(type) +
                                     ", but threads enter a function of type " + to_string(wanted));
  }
  return fail("the module imports wasi.thread-spawn, but exports no function wasi_thread_start for threads to enter");
}

}  // namespace ingot
