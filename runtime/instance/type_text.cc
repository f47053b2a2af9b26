// Canonical texts of types; see type_text.h.
#include "runtime/instance/type_text.h"

namespace ingot::hosted::detail {
namespace {

/// Splits a list of value types: words, or parentheses with what is in them. Takes the next one off the front.
std::string_view take_type(std::string_view& list) {
  while (!list.empty() && list.front() == ' ') list.remove_prefix(1);
  size_t depth = 0;
  size_t end = 0;
  for (; end < list.size(); ++end) {
    if (list[end] == '(') ++depth;
    if (list[end] == ')' && depth-- == 0) break;
    if (list[end] == ' ' && depth == 0) break;
  }
  std::string_view type = list.substr(0, end);
  list.remove_prefix(end);
  return type;
}

/// The inside of "(param ...)" or "(result ...)".
std::string_view clause(std::string_view text, std::string_view keyword) {
  size_t at = text.find(keyword);
  if (at == std::string_view::npos) return {};
  return text.substr(at + keyword.size());
}

ValType from_letter(char letter) {
  switch (letter) {
    case 'i': return ValType::I32;
    case 'l': return ValType::I64;
    case 'f': return ValType::F32;
    case 'd': return ValType::F64;
    case 'v': return ValType::V128;
    default: return ValType::OtherRef;
  }
}

/// The text only tells references apart; of a recursion group ("0.0 where ...") they stay OtherRef.
std::vector<ValType> value_types(std::string_view letters, std::string_view list) {
  std::vector<ValType> types;
  for (char letter : letters) {
    ValType type = from_letter(letter);
    std::string_view text = take_type(list);
    if (type == ValType::OtherRef) type = value_type(text);
    types.push_back(is_reference(type) || letter != 'r' ? type : ValType::OtherRef);
  }
  return types;
}

}  // namespace

std::string normal_text(std::string_view text) {
  if (text == "(ref null func)") return "funcref";
  if (text == "(ref null extern)") return "externref";
  if (text == "(ref null exn)") return "exnref";
  return std::string(text);
}

ValType value_type(std::string_view text) {
  constexpr ValType kNamed[] = {ValType::I32,  ValType::I64,     ValType::F32,       ValType::F64,
                                ValType::V128, ValType::FuncRef, ValType::ExternRef, ValType::ExnRef};
  std::string normal = normal_text(text);
  if (normal == "(ref func)") return ValType::FuncRef;
  if (normal == "(ref extern)") return ValType::ExternRef;
  if (normal == "(ref exn)") return ValType::ExnRef;
  for (ValType type : kNamed)
    if (normal == to_string(type)) return type;
  return ValType::OtherRef;
}

FuncType function_type(std::string_view canonical, std::string_view signature) {
  FuncType type;
  size_t separator = signature.find('_');
  std::string_view results = signature.substr(0, separator);
  std::string_view params = separator == std::string_view::npos ? "" : signature.substr(separator + 1);
  if (results == "n") results = "";
  if (params == "n") params = "";
  bool is_plain = canonical.starts_with("(func");
  type.params = value_types(params, is_plain ? clause(canonical, "(param ") : "");
  type.results = value_types(results, is_plain ? clause(canonical, "(result ") : "");
  type.canonical = canonical;
  return type;
}

}  // namespace ingot::hosted::detail
