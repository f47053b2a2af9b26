// Backtraces of programs: which Wasm functions were running.
//
// The stack is walked by the unwinder; frames outside INGOT_CODE_SECTION are not shown. Names and offsets come from the
// function rows and names of the program. Async-signal-safe: the unwinder finds the tables through _dl_find_object
// (unwind_tables.cc), without locks and without memory.
#include <unistd.h>
#include <unwind.h>

#include "runtime/platform/text_buffer.h"
#include "runtime/trap/program_trap.h"

extern "C" const char __start_ingot_code[] __attribute__((weak));
extern "C" const char __stop_ingot_code[] __attribute__((weak));

namespace ingot {
namespace {

/// Runaway recursion leaves hundreds of thousands of frames; beyond this many they are not even counted.
constexpr unsigned kMaxCountedFrames = 100'000;
constexpr size_t kMaxNameBytes = 200;

struct Walk {
  TrapSite site;
  unsigned wasm_frames = 0;
};

/// The function that contains pc: of all that begin at or before it, the last.
const IngotFunctionRow* find_function(uintptr_t pc) {
  const IngotFunctionRow* best = nullptr;
  for (const IngotFunctionRow* row = ingot_program.functions_begin; row != ingot_program.functions_end; ++row) {
    if (reinterpret_cast<uintptr_t>(row->code) > pc) continue;
    if (best == nullptr || reinterpret_cast<uintptr_t>(row->code) > reinterpret_cast<uintptr_t>(best->code)) best = row;
  }
  return best;
}

/// Names are the guest's: control characters must not reach a terminal.
void append_name(TextBuffer& line, const char* name) {
  for (size_t i = 0; name[i] != 0 && i < kMaxNameBytes; ++i) {
    const bool is_control = static_cast<unsigned char>(name[i]) < 0x20 || name[i] == 0x7F;
    line.character(is_control ? '?' : name[i]);
  }
}

void write_frame(unsigned number, uintptr_t pc, const TrapSite& site) {
  TextBuffer line;
  line.text(number < 10 ? "  " : " ").decimal(number).text(": ");
  const IngotFunctionRow* row = find_function(pc);
  if (row == nullptr) {
    line.text("<unknown>\n").flush_to(STDERR_FILENO);
    return;
  }
  const uint64_t funcidx = row->funcidx;
  const char* name = funcidx < ingot_program.function_name_count ? ingot_program.function_names[funcidx] : nullptr;
  append_name(line, name != nullptr ? name : "<unnamed>");
  line.text(" (func[").decimal(funcidx).character(']');
  if (number == 0 && site.body_relative_offset != INGOT_TRAP_OFFSET_UNKNOWN)
    line.text(" at ").hex(uint64_t{row->body_offset} + site.body_relative_offset);
  line.text(")\n").flush_to(STDERR_FILENO);
}

_Unwind_Reason_Code visit_frame(_Unwind_Context* context, void* argument) {
  Walk& walk = *static_cast<Walk*>(argument);
  int is_exact = 0;
  // A return address is behind the call, perhaps behind the function; that of a fault is the instruction itself.
  const uintptr_t ip = _Unwind_GetIPInfo(context, &is_exact);
  const uintptr_t pc = is_exact ? ip : ip - 1;
  if (pc < reinterpret_cast<uintptr_t>(__start_ingot_code) || pc >= reinterpret_cast<uintptr_t>(__stop_ingot_code))
    return _URC_NO_REASON;
  if (walk.wasm_frames < kMaxBacktraceFrames) write_frame(walk.wasm_frames, pc, walk.site);
  ++walk.wasm_frames;
  return walk.wasm_frames < kMaxCountedFrames ? _URC_NO_REASON : _URC_END_OF_STACK;
}

}  // namespace

void write_backtrace(const TrapSite& site, const void* /*ucontext*/) {
  Walk walk = {.site = site};
  _Unwind_Backtrace(visit_frame, &walk);
  if (walk.wasm_frames <= kMaxBacktraceFrames) return;
  TextBuffer line;
  line.text("  ... ").text(walk.wasm_frames == kMaxCountedFrames ? "more than " : "");
  line.decimal(walk.wasm_frames - kMaxBacktraceFrames).text(" more\n").flush_to(STDERR_FILENO);
}

}  // namespace ingot
