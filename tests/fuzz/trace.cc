#include "tests/fuzz/trace.h"

#include <cstdint>
#include <cstdio>
#include <utility>

namespace fuzz {

std::string show_number(char letter, uint64_t bits) {
  const bool is_nan = (letter == 'f' && (bits & 0x7FFFFFFF) > 0x7F800000) ||
                      (letter == 'd' && (bits & 0x7FFFFFFFFFFFFFFF) > 0x7FF0000000000000);
  const char* name = letter == 'i' ? "i32" : letter == 'l' ? "i64" : letter == 'f' ? "f32" : "f64";
  if (is_nan) return std::string(name) + ":nan";
  char text[32];
  std::snprintf(text, sizeof text, "%s:0x%llx", name, static_cast<unsigned long long>(bits));
  return text;
}

std::string trap_word(std::string_view message) {
  constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"unreachable", "unreachable"},
      {"out of bounds memory access", "memory"},
      {"out of bounds table access", "table"},
      {"undefined element", "table"},
      {"uninitialized element", "signature"},
      {"indirect call type mismatch", "signature"},
      {"integer divide by zero", "zero"},
      {"integer overflow", "range"},
      {"invalid conversion to integer", "range"},
      {"call stack exhausted", "stack"},
      {"null reference", "null"},
      {"null function reference", "null"},
      {"unaligned atomic", "unaligned"},
      {"expected shared memory", "unshared"},
      {"uncaught exception", "exception"},
      {"unhandled exception", "exception"},
  };
  for (auto [text, word] : words)
    if (message.starts_with(text)) return std::string(word);
  return std::string(message);
}

}  // namespace fuzz
