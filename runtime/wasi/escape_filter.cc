// Filtering text for terminals.
#include "runtime/wasi/escape_filter.h"

#include <unistd.h>

namespace ingot::wasi {
namespace {

constexpr uint8_t kReplacement = '?';

bool is_control(uint8_t byte) { return byte == 0x7F || (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t'); }

}  // namespace

uint8_t EscapeFilter::pass(uint8_t byte) {
  if (byte < 0x80) {
    left_ = 0;
    return is_control(byte) ? kReplacement : byte;
  }
  if (byte < 0xC0) {
    const bool continues = left_ != 0 && byte >= lowest_;
    left_ = continues ? static_cast<uint8_t>(left_ - 1) : 0;
    lowest_ = 0x80;
    return continues ? byte : kReplacement;
  }
  left_ = byte >= 0xF5 || byte < 0xC2 ? 0 : byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
  // U+0080 to U+009F are C2 80 to C2 9F. Longer forms of them are no UTF-8: E0 and F0 continue higher.
  lowest_ = byte == 0xC2 || byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
  return left_ == 0 ? kReplacement : byte;
}

ssize_t EscapeFilter::write(int host_fd, const iovec* buffers, int count) {
  uint8_t text[kBufferBytes];
  uint32_t length = 0;
  const EscapeFilter before = *this;
  for (int i = 0; i < count; i++) {
    // Read once each: another thread of the guest may write there.
    const volatile uint8_t* const bytes = static_cast<const uint8_t*>(buffers[i].iov_base);
    for (size_t k = 0; k < buffers[i].iov_len && length < kBufferBytes; k++) text[length++] = pass(bytes[k]);
  }
  const ssize_t written = ::write(host_fd, text, length);
  if (written == static_cast<ssize_t>(length)) return written;
  // The rest comes again: as if it had not been seen. What was filtered passes as it is.
  *this = before;
  for (ssize_t i = 0; i < written; i++) pass(text[i]);
  return written;
}

}  // namespace ingot::wasi
