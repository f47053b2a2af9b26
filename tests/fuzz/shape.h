// What a random module consists of, before there is code: types, functions, tables, memories, globals, segments, tags.
//
// Code is written against the shape (code_writer.h), then both are put together (generate.cc). Sizes are small and have
// maxima, so that every engine grants or refuses the same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/wasm/features.h"
#include "compiler/wasm/types.h"
#include "tests/fuzz/bytes.h"

namespace fuzz {

class FeatureSet {
 public:
  void add(ingot::Feature feature) { bits_ |= uint64_t{1} << static_cast<unsigned>(feature); }
  bool has(ingot::Feature feature) const { return bits_ >> static_cast<unsigned>(feature) & 1; }

 private:
  uint64_t bits_ = 1;  // Mvp
};

struct Shape {
  struct Table {
    ingot::ValType element;
    uint32_t min = 0, max = 0;
  };
  struct Memory {
    bool is_64 = false;
    bool is_shared = false;
    uint32_t min = 0, max = 0;
  };
  struct Data {
    bool is_passive = false;
    uint32_t memory = 0;
    uint32_t offset = 0;
    std::vector<uint8_t> bytes;
  };
  struct Elem {
    bool is_passive = false;
    uint32_t offset = 0;  // in table 0
    std::vector<uint32_t> functions;
  };

  FeatureSet features;
  std::vector<ingot::FuncType> types;
  std::vector<uint32_t> functions;  ///< type indices, imported ones first
  uint32_t imported = 0;            ///< log functions for i32, i64, f32 and f64, or none
  std::vector<Table> tables;        ///< 0: of funcrefs
  std::vector<Memory> memories;
  std::vector<ingot::ValType> globals;  ///< all mutable; 0: fuel
  std::vector<Data> datas;
  std::vector<Elem> elems;
  std::vector<uint32_t> tags;  ///< type indices

  bool has(ingot::Feature feature) const { return features.has(feature); }
  const ingot::FuncType& type_of(uint32_t function) const { return types[functions[function]]; }
  /// The index of this type, which is added if there is none.
  uint32_t typeidx(const ingot::FuncType& type);
  /// A type of the value types that the features have.
  ingot::ValType value_type(Random& random) const;
};

inline constexpr uint32_t kFuelGlobal = 0;
inline constexpr int32_t kFuel = 150;  ///< calls that one export may make

/// Everything is drawn from `random`. `imports`: whether the module calls log functions.
Shape random_shape(Random& random, const FeatureSet& features, bool imports);

}  // namespace fuzz
