// Backtraces of programs: which Wasm functions were running.
//
// The stack is walked by its unwind tables; of the frames, those of functions in INGOT_FUNCTIONS_SECTION are shown,
// which leaves out entry code and the runtime. Async-signal-safe.
#include <unistd.h>

#include "runtime/platform/text_buffer.h"
#include "runtime/trap/module_parts.h"
#include "runtime/trap/program_trap.h"
#include "runtime/trap/stack_walker.h"

// Defined by the linker script of programs (compiler/link/program_script.cc).
extern "C" const char ingot_eh_frame_hdr[], __start_ingot_code[], __stop_ingot_code[];

namespace ingot {
namespace {

/// Runaway recursion leaves hundreds of thousands of frames; beyond this many they are not even counted.
constexpr unsigned kMaxCountedFrames = 100'000;

bool is_compiled_code(uintptr_t pc) {
  return pc >= reinterpret_cast<uintptr_t>(__start_ingot_code) && pc < reinterpret_cast<uintptr_t>(__stop_ingot_code);
}

/// The Wasm function whose code begins at this address, or nullptr.
const IngotFunctionRow* find_function(uintptr_t code) {
  for (const IngotFunctionRow* row = ingot_program.functions_begin; row != ingot_program.functions_end; ++row)
    if (reinterpret_cast<uintptr_t>(row->code) == code) return row;
  return nullptr;
}

/// The Wasm function with this file offset in its body, or nullptr. It is not that of the innermost frame if the
/// compiler has inlined it there.
const IngotFunctionRow* find_body(uint32_t file_offset) {
  const IngotFunctionRow* found = nullptr;
  for (const IngotFunctionRow* row = ingot_program.functions_begin; row != ingot_program.functions_end; ++row)
    if (row->body_offset <= file_offset && (found == nullptr || row->body_offset > found->body_offset)) found = row;
  return found;
}

/// `file_offset`: where in the function, if that is known.
void write_frame(unsigned number, const IngotFunctionRow& row, uint32_t file_offset) {
  TextBuffer line;
  line.text(number < 10 ? "  " : " ").decimal(number).text(": ");
  const uint64_t funcidx = row.funcidx;
  const char* name = funcidx < ingot_program.function_name_count ? ingot_program.function_names[funcidx] : nullptr;
  const PlaceInFile place = place_in_file(ingot_program.parts, ingot_program.part_count, row, file_offset);
  line.guest_name(name != nullptr ? name : "<unnamed>").text(" (func[").decimal(place.funcidx).character(']');
  if (file_offset != INGOT_TRAP_OFFSET_UNKNOWN) line.text(" at ").hex(place.file_offset);
  line.text(")\n").flush_to(STDERR_FILENO);
}

/// The frame of the trap itself: two lines if the function has been inlined.
unsigned write_innermost_frame(const IngotFunctionRow& row, uint32_t file_offset) {
  const IngotFunctionRow* body = file_offset == INGOT_TRAP_OFFSET_UNKNOWN ? nullptr : find_body(file_offset);
  if (body == nullptr || body->funcidx == row.funcidx) {
    write_frame(0, row, file_offset);
    return 1;
  }
  write_frame(0, *body, file_offset);
  write_frame(1, row, INGOT_TRAP_OFFSET_UNKNOWN);
  return 2;
}

}  // namespace

UnwindTables program_tables(uintptr_t) { return {0, UINTPTR_MAX, ingot_eh_frame_hdr}; }

void write_backtrace(const TrapSite& site, const StackRegisters& registers, bool at_fault) {
  const ProgramStack& stack = program_stack();
  StackWalker walker(registers, program_tables, stack.guard_end, stack.top, at_fault);
  unsigned shown = 0, hidden = 0;
  uintptr_t outermost = 0;
  for (; walker.has_frame() && hidden < kMaxCountedFrames; walker.step()) {
    if (!is_compiled_code(walker.pc())) continue;
    outermost = walker.function();
    if (shown >= kMaxBacktraceFrames) {
      ++hidden;  // not looked up: that would take time for each
    } else if (const IngotFunctionRow* row = find_function(outermost)) {
      if (shown == 0)
        shown = write_innermost_frame(*row, site.file_offset);
      else
        write_frame(shown++, *row, INGOT_TRAP_OFFSET_UNKNOWN);
    }
  }
  // The outermost frame may be entry code, which is no function of the module.
  if (hidden > 0 && hidden < kMaxCountedFrames && find_function(outermost) == nullptr) --hidden;
  if (hidden == 0) return;
  TextBuffer line;
  line.text("  ... ").text(hidden == kMaxCountedFrames ? "more than " : "").decimal(hidden).text(" more\n");
  line.flush_to(STDERR_FILENO);
}

}  // namespace ingot
