// The report: see program_report.h.
#include "runtime/exception/program_report.h"

#include "runtime/trap/program_trap.h"

namespace ingot {
namespace {

/// More than that of a payload is not shown.
constexpr uint32_t kMaxShownValues = 8;

/// Floats by their bits: a program without printf has no better way.
void append_payload_value(TextBuffer& out, char letter, const IngotValue& value) {
  switch (letter) {
    case 'i': out.text("i32 ").signed_decimal(value.i32); break;
    case 'l': out.text("i64 ").signed_decimal(value.i64); break;
    case 'f': out.text("f32 ").hex(value.bits[0] & UINT32_MAX); break;
    case 'd': out.text("f64 ").hex(value.bits[0]); break;
    case 'v': out.text("v128 ").hex(value.bits[1]).character(' ').hex(value.bits[0]); break;
    default: out.text(value.ref == nullptr ? "null" : "reference"); break;
  }
}

void append_exception(TextBuffer& out, const IngotException& exception) {
  const IngotTag& tag = *exception.tag;
  if (tag.name != nullptr)
    out.guest_name(tag.name);
  else
    out.text("tag[").decimal(tag.index).character(']');
  if (tag.payload_count == 0) return;
  const IngotValue* payload = INGOT_EXCEPTION_PAYLOAD(&exception);
  out.character('(');
  for (uint32_t i = 0; i < tag.payload_count && i < kMaxShownValues; ++i) {
    if (i != 0) out.text(", ");
    append_payload_value(out, tag.signature[i], payload[i]);
  }
  if (tag.payload_count > kMaxShownValues) out.text(", ...");
  out.character(')');
}

}  // namespace

void die_of_exception(const IngotException& exception, uint32_t file_offset, const StackRegisters& thrower) {
  TextBuffer message;
  message.text("trap: ").text(trap_text(IngotTrapUncaughtException)).text(": ");
  append_exception(message, exception);
  end_with_report(message, {.kind = IngotTrapUncaughtException, .file_offset = file_offset}, thrower,
                  /*at_fault=*/false);
}

}  // namespace ingot
