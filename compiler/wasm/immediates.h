// Immediates of instructions, one struct per shape.  Spec: Binary Format > Instructions.
//
// The letters of the Imm column in opcodes.def name these shapes. The body walker reads them and checks every index in
// them before a sink sees them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "compiler/wasm/types.h"

namespace ingot {

/// The Imm column of opcodes.def.
enum class ImmShape : uint8_t {
  None,
  Block,         ///< block type
  Label,         ///< branch depth
  BrTable,       ///< vector of depths and a default
  Func,          ///< funcidx
  CallIndirect,  ///< typeidx, tableidx
  Type,          ///< typeidx
  Local,
  Global,
  Table,
  Memory,
  Tag,
  Data,
  Elem,
  I32,
  I64,
  F32,
  F64,
  V128,
  MemArg,      ///< alignment, offset, memidx
  MemArgLane,  ///< MemArg and a lane
  Lane,
  Shuffle,      ///< 16 lanes
  MemMem,       ///< memory.copy: destination, source
  DataMem,      ///< memory.init: dataidx, memidx
  ElemTable,    ///< table.init: elemidx, tableidx
  TableTable,   ///< table.copy: destination, source
  Heap,         ///< heap type
  SelectTypes,  ///< vector of value types
  TryTable,
  LegacyCatch,
  LegacyDelegate,
  TypeField,  ///< this and the next six: garbage collection
  TypeType,
  TypeData,
  TypeElem,
  TypeCount,
  BrOnCast,
  RefCast,
  Fence,  ///< one zero byte
};

struct MemArg {
  uint32_t align_log2 = 0;
  uint64_t offset = 0;
  uint32_t memory = 0;
};

/// A constant: i32 and f32 in the low 32 bits of bits[0], i64 and f64 in bits[0], v128 little-endian in both.
struct ConstBits {
  std::array<uint64_t, 2> bits{};
};

/// Lanes of i8x16.shuffle: 0 to 15 are the first operand's, 16 to 31 the second's.
using ShuffleLanes = std::array<uint8_t, 16>;

/// A clause of try_table.
struct CatchClause {
  enum class Kind : uint8_t { Catch = 0, CatchRef = 1, CatchAll = 2, CatchAllRef = 3 };
  Kind kind = Kind::Catch;
  uint32_t tag = 0;  ///< Catch and CatchRef
  uint32_t label = 0;

  bool has_tag() const { return kind <= Kind::CatchRef; }
  bool has_ref() const { return kind == Kind::CatchRef || kind == Kind::CatchAllRef; }
};

/// A resolved block type. The spans live as long as the module, or as long as the walker's frame.
struct BlockSignature {
  std::span<const ValType> params;
  std::span<const ValType> results;
};

}  // namespace ingot
