// Diagnostics as text.
#include "compiler/support/diagnostic.h"

#include <charconv>

namespace ingot {
namespace {

void append_hex(std::string& text, uint64_t value) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, 16);
  text.append(digits, end.ptr);
}

/// Appends `part`, control characters as \x1b. Newlines stay: a linker's message has several lines.
void append_printable(std::string& text, std::string_view part) {
  for (const char c : part) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t') {
      text += c;
      continue;
    }
    text += byte < 0x10 ? "\\x0" : "\\x";
    append_hex(text, byte);
  }
}

}  // namespace

std::string format_diagnostic(std::string_view file, const Diagnostic& diagnostic) {
  if (diagnostic.usage || file.empty()) file = "ingot";
  std::string text;
  append_printable(text, file);
  if (diagnostic.offset) {
    text += ":0x";
    append_hex(text, *diagnostic.offset);
  }
  text += ": error: ";
  append_printable(text, diagnostic.message);
  if (!diagnostic.note.empty()) {
    text += '\n';
    append_printable(text, file);
    text += ": note: ";
    append_printable(text, diagnostic.note);
  }
  return text;
}

}  // namespace ingot
