#include "tests/fuzz/shape.h"

#include <algorithm>

namespace fuzz {

using ingot::Feature;
using ingot::FuncType;
using ingot::ValType;

uint32_t Shape::typeidx(const FuncType& type) {
  const auto found = std::find(types.begin(), types.end(), type);
  if (found == types.end()) {
    types.push_back(type);
    return static_cast<uint32_t>(types.size() - 1);
  }
  return static_cast<uint32_t>(found - types.begin());
}

ValType Shape::value_type(Random& random) const {
  const uint32_t choice = random.below(20);
  if (choice < 2 && has(Feature::ReferenceTypes)) return choice == 0 ? ingot::kFuncRef : ingot::kExternRef;
  if (choice < 6 && has(Feature::Simd)) return ingot::kV128;
  constexpr ValType numbers[] = {ingot::kI32, ingot::kI32, ingot::kI64, ingot::kF32, ingot::kF64};
  return numbers[random.below(5)];
}

namespace {

class ShapeMaker {
 public:
  ShapeMaker(Random& random, const FeatureSet& features) : random_(random) { shape_.features = features; }

  Shape make(bool imports) {
    add_types();
    if (imports) add_log_functions();
    // Small modules find as much per function, and more of them are compiled in the same time.
    for (uint32_t i = 1 + random_.below(random_.one_in(10) ? 9 : 4); i > 0; --i)
      shape_.functions.push_back(random_.below(static_cast<uint32_t>(shape_.types.size())));
    add_memories();
    add_tables();
    shape_.globals.push_back(ingot::kI32);
    for (uint32_t i = 2 + random_.below(8); i > 0; --i) shape_.globals.push_back(shape_.value_type(random_));
    add_segments();
    if (shape_.has(Feature::Exceptions) || shape_.has(Feature::LegacyExceptions)) add_tags();
    return std::move(shape_);
  }

 private:
  std::vector<ValType> value_types(uint32_t count) {
    std::vector<ValType> types;
    while (count-- > 0) types.push_back(shape_.value_type(random_));
    return types;
  }

  void add_types() {
    const bool many = shape_.has(Feature::MultiValue);
    shape_.typeidx({});
    for (uint32_t i = 3 + random_.below(4); i > 0; --i) {
      // Now and then more of them than there are registers.
      const uint32_t params = random_.one_in(8) ? 6 + random_.below(12) : random_.below(5);
      uint32_t results = random_.below(2);
      if (many && random_.one_in(3)) results = random_.below(random_.one_in(4) ? 10 : 4);
      FuncType type;
      type.params = value_types(params);
      type.results = value_types(results);
      shape_.typeidx(type);
    }
  }

  void add_log_functions() {
    for (const ValType& type : {ingot::kI32, ingot::kI64, ingot::kF32, ingot::kF64})
      shape_.functions.push_back(shape_.typeidx({{type}, {}}));
    shape_.imported = 4;
  }

  void add_memories() {
    const uint32_t count = shape_.has(Feature::MultiMemory) ? 1 + random_.below(3) : 1;
    for (uint32_t i = 0; i < count; ++i) {
      Shape::Memory memory;
      memory.is_64 = shape_.has(Feature::Memory64) && random_.one_in(2);
      memory.is_shared = shape_.has(Feature::Threads) && random_.one_in(2);
      memory.min = 1 + random_.below(2);
      memory.max = memory.min + random_.below(3);
      shape_.memories.push_back(memory);
    }
  }

  void add_tables() {
    const uint32_t size = 1 + random_.below(12);
    shape_.tables.push_back({ingot::kFuncRef, size, size + random_.below(8)});
    if (!shape_.has(Feature::ReferenceTypes)) return;
    shape_.tables.push_back({ingot::kExternRef, random_.below(6), 6});
    shape_.tables.push_back({ingot::kFuncRef, random_.below(6), 6});
  }

  void add_segments() {
    const bool passive = shape_.has(Feature::BulkMemory);
    const auto all = static_cast<uint32_t>(shape_.functions.size());
    for (uint32_t i = 1 + random_.below(3); i > 0; --i) {
      Shape::Data data;
      data.is_passive = passive && random_.one_in(2);
      data.memory = random_.below(static_cast<uint32_t>(shape_.memories.size()));
      data.offset = random_.below(4096);
      data.bytes.resize(random_.below(200));
      for (uint8_t& byte : data.bytes) byte = static_cast<uint8_t>(random_.next());
      shape_.datas.push_back(std::move(data));
    }
    Shape::Elem full;
    for (uint32_t i = 0; i < shape_.tables[0].min; ++i)
      if (!random_.one_in(8)) full.functions.push_back(random_.below(all));
    shape_.elems.push_back(std::move(full));
    if (!passive) return;
    Shape::Elem spare;
    spare.is_passive = true;
    spare.functions.resize(random_.below(5));
    for (uint32_t& function : spare.functions) function = random_.below(all);
    shape_.elems.push_back(std::move(spare));
  }

  void add_tags() {
    for (uint32_t i = 1 + random_.below(3); i > 0; --i) {
      const std::vector<ValType> values = value_types(random_.below(4));
      shape_.tags.push_back(shape_.typeidx({values, {}}));
      // What a handler's block leaves: the values, and the exception behind them.
      shape_.typeidx({{}, values});
      std::vector<ValType> with_exception = values;
      with_exception.push_back(ValType::ref(ingot::HeapType::abstract(ingot::AbstractHeap::Exn), true));
      if (shape_.has(Feature::Exceptions)) shape_.typeidx({{}, with_exception});
    }
  }

  Random& random_;
  Shape shape_;
};

}  // namespace

Shape random_shape(Random& random, const FeatureSet& features, bool imports) {
  return ShapeMaker(random, features).make(imports);
}

}  // namespace fuzz
