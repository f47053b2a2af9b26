// The canonical form of a body, and the table of those that are known.
//
// The form is the type, the locals and all instructions with all immediates that mean anything, as a sequence of
// numbers. What it leaves out has no effect: how LEB128 numbers are padded, hints of alignment, which function index
// stands for a known callee, which type index for a block type, which global the only one is that it uses. What depends
// on its surroundings (two globals, tables, other functions) has no form, and is not known. Two bodies of one form do
// the same with the same memory; that two forms have one hash, somebody would have to find who can find collisions of
// SHA-256.
#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/SHA256.h>

#include <algorithm>
#include <string_view>

#include "compiler/lower/libc_function.h"
#include "compiler/validate/feature_gate.h"
#include "compiler/validate/immediate_reader.h"
#include "compiler/wasm/opcodes.h"

namespace ingot {
namespace {

/// The longest known body, in bytes, is far shorter.
constexpr size_t kMaxBodyBytes = 4096;
constexpr size_t kMaxLocals = 64;
/// Added to the kind of a callee that has lost its result.
constexpr uint64_t kNoResult = 256;

struct KnownBody {
  std::string_view hash;  ///< the first half of SHA-256, in hexadecimal
  LibcFunctionKind kind;
};
/// In ascending order of the hash.
constexpr KnownBody kKnownBodies[] = {
#define INGOT_X(hash, kind) {hash, LibcFunctionKind::kind},
#include "compiler/lower/libc_bodies.def"
#undef INGOT_X
};

bool is_number(const ValType& type) { return type.kind == ValKind::I32 || type.kind == ValKind::I64; }

bool takes_for_signed(Op op) {
  switch (op) {
    case Op::I32LtS:
    case Op::I32GtS:
    case Op::I32LeS:
    case Op::I32GeS:
    case Op::I32ShrS:
    case Op::I64LtS:
    case Op::I64GtS:
    case Op::I64LeS:
    case Op::I64GeS:
    case Op::I64ShrS: return true;
    default: return false;
  }
}

bool orders_unsigned(Op op) {
  switch (op) {
    case Op::I32LtU:
    case Op::I32GtU:
    case Op::I32LeU:
    case Op::I32GeU:
    case Op::I64LtU:
    case Op::I64GtU:
    case Op::I64LeU:
    case Op::I64GeU: return true;
    default: return false;
  }
}

/// Writes down one body. Every member returns false if the body has no form.
class CanonicalForm {
 public:
  CanonicalForm(const Module& module, uint32_t funcidx, std::span<const std::optional<LibcFunction>> known)
      : module_(module), function_(module.functions[funcidx]), known_(known), reader_(module, gate_) {}

  bool write() {
    const FuncType& type = module_.func_type_at(function_.typeidx);
    if (function_.body.bytes.size() > kMaxBodyBytes || function_.local_count > kMaxLocals) return false;
    if (!types(type.params) || !types(type.results) || !locals()) return false;
    reader_.start(function_.body);
    while (!reader_.at_end()) {
      const Expected<const OpInfo*> op = reader_.opcode();
      if (!op || !instruction(**op)) return false;
    }
    return memory_.has_value();
  }

  std::string hash() const {
    const std::array<uint8_t, 32> digest = llvm::SHA256::hash(form_);
    return llvm::toHex(llvm::ArrayRef(digest).take_front(16), /*LowerCase=*/true);
  }
  uint32_t memory() const { return *memory_; }
  std::optional<uint32_t> global() const { return global_; }
  bool orders_ends() const { return orders_ends_; }

 private:
  void number(uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) form_.push_back(static_cast<uint8_t>(value >> shift));
  }
  bool number(const Expected<uint32_t>& value) {
    if (value) number(uint64_t{*value});
    return value.has_value();
  }

  bool types(std::span<const ValType> types) {
    number(uint64_t{types.size()});
    for (const ValType& type : types) number(uint64_t{type.kind == ValKind::I64});
    return std::ranges::all_of(types, is_number);
  }

  bool locals() {
    number(function_.local_count);
    for (const LocalRun& run : function_.locals) {
      if (!is_number(run.type)) return false;
      for (uint32_t i = 0; i < run.count; ++i) number(uint64_t{run.type.kind == ValKind::I64});
    }
    return true;
  }

  bool instruction(const OpInfo& op) {
    number(uint64_t{static_cast<uint32_t>(op.op)});
    if (takes_for_signed(op.op) || (orders_unsigned(op.op) && previous_ != Op::I32Const && previous_ != Op::I64Const))
      orders_ends_ = true;
    previous_ = op.op;
    switch (op.imm) {
      case ImmShape::None: return op.op != Op::Unreachable;
      case ImmShape::Block: return block();
      case ImmShape::Label: return number(reader_.u32());
      case ImmShape::BrTable: return branches();
      case ImmShape::Func: return op.op == Op::Call && callee();
      case ImmShape::Local: return number(reader_.u32());
      case ImmShape::I32:
      case ImmShape::I64: return constant(op.imm);
      case ImmShape::Global: return global(reader_.global());
      case ImmShape::MemArg: return op.group == OpGroup::Memory && mem_arg(op);
      case ImmShape::Memory: return op.op == Op::MemoryFill && memory(reader_.memory());
      case ImmShape::MemMem: return memory(reader_.memory()) && memory(reader_.memory());
      default: return false;
    }
  }

