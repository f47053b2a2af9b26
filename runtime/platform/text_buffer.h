// Text for stderr without stdio: composed in a buffer on the stack, written by one write(2).
//
// Async-signal-safe. What does not fit is cut off; a message is a few lines, and a reader of a crash wants the first
// ones.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace ingot {

class TextBuffer {
 public:
  TextBuffer& text(const char* nul_terminated);
  TextBuffer& text(const char* bytes, size_t length);
  /// A name of the guest's choice: control characters, which a terminal would obey, become `?`; cut off after 200
  /// bytes.
  TextBuffer& guest_name(const char* nul_terminated);
  TextBuffer& character(char c);
  TextBuffer& decimal(uint64_t value);
  TextBuffer& signed_decimal(int64_t value);
  /// 0x and at least one digit, lower case.
  TextBuffer& hex(uint64_t value);

  const char* data() const { return bytes_; }
  size_t length() const { return length_; }
  void clear() { length_ = 0; }
  /// Writes everything to the file descriptor, retries partial writes, and empties the buffer.
  void flush_to(int fd);

 private:
  static constexpr size_t kCapacity = 1024;
  size_t length_ = 0;
  char bytes_[kCapacity];
};

/// Writes all bytes; gives up at the first real error.
void write_all(int fd, const char* bytes, size_t length);

/// Writes `ingot: TEXT` and a newline to stderr and leaves with exit code 70: something that is not the guest's fault.
[[noreturn]] void die(const char* text);

}  // namespace ingot
