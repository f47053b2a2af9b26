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

std::string printable_name(std::string_view name) {
  std::string text;
  for (size_t i = 0; i < name.size(); ++i) {
    const std::string_view rest = name.substr(i);
    const auto third = rest.size() > 2 ? static_cast<unsigned char>(rest[2]) : 0;
    // U+202A..202E and U+2066..2069 change the direction of the text around them.
    const bool turns_text = (rest.starts_with("\xE2\x80") && third >= 0xAA && third <= 0xAE) ||
                            (rest.starts_with("\xE2\x81") && third >= 0xA6 && third <= 0xA9);
    const bool is_c1 = rest.size() > 1 && rest[0] == '\xC2' && static_cast<unsigned char>(rest[1]) < 0xA0;
    if (name[i] == '\n' || name[i] == '\t') {
      text += name[i] == '\n' ? "\\n" : "\\t";
    } else if (turns_text) {
      text += '?';
      i += 2;
    } else if (is_c1) {
      text += '?';  // U+0080 to U+009F: controls, as below U+0020
      i += 1;
    } else {
      append_printable(text, rest.substr(0, 1));
    }
  }
  return text;
}

std::string format_diagnostic(std::string_view file, const Diagnostic& diagnostic) {
  if (!diagnostic.file.empty()) file = diagnostic.file;
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
