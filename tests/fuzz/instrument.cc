#include "tests/fuzz/instrument.h"

#include <array>
#include <map>
#include <string>

#include "compiler/decode/read_immediates.h"
#include "compiler/decode/reader.h"

namespace fuzz {
namespace {

using ingot::ExternKind;
using ingot::kF32;
using ingot::kF64;
using ingot::kI32;
using ingot::kI64;
using ingot::kV128;
using ingot::Op;
using ingot::ValKind;
using ingot::ValType;

enum Section : uint8_t { kType = 1, kFunction = 3, kExport = 7, kCode = 10 };

/// Functions that make NaNs canonical.
enum class Canon : uint8_t { F32, F64, F32x4, F64x2, None };
constexpr std::array<ValType, 4> kCanonTypes = {kF32, kF64, kV128, kV128};

/// What the operand on top of the stack goes through before this instruction, which shows its bits.
Canon canon_before(Op op) {
  switch (op) {
    case Op::F32Store:
    case Op::F32Copysign:
    case Op::I32ReinterpretF32:
    case Op::F32x4Splat:
    case Op::F32x4ReplaceLane: return Canon::F32;
    case Op::F64Store:
    case Op::F64Copysign:
    case Op::I64ReinterpretF64:
    case Op::F64x2Splat:
    case Op::F64x2ReplaceLane: return Canon::F64;
    default: return Canon::None;
  }
}

/// What the result of this instruction goes through: vectors that may hold NaNs of any kind.
Canon canon_after(const ingot::OpInfo& op) {
  constexpr std::string_view arithmetic[] = {"ceil",
                                             "floor",
                                             "trunc",
                                             "nearest",
                                             "sqrt",
                                             "add",
                                             "sub",
                                             "mul",
                                             "div",
                                             "min",
                                             "max",
                                             "demote_f64x2_zero",
                                             "promote_low_f32x4",
                                             "relaxed_madd",
                                             "relaxed_nmadd",
                                             "relaxed_min",
                                             "relaxed_max"};
  const size_t dot = op.text.find('.');
  if (dot == std::string_view::npos) return Canon::None;
  const std::string_view shape = op.text.substr(0, dot);
  if (shape != "f32x4" && shape != "f64x2") return Canon::None;
  for (std::string_view name : arithmetic)
    if (op.text.substr(dot + 1) == name) return shape == "f32x4" ? Canon::F32x4 : Canon::F64x2;
  return Canon::None;
}

/// A NaN becomes the canonical one, everything else stays.
Bytes canon_body(Canon canon) {
  Bytes code;
  code.uleb(0);
  const auto operand = [&] { code.op(Op::LocalGet).uleb(0); };
  const auto vector_nan = [&](uint64_t bits) { code.op(Op::V128Const).fixed(bits, 8).fixed(bits, 8); };
  const bool is_vector = canon >= Canon::F32x4;
  if (is_vector) {
    vector_nan(canon == Canon::F32x4 ? 0x7FC000007FC00000 : 0x7FF8000000000000);
  } else if (canon == Canon::F32) {
    code.op(Op::F32Const).fixed(0x7FC00000, 4);
  } else {
    code.op(Op::F64Const).fixed(0x7FF8000000000000, 8);
  }
  constexpr std::array<Op, 4> unequal = {Op::F32Ne, Op::F64Ne, Op::F32x4Ne, Op::F64x2Ne};
  operand();
  operand();
  operand();
  code.op(unequal[static_cast<size_t>(canon)]);
  return code.op(is_vector ? Op::V128Bitselect : Op::Select).op(Op::End);
}

class Instrumenter {
 public:
  Instrumenter(const ingot::Module& module, uint64_t seed, unsigned rounds)
      : module_(module), random_(seed), rounds_(rounds) {}

  ingot::Expected<Bytes> run() {
    find_log_functions();
    add_canon_functions();
    if (log_v128_ && log_i64_) add_log_halves();
    for (unsigned round = 0; round < rounds_; ++round)
      for (const ingot::Export& each : module_.exports)
        if (each.kind == ExternKind::Func && each.index != reset_) add_call(each.index);
    add_globals();
    add_tables();
    add_memories();
    return assemble();
  }

 private:
  /// Imports that log, and the export that gives a module of wasm-opt new fuel for its loops.
  void find_log_functions() {
    for (const ingot::Import& import : module_.imports) {
      if (import.kind != ExternKind::Func) continue;
      if (import.name == "log-v128") log_v128_ = import.index;
      if (import.name == "log-i64") log_i64_ = import.index;
    }
    for (const ingot::Export& each : module_.exports)
      if (each.kind == ExternKind::Func && each.name == "hangLimitInitializer") reset_ = each.index;
  }

