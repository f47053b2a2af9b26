// Composing and writing messages with nothing but write(2).
#include "runtime/platform/text_buffer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

namespace ingot {

TextBuffer& TextBuffer::text(const char* bytes, size_t length) {
  if (length > kCapacity - length_) length = kCapacity - length_;
  memcpy(bytes_ + length_, bytes, length);
  length_ += length;
  return *this;
}

TextBuffer& TextBuffer::text(const char* nul_terminated) { return text(nul_terminated, strlen(nul_terminated)); }

TextBuffer& TextBuffer::guest_name(const char* nul_terminated) {
  constexpr size_t kMaxNameBytes = 200;
  const unsigned char* const name = reinterpret_cast<const unsigned char*>(nul_terminated);
  for (size_t i = 0; name[i] != 0 && i < kMaxNameBytes; ++i) {
    // Names are UTF-8: U+0080 to U+009F are these two bytes and nothing else.
    const bool is_c1 = name[i] == 0xC2 && name[i + 1] >= 0x80 && name[i + 1] < 0xA0;
    const bool is_control = is_c1 || name[i] < 0x20 || name[i] == 0x7F;
    character(is_control ? '?' : nul_terminated[i]);
    if (is_c1) ++i;
  }
  return *this;
}

TextBuffer& TextBuffer::character(char c) { return text(&c, 1); }

TextBuffer& TextBuffer::decimal(uint64_t value) {
  char digits[20];
  char* first = digits + sizeof(digits);
  do {
    *--first = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  return text(first, static_cast<size_t>(digits + sizeof(digits) - first));
}

TextBuffer& TextBuffer::signed_decimal(int64_t value) {
  if (value >= 0) return decimal(static_cast<uint64_t>(value));
  return character('-').decimal(uint64_t{0} - static_cast<uint64_t>(value));
}

TextBuffer& TextBuffer::hex(uint64_t value) {
  char digits[16];
  char* first = digits + sizeof(digits);
  do {
    *--first = "0123456789abcdef"[value & 15];
    value >>= 4;
  } while (value != 0);
  return text("0x", 2).text(first, static_cast<size_t>(digits + sizeof(digits) - first));
}

void TextBuffer::flush_to(int fd) {
  write_all(fd, bytes_, length_);
  length_ = 0;
}

void write_all(int fd, const char* bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    length -= static_cast<size_t>(written);
  }
}

void die(const char* text) {
  TextBuffer().text("ingot: ").text(text).character('\n').flush_to(STDERR_FILENO);
  _exit(70);
}

}  // namespace ingot