  bool block() {
    ValType single;
    const Expected<BlockSignature> signature = reader_.block_signature(single);
    return signature && types(signature->params) && types(signature->results);
  }

  bool branches() {
    const Expected<std::vector<uint32_t>> depths = reader_.br_table(SIZE_MAX);
    if (!depths) return false;
    number(uint64_t{depths->size()});
    for (uint32_t depth : *depths) number(uint64_t{depth});
    return true;
  }

  bool callee() {
    const Expected<uint32_t> funcidx = reader_.func();
    if (!funcidx || !known_[*funcidx]) return false;
    number(uint64_t{static_cast<uint8_t>(known_[*funcidx]->kind)} +
           (module_.func_type(*funcidx).results.empty() ? kNoResult : 0));
    return memory(known_[*funcidx]->memidx);
  }

  bool constant(ImmShape shape) {
    const Expected<ConstBits> bits = reader_.constant(shape);
    if (bits) number(bits->bits[0]);
    return bits.has_value();
  }

  bool mem_arg(const OpInfo& op) {
    const Expected<MemArg> memarg = reader_.mem_arg(op);
    if (!memarg) return false;
    number(memarg->offset);
    return memory(memarg->memory);
  }

  /// All accesses of a body are of one memory, whichever that is.
  bool memory(const Expected<uint32_t>& memidx) {
    if (!memidx) return false;
    if (!memory_) memory_ = *memidx;
    return *memory_ == *memidx;
  }

  /// Likewise, and of one global: the stack pointer, whose name is not needed to know what the body does with it.
  bool global(const Expected<uint32_t>& globalidx) {
    if (!globalidx) return false;
    if (!global_) global_ = *globalidx;
    return *global_ == *globalidx;
  }

  const Module& module_;
  const Function& function_;
  std::span<const std::optional<LibcFunction>> known_;
  FeatureGate gate_;
  ImmediateReader reader_;
  std::vector<uint8_t> form_;
  std::optional<uint32_t> memory_, global_;
  Op previous_ = Op::Nop;
  bool orders_ends_ = false;
};

/// All known functions have one to three parameters of type i32, and return an i32, or nothing: optimisers drop results
/// that nobody uses.
bool has_libc_type(const FuncType& type) {
  const auto is_i32 = [](const ValType& value) { return value.kind == ValKind::I32; };
  return !type.params.empty() && type.params.size() <= 3 && type.results.size() <= 1 &&
         std::ranges::all_of(type.params, is_i32) && std::ranges::all_of(type.results, is_i32);
}

/// Optimisers also leave out parameters for which all callers have the same constant: that is another function.
size_t parameter_count(LibcFunctionKind kind) {
  switch (kind) {
    case LibcFunctionKind::Memcpy:
    case LibcFunctionKind::Memmove:
    case LibcFunctionKind::Memset:
    case LibcFunctionKind::Memcmp:
    case LibcFunctionKind::Memchr:
    case LibcFunctionKind::Memrchr:
    case LibcFunctionKind::Strncmp: return 3;
    case LibcFunctionKind::Strlen: return 1;
    default: return 2;
  }
}

/// Whether the shim knows what the body leaves behind on the stack of the C program. No other may have a place there.
bool keeps_table(LibcFunctionKind kind) {
  return kind == LibcFunctionKind::Strcspn || kind == LibcFunctionKind::Strspn;
}

}  // namespace

std::optional<LibcFunction> recognise_libc_function(const Module& module, uint32_t funcidx,
                                                    std::span<const std::optional<LibcFunction>> known) {
  if (module.functions[funcidx].imported || !has_libc_type(module.func_type(funcidx))) return std::nullopt;
  CanonicalForm form(module, funcidx, known);
  if (!form.write()) return std::nullopt;
  const std::string hash = form.hash();
  const KnownBody* found = std::ranges::lower_bound(kKnownBodies, std::string_view(hash), {}, &KnownBody::hash);
  if (found == std::end(kKnownBodies) || found->hash != hash) return std::nullopt;
  if (module.func_type(funcidx).params.size() != parameter_count(found->kind)) return std::nullopt;
  if (form.global().has_value() != keeps_table(found->kind)) return std::nullopt;
  return LibcFunction{
      .kind = found->kind, .memidx = form.memory(), .stack_pointer = form.global(), .orders_ends = form.orders_ends()};
}

}  // namespace ingot
