// Concatenation and numbers; out of line, because GCC 12 sees overflows in inlined insertions that are not there.
#include "tests/unit/decode/module_bytes.h"

namespace ingot::test {

Bytes operator+(Bytes left, const Bytes& right) {
  for (const uint8_t byte : right) left.push_back(byte);
  return left;
}

Bytes leb(uint64_t value) {
  Bytes bytes;
  while (value >= 0x80) {
    bytes.push_back(static_cast<uint8_t>(value | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<uint8_t>(value));
  return bytes;
}

Bytes name(std::string_view text) { return leb(text.size()) + Bytes(text.begin(), text.end()); }

Bytes sized(const Bytes& contents) { return leb(contents.size()) + contents; }

Bytes section(uint8_t id, const Bytes& contents) { return Bytes{id} + sized(contents); }

Bytes custom(std::string_view title, const Bytes& contents) { return section(0, name(title) + contents); }

Bytes module_of(std::initializer_list<Bytes> sections) {
  Bytes bytes = {0, 'a', 's', 'm', 1, 0, 0, 0};
  for (const Bytes& part : sections) bytes = bytes + part;
  return bytes;
}

}  // namespace ingot::test
