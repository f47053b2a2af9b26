// Names for the frames of a trap; see code_map.h.
#include "runtime/instance/code_map.h"

#include <algorithm>

#include "runtime/instance/objects.h"
#include "runtime/trap/module_parts.h"

namespace ingot::hosted::detail {
namespace {

struct FoundFunction {
  const LoadedModule* module = nullptr;
  const IngotFunctionRow* row = nullptr;
};

/// The function of the same module with this file offset in its body. It is not that of the frame if the compiler has
/// inlined it there.
FoundFunction find_body(const FoundFunction& frame, uint32_t file_offset) {
  FoundFunction found = {frame.module, nullptr};
  for (const IngotFunctionRow& row : frame.module->rows)
    if (row.body_offset <= file_offset && (found.row == nullptr || row.body_offset > found.row->body_offset))
      found.row = &row;
  return found.row == nullptr ? frame : found;
}

/// The Wasm function that the frame is in, or nothing.
FoundFunction find_function(const std::vector<std::shared_ptr<LoadedModule>>& modules, const RawFrame& frame) {
  FoundFunction found;
  const void* pc = reinterpret_cast<const void*>(frame.pc);
  for (const std::shared_ptr<LoadedModule>& module : modules) {
    if (pc < module->info->code_begin || pc >= module->info->code_end) continue;
    auto behind = std::ranges::upper_bound(module->rows, pc, {}, &IngotFunctionRow::code);
    if (behind == module->rows.begin()) continue;
    const IngotFunctionRow* row = &*std::prev(behind);
    // Another module of the same image may have the function that is nearer.
    if (found.row == nullptr || found.row->code < row->code) found = {module.get(), row};
  }
  // Thunks have no row: the nearest function in front of them is not theirs.
  if (found.row != nullptr && frame.function_start > reinterpret_cast<uintptr_t>(found.row->code)) return {};
  return found;
}

Frame describe(const FoundFunction& found, const RawFrame& raw, uint32_t wasm_offset) {
  Frame frame;
  frame.module = found.module->info->name;
  frame.function = found.module->function_name(found.row->funcidx);
  const IngotModule& info = *found.module->info;
  const PlaceInFile place = place_in_file(info.parts, info.part_count, *found.row, wasm_offset);
  frame.funcidx = place.funcidx;
  frame.native_offset = raw.pc - reinterpret_cast<uintptr_t>(found.row->code);
  if (wasm_offset != INGOT_TRAP_OFFSET_UNKNOWN) frame.wasm_offset = place.file_offset;
  return frame;
}

}  // namespace

Trap take_trap(Activation& activation) {
  Trap trap;
  // What a host function has left there may be an exception that was caught since.
  const bool is_from_host = activation.host_trap != nullptr &&
                            (activation.host_trap->exception == nullptr || activation.is_exception_of_host());
  if (is_from_host) {
    trap = std::move(*activation.host_trap);
    activation.host_trap.reset();
  } else {
    trap = Trap::of(static_cast<TrapKind>(activation.site().kind));
    if (IngotException* exception = activation.exception()) trap.exception = std::make_shared<HeldException>(exception);
  }
  std::vector<std::shared_ptr<LoadedModule>> modules = LoadedModule::all();
  // Frames of an inner call, which a host function passed on, come first: they are further in.
  uint32_t wasm_offset = activation.site().file_offset;
  for (const RawFrame& raw : activation.frames()) {
    // The same bound for a trap that went through many entries: the frames that matter are the innermost.
    if (trap.backtrace.size() >= kMaxFrames) break;
    if (FoundFunction found = find_function(modules, raw); found.row != nullptr) {
      const FoundFunction body = wasm_offset == INGOT_TRAP_OFFSET_UNKNOWN ? found : find_body(found, wasm_offset);
      trap.backtrace.push_back(describe(body, raw, wasm_offset));
      if (body.row->funcidx != found.row->funcidx)
        trap.backtrace.push_back(describe(found, raw, INGOT_TRAP_OFFSET_UNKNOWN));
    }
    wasm_offset = INGOT_TRAP_OFFSET_UNKNOWN;  // only the instruction that trapped carries one
  }
  return trap;
}

}  // namespace ingot::hosted::detail
