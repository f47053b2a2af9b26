// Small modules for tests, put together from bytes.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/decode/decode_module.h"

namespace ingot::test {

using Bytes = std::vector<uint8_t>;

inline Bytes leb(uint64_t value) {
  Bytes bytes;
  do {
    bytes.push_back(static_cast<uint8_t>((value & 0x7F) | (value > 0x7F ? 0x80 : 0)));
    value >>= 7;
  } while (value != 0);
  return bytes;
}

inline void append(Bytes& to, const Bytes& from) { to.insert(to.end(), from.begin(), from.end()); }

inline Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) append(all, part);
  return all;
}

/// A vector of the binary format.
inline Bytes vec(const std::vector<Bytes>& items) {
  Bytes bytes = leb(items.size());
  for (const Bytes& item : items) append(bytes, item);
  return bytes;
}

inline Bytes sized(const Bytes& contents) { return join({leb(contents.size()), contents}); }

/// Sections in file order; an empty list leaves its section out.
struct ModuleBytes {
  std::vector<Bytes> types, imports, functions, tables, memories, tags, globals, exports, elems, bodies, datas;
  bool has_data_count = false;

  /// Adds a function of type `typeidx`; its code has the local declarations in front and no `end`.
  void add_function(uint32_t typeidx, const Bytes& code, const Bytes& locals = {0}) {
    functions.push_back(leb(typeidx));
    bodies.push_back(sized(join({locals, code, {0x0B}})));
  }

  Bytes build() const {
    Bytes bytes = {0, 'a', 's', 'm', 1, 0, 0, 0};
    const auto section = [&](uint8_t id, const std::vector<Bytes>& items) {
      if (!items.empty()) append(bytes, join({{id}, sized(vec(items))}));
    };
    section(1, types);
    section(2, imports);
    section(3, functions);
    section(4, tables);
    section(5, memories);
    section(13, tags);
    section(6, globals);
    section(7, exports);
    section(9, elems);
    if (has_data_count) append(bytes, join({{12}, sized(leb(datas.size()))}));
    section(10, bodies);
    section(11, datas);
    return bytes;
  }
};

constexpr uint8_t kI32Byte = 0x7F, kI64Byte = 0x7E, kF32Byte = 0x7D, kF64Byte = 0x7C, kV128Byte = 0x7B;
constexpr uint8_t kFuncRefByte = 0x70;
constexpr uint8_t kEmptyBlock = 0x40;

inline Bytes func_type(const Bytes& params, const Bytes& results) {
  return join({{0x60}, sized(params), sized(results)});
}

/// Module and the bytes that it borrows.
struct Decoded {
  Bytes bytes;
  Module module;
};

/// Decodes; a test that gets here has well-formed bytes, so failure ends it.
inline Decoded decode(Bytes bytes) {
  Decoded decoded{std::move(bytes), {}};
  decoded.module = decode_module(decoded.bytes).value();
  return decoded;
}

inline Decoded decode(const ModuleBytes& bytes) { return decode(bytes.build()); }

}  // namespace ingot::test