  uint32_t next_function() const { return static_cast<uint32_t>(module_.functions.size() + added_bodies_.size()); }

  /// Its index. `body` has its locals in front.
  uint32_t add_function(std::span<const ValType> params, std::span<const ValType> results, const Bytes& body) {
    const uint32_t index = next_function();
    added_functions_.uleb(module_.types.size() + added_type_count_++);
    added_types_.func_type(params, results);
    added_bodies_.push_back(body);
    return index;
  }

  /// Exports a new function that returns what is to be seen.
  void add_shown(const std::string& name, std::span<const ValType> shown, const Bytes& body) {
    added_exports_.name(name).byte(static_cast<uint8_t>(ExternKind::Func)).uleb(add_function({}, shown, body));
    ++added_export_count_;
    if (added_export_count_ > 1) letters_ += ' ';
    for (const ValType& type : shown) letters_ += "ilfd"[static_cast<size_t>(type.kind)];
  }

  void add_canon_functions() {
    for (size_t i = 0; i < kCanonTypes.size(); ++i) {
      const ValType type = kCanonTypes[i];
      // Modules without vectors stay without.
      canon_[i] = add_function({&type, 1}, {&type, 1}, canon_body(static_cast<Canon>(i)));
      if (i == 1 && !uses_vectors()) return;
    }
  }

  bool uses_vectors() const {
    // Whether the name of the feature appears matters little; the types and bodies are looked through once.
    for (const ingot::Function& function : module_.functions) {
      ingot::Reader reader(function.body);
      while (!function.imported && !reader.at_end()) {
        const auto op = reader.read_op();
        if (!op) break;
        if ((static_cast<uint32_t>((*op)->op) >> 16) == 0xFD) return true;
        if (!ingot::skip_immediates(reader, (*op)->imm)) break;
      }
    }
    return false;
  }

  void add_log_halves() {
    Bytes body;
    body.uleb(0);
    for (uint8_t lane : {0, 1})
      body.op(Op::LocalGet).uleb(0).op(Op::I64x2ExtractLane).byte(lane).op(Op::Call).uleb(*log_i64_);
    const ValType type = kV128;
    log_halves_ = add_function({&type, 1}, {}, body.op(Op::End));
  }

  /// Whether a constant of the type can be written down here.
  static bool has_constant(const ValType& type) { return !type.is_ref() || type.nullable; }

  void constant(Bytes& code, const ValType& type) {
    switch (type.kind) {
      case ValKind::I32: code.op(Op::I32Const).sleb(static_cast<int32_t>(interesting_bits(random_, type.kind))); return;
      case ValKind::I64: code.op(Op::I64Const).sleb(static_cast<int64_t>(interesting_bits(random_, type.kind))); return;
      case ValKind::F32: code.op(Op::F32Const).fixed(interesting_bits(random_, type.kind), 4); return;
      case ValKind::F64: code.op(Op::F64Const).fixed(interesting_bits(random_, type.kind), 8); return;
      case ValKind::V128: {
        const uint64_t low = random_.next();
        code.op(Op::V128Const).fixed(low, 8).fixed(random_.next(), 8);
        return;
      }
      default: code.op(Op::RefNull).heap_type(type.heap);
    }
  }

  /// Shows a value, which `push` puts on the stack, as numbers.
  template <class Push>
  static void show(Bytes& code, std::vector<ValType>& shown, const ValType& type, Push push) {
    push();
    if (type.is_ref()) {
      code.op(Op::RefIsNull);
      shown.push_back(kI32);
    } else if (type == kV128) {
      code.op(Op::I64x2ExtractLane).byte(0);
      push();
      code.op(Op::I64x2ExtractLane).byte(1);
      shown.insert(shown.end(), {kI64, kI64});
    } else {
      shown.push_back(type);
    }
  }

  void add_call(uint32_t funcidx) {
    const ingot::FuncType& type = module_.func_type(funcidx);
    Bytes code;
    code.uleb(type.results.size());
    for (const ValType& each : type.results) {
      // A local must have a default value.
      ValType local = each;
      local.nullable = true;
      code.uleb(1).type(local);
    }
    if (reset_) code.op(Op::Call).uleb(*reset_);
    for (const ValType& each : type.params) {
      if (!has_constant(each)) return;
      constant(code, each);
    }
    code.op(Op::Call).uleb(funcidx);
    std::vector<ValType> shown;
    for (size_t i = type.results.size(); i-- > 0;) code.op(Op::LocalSet).uleb(i);
    for (size_t i = 0; i < type.results.size(); ++i)
      show(code, shown, type.results[i], [&] { code.op(Op::LocalGet).uleb(i); });
    add_shown("fuzz:call " + std::to_string(call_count_++), shown, code.op(Op::End));
  }

