#include "tests/fuzz/generate.h"

#include "tests/fuzz/code_writer.h"

namespace fuzz {
namespace {

using ingot::Op;
using ingot::ValType;

enum Section : uint8_t {
  kType = 1,
  kImport = 2,
  kFunction = 3,
  kTable = 4,
  kMemory = 5,
  kGlobal = 6,
  kExport = 7,
  kElement = 9,
  kCode = 10,
  kData = 11,
  kDataCount = 12,
  kTag = 13,
};

constexpr uint8_t kLimitsMax = 1, kLimitsShared = 2, kLimits64 = 4;
constexpr uint8_t kPassive = 1, kNamesMemory = 2;  // flags of segments

class ModuleWriter {
 public:
  ModuleWriter(Random& random, const Shape& shape) : random_(random), shape_(shape) {}

  Bytes write() {
    for (uint8_t byte : {0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00}) out_.byte(byte);
    types();
    imports();
    functions();
    tables();
    memories();
    if (!shape_.tags.empty()) tags();
    globals();
    exports();
    elements();
    if (shape_.has(ingot::Feature::BulkMemory)) out_.section(kDataCount, Bytes().uleb(shape_.datas.size()));
    code();
    data();
    return std::move(out_);
  }

 private:
  uint32_t defined() const { return static_cast<uint32_t>(shape_.functions.size()) - shape_.imported; }

  void types() {
    Bytes section;
    section.uleb(shape_.types.size());
    for (const ingot::FuncType& type : shape_.types) section.func_type(type.params, type.results);
    out_.section(kType, section);
  }

  void imports() {
    constexpr const char* names[] = {"log-i32", "log-i64", "log-f32", "log-f64"};
    Bytes section;
    section.uleb(shape_.imported);
    for (uint32_t i = 0; i < shape_.imported; ++i)
      section.name("fuzzing-support").name(names[i]).byte(0).uleb(shape_.functions[i]);
    out_.section(kImport, section);
  }

  /// The last one gives fuel; it has type 0, () -> ().
  void functions() {
    Bytes section;
    section.uleb(defined() + 1);
    for (uint32_t i = 0; i < defined(); ++i) section.uleb(shape_.functions[shape_.imported + i]);
    out_.section(kFunction, section.uleb(0));
  }

  void tables() {
    Bytes section;
    section.uleb(shape_.tables.size());
    for (const Shape::Table& table : shape_.tables)
      section.byte(static_cast<uint8_t>(table.element.heap.code)).byte(kLimitsMax).uleb(table.min).uleb(table.max);
    out_.section(kTable, section);
  }

  void memories() {
    Bytes section;
    section.uleb(shape_.memories.size());
    for (const Shape::Memory& memory : shape_.memories) {
      section.byte(kLimitsMax | (memory.is_shared ? kLimitsShared : 0) | (memory.is_64 ? kLimits64 : 0));
      section.uleb(memory.min).uleb(memory.max);
    }
    out_.section(kMemory, section);
  }

  void tags() {
    Bytes section;
    section.uleb(shape_.tags.size());
    for (uint32_t typeidx : shape_.tags) section.byte(0).uleb(typeidx);
    out_.section(kTag, section);
  }

  void globals() {
    Bytes section;
    section.uleb(shape_.globals.size());
    for (const ValType& type : shape_.globals) section.type(type).byte(1).append(initial_value(type)).op(Op::End);
    out_.section(kGlobal, section);
  }

  Bytes initial_value(const ValType& type) {
    Bytes code;
    const uint64_t bits = interesting_bits(random_, type.kind);
    switch (type.kind) {
      case ingot::ValKind::I32: return code.op(Op::I32Const).sleb(static_cast<int32_t>(bits));
      case ingot::ValKind::I64: return code.op(Op::I64Const).sleb(static_cast<int64_t>(bits));
      case ingot::ValKind::F32: return code.op(Op::F32Const).fixed(bits, 4);
      case ingot::ValKind::F64: return code.op(Op::F64Const).fixed(bits, 8);
      case ingot::ValKind::V128: return code.op(Op::V128Const).fixed(bits, 8).fixed(~bits, 8);
      default: return code.op(Op::RefNull).heap_type(type.heap);
    }
  }

  void exports() {
    Bytes section;
    section.uleb(shape_.functions.size() + 1);
    // Imported ones too: every function may be referred to.
    for (uint32_t i = 0; i < shape_.functions.size(); ++i) section.name("f" + std::to_string(i)).byte(0).uleb(i);
    out_.section(kExport, section.name("hangLimitInitializer").byte(0).uleb(shape_.functions.size()));
  }

  void elements() {
    Bytes section;
    section.uleb(shape_.elems.size());
    for (const Shape::Elem& elem : shape_.elems) {
      if (elem.is_passive)
        section.uleb(kPassive).byte(0);
      else
        section.uleb(0).op(Op::I32Const).sleb(elem.offset).op(Op::End);
      section.uleb(elem.functions.size());
      for (uint32_t function : elem.functions) section.uleb(function);
    }
    out_.section(kElement, section);
  }

  void code() {
    Bytes section;
    section.uleb(defined() + 1);
    CodeWriter writer(random_, shape_);
    for (uint32_t i = 0; i < defined(); ++i) {
      const int budget = random_.one_in(40) ? 1000 : 30 + static_cast<int>(random_.below(120));
      section.sized(writer.body(shape_.type_of(shape_.imported + i), budget));
    }
    Bytes refuel;
    refuel.uleb(0).op(Op::I32Const).sleb(kFuel).op(Op::GlobalSet).uleb(kFuelGlobal).op(Op::End);
    out_.section(kCode, section.sized(refuel));
  }

  void data() {
    Bytes section;
    section.uleb(shape_.datas.size());
    for (const Shape::Data& data : shape_.datas) {
      if (data.is_passive) {
        section.uleb(kPassive);
      } else {
        if (data.memory == 0)
          section.uleb(0);
        else
          section.uleb(kNamesMemory).uleb(data.memory);
        section.op(shape_.memories[data.memory].is_64 ? Op::I64Const : Op::I32Const).sleb(data.offset).op(Op::End);
      }
      section.uleb(data.bytes.size()).append(data.bytes);
    }
    out_.section(kData, section);
  }

  Random& random_;
  const Shape& shape_;
  Bytes out_;
};

}  // namespace

Bytes generate(uint64_t seed, const FeatureSet& features, bool imports) {
  Random random(seed);
  const Shape shape = random_shape(random, features, imports);
  return ModuleWriter(random, shape).write();
}

}  // namespace fuzz
