// --filter-escapes: what a program writes to a terminal, without what a terminal would obey.
//
// Control characters but newline, carriage return and tab become `?`: those of ASCII, and those that are written as
// U+0080 to U+009F or as single bytes. Other text passes, if it is UTF-8.
#pragma once

#include <stdint.h>
#include <sys/uio.h>

namespace ingot::wasi {

class EscapeFilter {
 public:
  /// What is written for the next byte.
  uint8_t pass(uint8_t byte);

  /// As writev, of at most kBufferBytes.
  ssize_t write(int host_fd, const iovec* buffers, int count);

 private:
  static constexpr uint32_t kBufferBytes = 4096;

  uint8_t left_ = 0;       ///< continuation bytes that the character begun still has
  uint8_t lowest_ = 0x80;  ///< the next of which may not be less
};

}  // namespace ingot::wasi