  void add_globals() {
    Bytes code;
    code.uleb(0);
    std::vector<ValType> shown;
    for (size_t i = 0; i < module_.globals.size(); ++i)
      show(code, shown, module_.globals[i].type.type, [&] { code.op(Op::GlobalGet).uleb(i); });
    add_shown("fuzz:globals", shown, code.op(Op::End));
  }

  /// Of every table its size, and a bit for each of the first elements.
  void add_tables() {
    constexpr unsigned kElements = 32;
    Bytes code;
    code.uleb(0);
    std::vector<ValType> shown;
    for (size_t i = 0; i < module_.tables.size(); ++i) {
      const ingot::Limits& limits = module_.tables[i].type.limits;
      const bool is_64 = limits.address == ingot::AddressType::I64;
      code.op(Op::TableSize).uleb(i);
      shown.push_back(is_64 ? kI64 : kI32);
      code.op(Op::I32Const).sleb(0);
      for (unsigned element = 0; element < kElements && element < limits.min; ++element) {
        code.op(is_64 ? Op::I64Const : Op::I32Const).sleb(element).op(Op::TableGet).uleb(i).op(Op::RefIsNull);
        code.op(Op::I32Const).sleb(element).op(Op::I32Shl).op(Op::I32Or);
      }
      shown.push_back(kI32);
    }
    add_shown("fuzz:tables", shown, code.op(Op::End));
  }

  /// Of every memory its size in pages and a hash.
  void add_memories() {
    Bytes code;
    std::vector<ValType> shown;
    for (uint32_t i = 0; i < module_.memories.size(); ++i) {
      const bool is_64 = module_.memories[i].type.limits.address == ingot::AddressType::I64;
      code.op(Op::MemorySize).uleb(i).op(Op::Call).uleb(add_hash(i));
      shown.insert(shown.end(), {is_64 ? kI64 : kI32, kI32});
    }
    add_shown("fuzz:memories", shown, Bytes().uleb(0).append(code).op(Op::End));
  }

  /// A function that hashes a memory: FNV-1a by words, or by bytes if pages are small.
  uint32_t add_hash(uint32_t memory) {
    const ingot::MemoryType& type = module_.memories[memory].type;
    const bool is_64 = type.limits.address == ingot::AddressType::I64;
    const bool words = type.page_size_log2 >= 2;
    const ValType address = is_64 ? kI64 : kI32;
    constexpr uint32_t kAt = 0, kEnd = 1, kHash = 2;
    Bytes code;
    const auto get = [&](uint32_t local) { code.op(Op::LocalGet).uleb(local); };
    const auto set = [&](uint32_t local) { code.op(Op::LocalSet).uleb(local); };
    const auto number = [&](int64_t value) { code.op(is_64 ? Op::I64Const : Op::I32Const).sleb(value); };
    code.uleb(2).uleb(2).type(address).uleb(1).type(kI32);
    code.op(Op::I32Const).sleb(static_cast<int32_t>(0x811C9DC5));
    set(kHash);
    // Compared by equality: the size of a full memory wraps to 0.
    code.op(Op::MemorySize).uleb(memory);
    number(type.page_size_log2);
    code.op(is_64 ? Op::I64Shl : Op::I32Shl);
    set(kEnd);
    code.op(Op::Block).byte(kNoResult).op(Op::MemorySize).uleb(memory);
    code.op(is_64 ? Op::I64Eqz : Op::I32Eqz).op(Op::BrIf).uleb(0).op(Op::Loop).byte(kNoResult);
    get(kHash);
    get(kAt);
    code.op(words ? Op::I32Load : Op::I32Load8U);
    if (memory == 0)
      code.uleb(0).uleb(0);
    else
      code.uleb(kNamesMemory).uleb(memory).uleb(0);
    code.op(Op::I32Xor).op(Op::I32Const).sleb(0x01000193).op(Op::I32Mul);
    set(kHash);
    get(kAt);
    number(words ? 4 : 1);
    code.op(is_64 ? Op::I64Add : Op::I32Add).op(Op::LocalTee).uleb(kAt);
    get(kEnd);
    code.op(is_64 ? Op::I64Ne : Op::I32Ne).op(Op::BrIf).uleb(0).op(Op::End).op(Op::End);
    get(kHash);
    const ValType result = kI32;
    return add_function({}, {&result, 1}, code.op(Op::End));
  }

