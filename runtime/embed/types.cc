// Texts and construction of the plain types; see include/ingot/types.h.
#include "ingot/types.h"

#include "ingot/abi.h"
#include "ingot/runtime.h"

namespace ingot {
inline namespace hosted {
namespace {

std::string list(std::string_view keyword, const std::vector<ValType>& types) {
  if (types.empty()) return "";
  std::string text = " (" + std::string(keyword);
  for (ValType type : types) text += " " + std::string(to_string(type));
  return text + ")";
}

ValType from_letter(char letter) {
  switch (letter) {
    case 'i': return ValType::I32;
    case 'l': return ValType::I64;
    case 'f': return ValType::F32;
    case 'd': return ValType::F64;
    case 'v': return ValType::V128;
    case 'E': return ValType::ExternRef;
    default: return ValType::FuncRef;
  }
}

std::string describe(const Limits& limits) {
  std::string text = limits.address64 ? "i64 " : "";
  text += std::to_string(limits.min);
  if (limits.max) text += " " + std::to_string(*limits.max);
  return limits.shared ? text + " shared" : text;
}

/// Of "(func ...)" what comes behind `func`, with the space in front; the text of a recursion group as it is.
std::string behind_func(const FuncType& type) {
  constexpr std::string_view kBegin = "(func";
  if (!type.canonical.starts_with(kBegin)) return " " + type.canonical;
  return type.canonical.substr(kBegin.size(), type.canonical.size() - kBegin.size() - 1);
}

std::string describe(const FuncType& type) { return "func" + behind_func(type); }

std::string describe(const TableType& type) { return "table " + describe(type.limits) + " " + type.canonical; }
std::string describe(const MemoryType& type) {
  std::string text = "memory " + describe(type.limits);
  return type.page_size == 65536 ? text : text + " (pagesize " + std::to_string(type.page_size) + ")";
}
std::string describe(const TagType& type) { return "tag" + behind_func(type.payload); }
std::string describe(const GlobalType& type) {
  return type.is_mutable ? "global (mut " + type.canonical + ")" : "global " + type.canonical;
}

}  // namespace

std::string_view to_string(ValType type) {
  constexpr std::string_view kNames[] = {"i32", "i64", "f32", "f64", "v128", "funcref", "externref", "exnref", "ref"};
  return kNames[static_cast<size_t>(type)];
}

FuncType::FuncType(std::vector<ValType> params, std::vector<ValType> results)
    : params(std::move(params)), results(std::move(results)) {
  canonical = "(func" + list("param", this->params) + list("result", this->results) + ")";
}

FuncType FuncType::from_letters(std::string_view letters) {
  std::vector<ValType> params;
  std::vector<ValType> results;
  std::vector<ValType>* current = &results;
  for (char letter : letters) {
    if (letter == '_') {
      current = &params;
    } else {
      current->push_back(from_letter(letter));
    }
  }
  return FuncType(std::move(params), std::move(results));
}

std::string to_string(const ExternType& type) {
  return std::visit([](const auto& alternative) { return describe(alternative); }, type);
}

std::string_view to_string(TrapKind kind) {
  switch (kind) {
#define INGOT_X(name, number, text)                                                       \
  static_assert(static_cast<unsigned>(TrapKind::name) == number, "numbered as in abi.h"); \
  case TrapKind::name: return text;
    INGOT_TRAPS(INGOT_X)
#undef INGOT_X
  }
  return "unknown trap";
}

std::string Trap::describe() const {
  std::string text = "trap: " + message;
  for (const Frame& frame : backtrace) {
    text += "\n  at " + frame.module + "!" + frame.function;
    char offset[32];
    if (frame.wasm_offset) {
      snprintf(offset, sizeof offset, " (wasm 0x%llx)", static_cast<unsigned long long>(*frame.wasm_offset));
      text += offset;
    }
  }
  return text;
}

Value::Value(const Func& function) : Value(ValType::FuncRef, function.reference()) {}

}  // namespace hosted
}  // namespace ingot
