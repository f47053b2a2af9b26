// Reading and printing of values. Only programs with -C entry=invoke carry this, so it may use stdio.
#include "runtime/start/value_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

namespace ingot {
namespace {

bool starts_with(const char* text, const char* prefix) { return strncmp(text, prefix, strlen(prefix)) == 0; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// 0x and 1 to 32 digits, as a little-endian number of 128 bits.
bool parse_hex(const char* text, uint64_t bits[2]) {
  if (!starts_with(text, "0x")) return false;
  bits[0] = bits[1] = 0;
  const size_t length = strlen(text += 2);
  if (length == 0 || length > 32) return false;
  for (; *text != 0; ++text) {
    const int digit = hex_digit(*text);
    if (digit < 0) return false;
    bits[1] = bits[1] << 4 | bits[0] >> 60;
    bits[0] = bits[0] << 4 | static_cast<uint64_t>(digit);
  }
  return true;
}

/// Whether bits of a 128-bit number fit a type.
bool fits(const uint64_t bits[2], char type) {
  if (type == 'v') return true;
  if (bits[1] != 0) return false;
  return (type != 'i' && type != 'f') || bits[0] <= UINT32_MAX;
}

bool parse_integer(const char* text, unsigned width, uint64_t* value) {
  const bool is_negative = *text == '-';
  const char* digits = text + (is_negative || *text == '+');
  // strtoull would skip blanks and a second sign.
  if (*digits < '0' || *digits > '9') return false;
  char* end;
  errno = 0;
  const uint64_t magnitude = strtoull(digits, &end, starts_with(digits, "0x") ? 16 : 10);
  if (*end != 0 || errno != 0) return false;
  const uint64_t all_ones = UINT64_MAX >> (64 - width);
  const uint64_t sign_bit = uint64_t{1} << (width - 1);
  if (magnitude > (is_negative ? sign_bit : all_ones)) return false;
  *value = (is_negative ? uint64_t{0} - magnitude : magnitude) & all_ones;
  return true;
}

bool parse_float(const char* text, char type, IngotValue* value) {
  if (*text == 0) return false;
  char* end;
  if (type == 'f')
    value->f32 = strtof(text, &end);
  else
    value->f64 = strtod(text, &end);
  return *end == 0;
}

/// The fewest digits that read back as the same number.
void append_float(TextBuffer& out, char type, const IngotValue& value) {
  char text[40];
  const double number = type == 'f' ? static_cast<double>(value.f32) : value.f64;
  for (int digits = 1; digits <= 17; ++digits) {
    snprintf(text, sizeof(text), "%.*g", digits, number);
    if (type == 'f' ? strtof(text, nullptr) == value.f32 : strtod(text, nullptr) == value.f64) break;
  }
  out.text(text);
}

void append_hex_digits(TextBuffer& out, uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) out.character("0123456789abcdef"[value >> shift & 15]);
}

}  // namespace

bool parse_value(const char* text, char type, IngotValue* value) {
  *value = {};
  switch (type) {
    case 'i': return parse_integer(text, 32, &value->bits[0]);
    case 'l': return parse_integer(text, 64, &value->bits[0]);
    case 'f':
    case 'd': return parse_float(text, type, value);
    case 'v': return parse_hex(text, value->bits);
    default: return strcmp(text, "null") == 0;
  }
}

void append_value(TextBuffer& out, char type, const IngotValue& value) {
  switch (type) {
    case 'i': out.signed_decimal(value.i32); break;
    case 'l': out.signed_decimal(value.i64); break;
    case 'f':
    case 'd': append_float(out, type, value); break;
    case 'v':
      out.text("0x");
      append_hex_digits(out, value.bits[1]);
      append_hex_digits(out, value.bits[0]);
      break;
    default: out.text(value.ref == nullptr ? "null" : "ref"); break;
  }
}

bool parse_bits(const char* text, char type, IngotValue* value) {
  *value = {};
  if (text[0] != type || text[1] != ':') return false;
  if (type == 'r' && strcmp(text + 2, "null") == 0) return true;
  return parse_hex(text + 2, value->bits) && fits(value->bits, type);
}

void append_bits(TextBuffer& out, char type, const IngotValue& value) {
  out.character(type).character(':');
  switch (type) {
    case 'i':
    case 'f': out.hex(value.bits[0] & UINT32_MAX); break;
    case 'v': append_value(out, type, value); break;
    case 'r':
      if (value.ref == nullptr) {
        out.text("null");
        break;
      }
      [[fallthrough]];
    default: out.hex(value.bits[0]); break;
  }
}

}  // namespace ingot
