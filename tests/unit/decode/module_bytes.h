// Writes binary modules for the tests: bytes, numbers, sections.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace ingot::test {

using Bytes = std::vector<uint8_t>;

Bytes operator+(Bytes left, const Bytes& right);
/// Unsigned LEB128.
Bytes leb(uint64_t value);
/// A name with its length before it.
Bytes name(std::string_view text);
/// Something with its size before it: a section's contents, a body.
Bytes sized(const Bytes& contents);
Bytes section(uint8_t id, const Bytes& contents);
Bytes custom(std::string_view title, const Bytes& contents);
/// Preamble and sections.
Bytes module_of(std::initializer_list<Bytes> sections);

/// One module with every section and most encodings. Comments say what each byte run is.
Bytes sample_module();

}  // namespace ingot::test
