// The types of the Wasm 3.0 type system as plain values.  Spec: Structure > Types.
//
// A ValType is eight bytes and compared by value: a kind, and for references a nullability and a heap type that is
// either abstract or a type index of the module. Indices into the module's own type section are not canonical: whoever
// compares types across modules, or wants to know whether two indices mean the same type, asks validate/subtyping.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ingot {

/// Abstract heap types; values are the s33 bytes of the binary format.
enum class AbstractHeap : uint8_t {
  NoExn = 0x74,
  NoFunc = 0x73,
  NoExtern = 0x72,
  None = 0x71,
  Func = 0x70,
  Extern = 0x6F,
  Any = 0x6E,
  Eq = 0x6D,
  I31 = 0x6C,
  Struct = 0x6B,
  Array = 0x6A,
  Exn = 0x69,
};

/// A heap type: abstract, or an index into the module's types.
struct HeapType {
  bool is_index = false;
  uint32_t code = 0;  ///< type index, or an AbstractHeap

  static constexpr HeapType abstract(AbstractHeap heap) { return {false, static_cast<uint32_t>(heap)}; }
  static constexpr HeapType index(uint32_t typeidx) { return {true, typeidx}; }
  constexpr bool is(AbstractHeap heap) const { return !is_index && code == static_cast<uint32_t>(heap); }
  friend constexpr bool operator==(const HeapType&, const HeapType&) = default;
};

enum class ValKind : uint8_t { I32, I64, F32, F64, V128, Ref, Bottom /* any type, in unreachable code */ };

/// A value type.
struct ValType {
  ValKind kind = ValKind::Bottom;
  bool nullable = false;  ///< references only
  HeapType heap;          ///< references only

  static constexpr ValType ref(HeapType heap, bool nullable) { return {ValKind::Ref, nullable, heap}; }
  constexpr bool is_ref() const { return kind == ValKind::Ref; }
  constexpr bool is_num() const { return kind <= ValKind::F64; }
  friend constexpr bool operator==(const ValType&, const ValType&) = default;
};

inline constexpr ValType kI32{ValKind::I32, false, {}};
inline constexpr ValType kI64{ValKind::I64, false, {}};
inline constexpr ValType kF32{ValKind::F32, false, {}};
inline constexpr ValType kF64{ValKind::F64, false, {}};
inline constexpr ValType kV128{ValKind::V128, false, {}};
inline constexpr ValType kBottom{};
inline constexpr ValType kFuncRef = ValType::ref(HeapType::abstract(AbstractHeap::Func), true);
inline constexpr ValType kExternRef = ValType::ref(HeapType::abstract(AbstractHeap::Extern), true);

struct FuncType {
  std::vector<ValType> params;
  std::vector<ValType> results;
  friend bool operator==(const FuncType&, const FuncType&) = default;
};

enum class PackedKind : uint8_t { None, I8, I16 };

struct FieldType {
  ValType type;
  PackedKind packed = PackedKind::None;  ///< if not None, type is i32 on the stack
  bool is_mutable = false;
  friend bool operator==(const FieldType&, const FieldType&) = default;
};

enum class CompositeKind : uint8_t { Func, Struct, Array };

/// One type definition: a subtype of the type section.
struct SubType {
  CompositeKind kind = CompositeKind::Func;
  bool is_final = true;
  std::vector<uint32_t> supertypes;  ///< at most one in Wasm 3.0
  FuncType func;                     ///< kind Func
  std::vector<FieldType> fields;     ///< kind Struct: any number; kind Array: exactly one
  uint32_t rec_group = 0;            ///< index of its recursion group in Module::rec_groups
  uint64_t offset = 0;               ///< in the file
};

/// A recursion group: types [first, first + count).
struct RecGroup {
  uint32_t first = 0;
  uint32_t count = 0;
};

enum class AddressType : uint8_t { I32, I64 };
inline constexpr ValType value_type(AddressType address) { return address == AddressType::I32 ? kI32 : kI64; }

struct Limits {
  uint64_t min = 0;
  uint64_t max = 0;
  bool has_max = false;
  bool shared = false;
  AddressType address = AddressType::I32;
};

struct TableType {
  ValType element;
  Limits limits;
};

struct MemoryType {
  Limits limits;  ///< in pages
  uint32_t page_size_log2 = 16;
};

/// Size of a memory in bytes; UINT64_MAX if 64 bits do not hold it.
inline constexpr uint64_t bytes_of_pages(uint64_t pages, uint32_t page_size_log2) {
  return pages > UINT64_MAX >> page_size_log2 ? UINT64_MAX : pages << page_size_log2;
}

struct GlobalType {
  ValType type;
  bool is_mutable = false;
};

/// "i32", "(ref null func)" as "funcref", "(ref 3)": as the text format writes it.
std::string to_string(const ValType& type);
/// "[i32 i64] -> [f32]"
std::string to_string(const FuncType& type);

}  // namespace ingot
