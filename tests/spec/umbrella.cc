// Reads modules with the compiler's decoder, and writes the binary format by hand.
#include "tests/spec/umbrella.h"

#include <fstream>
#include <optional>
#include <string_view>

#include "compiler/decode/decode_module.h"
#include "compiler/support/file.h"

namespace spec {
namespace {

using Bytes = std::string;

Bytes leb(uint64_t value) {
  Bytes bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

Bytes named(std::string_view text) { return leb(text.size()).append(text); }

std::optional<Bytes> encode(const ingot::ValType& type) {
  switch (type.kind) {
    case ingot::ValKind::I32: return "\x7F";
    case ingot::ValKind::I64: return "\x7E";
    case ingot::ValKind::F32: return "\x7D";
    case ingot::ValKind::F64: return "\x7C";
    case ingot::ValKind::V128: return "\x7B";
    default: break;
  }
  if (!type.is_ref() || type.heap.is_index) return std::nullopt;
  const Bytes heap(1, static_cast<char>(type.heap.code));
  return type.nullable ? heap : "\x64" + heap;
}

std::optional<Bytes> encode(const std::vector<ingot::ValType>& types) {
  Bytes bytes = leb(types.size());
  for (const ingot::ValType& type : types) {
    const std::optional<Bytes> one = encode(type);
    if (!one) return std::nullopt;
    bytes += *one;
  }
  return bytes;
}

std::optional<Bytes> encode(const ingot::Module& module, uint32_t typeidx) {
  const ingot::SubType& type = module.types[typeidx];
  if (!type.is_final || !type.supertypes.empty() || module.rec_groups[type.rec_group].count != 1) return std::nullopt;
  const std::optional<Bytes> params = encode(type.func.params), results = encode(type.func.results);
  if (!params || !results) return std::nullopt;
  return "\x60" + *params + *results;
}

/// A vector of the binary format.
struct Items {
  uint32_t count = 0;
  Bytes bytes;
  uint32_t add(const Bytes& item) {
    bytes += item;
    return count++;
  }
};

class Umbrella {
 public:
  void add(const Part& part, const ingot::Module& module) {
    for (const ingot::Export& entry : module.exports) {
      if (entry.kind == ingot::ExternKind::Func) add_function(part, module, entry);
      if (entry.kind == ingot::ExternKind::Global) add_global(part, module, entry);
    }
  }

  Bytes finish() {
    // Getters stand behind all imports.
    for (const auto& [name, global] : getters_) {
      const uint32_t function = functions_ + bodies_.count;
      declarations_.add(leb(global.second));
      bodies_.add(named(Bytes(1, '\0') + "\x23" + leb(global.first) + "\x0B"));
      exports_.add(named(name) + Bytes(1, '\0') + leb(function));
    }
    Bytes bytes("\0asm\1\0\0\0", 8);
    section(bytes, 1, types_);
    section(bytes, 2, imports_);
    section(bytes, 3, declarations_);
    section(bytes, 7, exports_);
    section(bytes, 10, bodies_);
    return bytes;
  }

 private:
  static void section(Bytes& bytes, char id, const Items& items) {
    bytes += id + named(leb(items.count) + items.bytes);
  }

  void add_function(const Part& part, const ingot::Module& module, const ingot::Export& entry) {
    const std::optional<Bytes> type = encode(module, module.functions[entry.index].typeidx);
    if (!type) return;
    imports_.add(named(part.link_name) + named(entry.name) + Bytes(1, '\0') + leb(types_.add(*type)));
    exports_.add(named(part.id + ":" + std::string(entry.name)) + Bytes(1, '\0') + leb(functions_++));
  }

  void add_global(const Part& part, const ingot::Module& module, const ingot::Export& entry) {
    const ingot::GlobalType& global = module.globals[entry.index].type;
    const std::optional<Bytes> type = encode(global.type);
    if (!type) return;
    imports_.add(named(part.link_name) + named(entry.name) + "\x03" + *type + static_cast<char>(global.is_mutable));
    const uint32_t getter = types_.add(Bytes("\x60\0\1", 3) + *type);
    getters_.push_back({part.id + "=" + std::string(entry.name), {globals_++, getter}});
  }

  Items types_, imports_, declarations_, exports_, bodies_;
  std::vector<std::pair<std::string, std::pair<uint32_t, uint32_t>>> getters_;  // name, global and type
  uint32_t functions_ = 0, globals_ = 0;
};

}  // namespace

void write_umbrella(const std::vector<Part>& parts, const std::string& wasm_path) {
  Umbrella umbrella;
  for (const Part& part : parts) {
    const std::vector<uint8_t> bytes = ingot::read_file(part.wasm_path).value();
    umbrella.add(part, ingot::decode_module(bytes).value());
  }
  const Bytes bytes = umbrella.finish();
  std::ofstream(wasm_path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace spec
