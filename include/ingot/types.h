// Types and values of WebAssembly as the embedding API shows them. Standard library only.
//
// The names are those of the specification (Structure > Types). A type of the core specification that this enumeration
// does not name (a typed function reference, say) appears as OtherRef; its exact text is in `canonical` of the type
// that contains it, and equality of types is always equality of that text.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

struct IngotFuncRef;
struct IngotException;

namespace ingot {
// The names live in an inline namespace, so that a program may also link the compiler, which has a Module of its own.
inline namespace hosted {

class Func;

enum class ValType : uint8_t { I32, I64, F32, F64, V128, FuncRef, ExternRef, ExnRef, OtherRef };

/// True for types whose values are references.
constexpr bool is_reference(ValType type) { return type >= ValType::FuncRef; }

/// "i32", "v128", "funcref", "externref", "exnref"; "ref" for OtherRef.
std::string_view to_string(ValType type);

using V128 = std::array<uint8_t, 16>;

/// One value with its type. Reference values are borrowed pointers: they stay valid as long as a handle (Instance,
/// Func, Table, ...) of the object that they came from, or of anything linked with it, lives.
class Value {
 public:
  Value() = default;  ///< i32 0
  Value(int32_t value) : type_(ValType::I32) { store(value); }
  Value(uint32_t value) : type_(ValType::I32) { store(value); }
  Value(int64_t value) : type_(ValType::I64) { store(value); }
  Value(uint64_t value) : type_(ValType::I64) { store(value); }
  Value(float value) : type_(ValType::F32) { store(value); }
  Value(double value) : type_(ValType::F64) { store(value); }
  Value(const V128& value) : type_(ValType::V128) { store(value); }
  /// A reference to a function; host functions too.
  Value(const Func& function);

  static Value null(ValType type) { return Value(type, nullptr); }
  /// Any pointer of the host's; Wasm code can only hold it and hand it back. Null is `ref.null extern`.
  static Value extern_ref(void* pointer) { return Value(ValType::ExternRef, pointer); }
  static Value func_ref(IngotFuncRef* reference) { return Value(ValType::FuncRef, reference); }
  /// See Exception.
  static Value exn_ref(IngotException* exception) { return Value(ValType::ExnRef, exception); }
  /// From raw bits: `low` is the value, or the low half of a v128. Bits that the type does not have are dropped.
  static Value from_bits(ValType type, uint64_t low, uint64_t high = 0) {
    Value value;
    value.type_ = type;
    bool narrow = type == ValType::I32 || type == ValType::F32;
    value.bits_ = {narrow ? low & 0xFFFFFFFF : low, type == ValType::V128 ? high : 0};
    return value;
  }

  ValType type() const { return type_; }
  int32_t i32() const { return load<int32_t>(); }
  int64_t i64() const { return load<int64_t>(); }
  float f32() const { return load<float>(); }
  double f64() const { return load<double>(); }
  V128 v128() const { return load<V128>(); }
  /// The pointer of a reference; null for a null reference.
  void* ref() const { return load<void*>(); }
  bool is_null() const { return ref() == nullptr; }
  /// Raw bits: index 0 is the value, index 1 the high half of a v128. Bits above a 32-bit value are zero.
  uint64_t bits(unsigned index = 0) const { return bits_[index]; }

 private:
  Value(ValType type, void* pointer) : type_(type) { store(pointer); }
  template <typename T>
  void store(T value) {
    bits_ = {};
    std::memcpy(bits_.data(), &value, sizeof value);
  }
  template <typename T>
  T load() const {
    T value;
    std::memcpy(&value, bits_.data(), sizeof value);
    return value;
  }
  alignas(16) std::array<uint64_t, 2> bits_{};
  ValType type_ = ValType::I32;
};

/// Type of a function.
struct FuncType {
  std::vector<ValType> params;
  std::vector<ValType> results;
  std::string canonical;  ///< exact text; equal text = equal type

  FuncType() = default;
  FuncType(std::vector<ValType> params, std::vector<ValType> results);
  /// From the letters of ingot/abi.h, "RESULTS_PARAMS": i i32, l i64, f f32, d f64, v v128, F funcref, E externref.
  /// "i_il" takes an i32 and an i64 and returns an i32; "_" takes and returns nothing.
  static FuncType from_letters(std::string_view letters);
  friend bool operator==(const FuncType& a, const FuncType& b) { return a.canonical == b.canonical; }
};

/// Sizes of a table (elements) or memory (pages).
struct Limits {
  uint64_t min = 0;
  std::optional<uint64_t> max = {};
  bool address64 = false;
  bool shared = false;
  friend bool operator==(const Limits&, const Limits&) = default;
};

struct TableType {
  ValType element = ValType::FuncRef;
  Limits limits = {};
  std::string canonical = {};  ///< exact text of the element type; may be left empty for FuncRef and ExternRef
};

struct MemoryType {
  Limits limits = {};
  uint32_t page_size = 65536;  ///< bytes; 65536 or 1

  uint32_t page_size_log2() const { return page_size == 1 ? 0 : 16; }
};

struct GlobalType {
  ValType type = ValType::I32;
  bool is_mutable = false;
  std::string canonical = {};  ///< exact text of the value type; may be left empty unless OtherRef
};

/// Type of a tag: the parameters are the payload.
struct TagType {
  FuncType payload = {};
};

using ExternType = std::variant<FuncType, TableType, MemoryType, GlobalType, TagType>;

/// "func (param i32) (result i64)", "table 1 funcref", "memory 1 2", "global (mut i32)", "tag (param i32)".
std::string to_string(const ExternType& type);

struct ImportType {
  std::string module;
  std::string name;
  ExternType type;
};

struct ExportType {
  std::string name;
  ExternType type;
};

/// What went wrong in compiled code. The numbers and words are those of INGOT_TRAPS in ingot/abi.h.
enum class TrapKind : uint8_t {
  Unreachable = 1,
  OutOfBoundsMemory,
  OutOfBoundsTable,
  UndefinedElement,
  UninitializedElement,
  IndirectCallTypeMismatch,
  IntegerDivideByZero,
  IntegerOverflow,
  InvalidConversionToInteger,
  CallStackExhausted,
  NullReference,
  NullFunctionReference,
  UnknownImport,
  HostError,
  UnalignedAtomic,
  ExpectedSharedMemory,
  UncaughtException,
  FuelExhausted,
};

/// The official test suite's words, e.g. "out of bounds memory access".
std::string_view to_string(TrapKind kind);

/// One Wasm function that was active when a trap happened.
struct Frame {
  std::string module;
  std::string function;  ///< from the name section, else "func[12]"
  uint32_t funcidx = 0;
  uint64_t native_offset = 0;           ///< of the instruction from the start of the function's machine code
  std::optional<uint64_t> wasm_offset;  ///< of the instruction in the .wasm file, where known
};

// The object behind ingot::Exception; private to the runtime.
namespace detail {
struct HeldException;
}

/// Why a call did not return: a trap, or an exception that compiled code has not caught.
struct Trap {
  TrapKind kind = TrapKind::HostError;
  std::string message;           ///< to_string(kind), or the host's own words for HostError
  std::vector<Frame> backtrace;  ///< innermost first; at most 64
  bool from_host = false;        ///< raised by a host function
  /// UncaughtException: what was thrown (Exception::of). A host function that returns such a trap throws it on.
  std::shared_ptr<detail::HeldException> exception = {};

  /// The error of a host function.
  static Trap host_error(std::string message) { return {TrapKind::HostError, std::move(message), {}, true, {}}; }
  static Trap of(TrapKind kind) { return {kind, std::string(to_string(kind)), {}, false, {}}; }
  /// Several lines: "trap: out of bounds memory access", then one line per frame.
  std::string describe() const;
};

/// Why a module could not be loaded or an instance could not be made.
struct Error {
  enum class Kind : uint8_t {
    Load,      ///< not a module of ours, wrong version, CPU feature missing
    Link,      ///< "unknown import", "incompatible import type"
    Trap,      ///< a segment was out of bounds, or the start function trapped: `trap` says which
    Resource,  ///< the operating system has no memory or address space for us
    Usage,     ///< what the host asked for contradicts itself
  };
  Kind kind = Kind::Load;
  std::string message;
  std::optional<Trap> trap;
};

template <typename T>
using Expected = std::expected<T, Error>;

}  // namespace hosted
}  // namespace ingot