  ingot::Expected<void> rewrite(const ingot::Function& function, Bytes& out) const {
    const uint64_t locals = function.body.offset - function.body_offset;
    out.append(module_.bytes.subspan(function.body_offset, locals));
    ingot::Reader reader(function.body);
    while (!reader.at_end()) {
      const uint64_t start = reader.offset();
      const ingot::OpInfo* op = INGOT_TRY(reader.read_op());
      INGOT_CHECK(ingot::skip_immediates(reader, op->imm));
      const std::span<const uint8_t> bytes = reader.since(start).bytes;
      if (log_halves_ && calls_log_v128(bytes, op->op)) {
        out.op(op->op).uleb(*log_halves_);
        continue;
      }
      call_canon(out, canon_before(op->op));
      out.append(bytes);
      call_canon(out, canon_after(*op));
    }
    return {};
  }

  bool calls_log_v128(std::span<const uint8_t> bytes, Op op) const {
    // Imports have small indices: one byte.
    return (op == Op::Call || op == Op::ReturnCall) && bytes.size() == 2 && bytes[1] == *log_v128_;
  }

  void call_canon(Bytes& out, Canon canon) const {
    if (canon != Canon::None) out.op(Op::Call).uleb(canon_[static_cast<size_t>(canon)]);
  }

  /// The count in front of a section's items, and what is behind it.
  static ingot::Expected<std::pair<uint32_t, std::span<const uint8_t>>> items(std::span<const uint8_t> contents) {
    ingot::Reader reader(contents, 0);
    const uint32_t count = INGOT_TRY(reader.read_u32());
    return std::pair(count, contents.subspan(reader.offset()));
  }

  /// The section's items and those that were added.
  ingot::Expected<Bytes> extended(uint8_t number, std::span<const uint8_t> contents) const {
    if (contents.empty()) contents = kEmptyVector;
    const auto [count, old] = INGOT_TRY(items(contents));
    Bytes out;
    if (number == kType) return out.uleb(count + added_type_count_).append(old).append(added_types_);
    if (number == kFunction) return out.uleb(count + added_bodies_.size()).append(old).append(added_functions_);
    if (number == kExport) return out.uleb(count + added_export_count_).append(old).append(added_exports_);
    out.uleb(count + added_bodies_.size());
    for (const ingot::Function& function : module_.functions) {
      if (function.imported) continue;
      Bytes body;
      INGOT_CHECK(rewrite(function, body));
      out.sized(body);
    }
    for (const Bytes& body : added_bodies_) out.sized(body);
    return out;
  }

  ingot::Expected<Bytes> assemble() const {
    std::map<unsigned, std::span<const uint8_t>> sections;
    constexpr size_t kHeader = 8;
    ingot::Reader reader(module_.bytes.subspan(kHeader), kHeader);
    // Custom sections are left out: offsets of branch hints would be wrong.
    while (!reader.at_end()) {
      const uint8_t number = INGOT_TRY(reader.read_byte());
      const uint32_t size = INGOT_TRY(reader.read_u32());
      const std::span<const uint8_t> contents = INGOT_TRY(reader.read_bytes(size));
      if (number != 0) sections[number] = contents;
    }
    for (uint8_t number : {kType, kFunction, kExport, kCode}) sections.try_emplace(number);
    Bytes out;
    out.append(module_.bytes.first(kHeader));
    // In this order: tags stand between memories and globals, the data count in front of the code.
    for (uint8_t number : {1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11}) {
      const auto found = sections.find(number);
      if (found == sections.end()) continue;
      const bool is_extended = number == kType || number == kFunction || number == kExport || number == kCode;
      if (is_extended)
        out.section(number, INGOT_TRY(extended(number, found->second)));
      else
        out.section(number, Bytes().append(found->second));
    }
    Bytes letters;
    letters.name("fuzz");
    for (char letter : letters_) letters.byte(static_cast<uint8_t>(letter));
    return out.section(0, letters);
  }

  static constexpr std::array<uint8_t, 1> kEmptyVector = {0};
  static constexpr uint8_t kNoResult = 0x40;
  static constexpr uint8_t kNamesMemory = 0x40;  // flag of a memory immediate: the index follows

  const ingot::Module& module_;
  Random random_;
  unsigned rounds_;
  std::optional<uint32_t> log_v128_, log_i64_, reset_, log_halves_;
  std::array<uint32_t, 4> canon_{};
  unsigned call_count_ = 0;
  Bytes added_types_, added_functions_, added_exports_;
  std::vector<Bytes> added_bodies_;
  uint32_t added_type_count_ = 0;
  uint32_t added_export_count_ = 0;
  std::string letters_;
};

}  // namespace

ingot::Expected<Bytes> instrument(const ingot::Module& module, uint64_t seed, unsigned rounds) {
  return Instrumenter(module, seed, rounds).run();
}

}  // namespace fuzz
