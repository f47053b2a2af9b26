// Reads scripts and compares results.
#include "tests/spec/script.h"

#include <array>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace spec {
namespace {

using nlohmann::json;

Type read_type(const std::string& name) {
  static const std::map<std::string, Type> types = {{"i32", Type::I32},      {"i64", Type::I64},   {"f32", Type::F32},
                                                    {"f64", Type::F64},      {"v128", Type::V128}, {"ref", Type::Ref},
                                                    {"either", Type::Either}};
  return types.at(name);
}

RefKind read_ref_kind(const std::string& name) {
  if (name == "null") return RefKind::Null;
  if (name == "func") return RefKind::Func;
  if (name == "extern") return RefKind::Extern;
  return RefKind::Any;
}

/// Bits per lane of a shape such as "i16x8".
unsigned lane_bits(const std::string& shape) { return static_cast<unsigned>(std::stoi(shape.substr(1))); }

Value read_value(const json& source) {
  Value value;
  // Lanes of integer vectors carry bits only.
  value.type = source.contains("type") ? read_type(source.at("type")) : Type::I64;
  if (source.contains("bits")) value.bits[0] = std::stoull(source.at("bits").get<std::string>());
  if (source.contains("nan"))
    value.nan = source.at("nan") == "canonical" ? Value::Nan::Canonical : Value::Nan::Arithmetic;
  if (source.contains("kind")) value.ref = read_ref_kind(source.at("kind"));
  if (source.contains("id")) value.id = source.at("id").get<uint64_t>();
  if (source.contains("shape")) {
    value.shape = source.at("shape");
    unsigned position = 0;
    for (const json& lane : source.at("lanes")) {
      value.parts.push_back(read_value(lane));
      value.bits[position / 64] |= value.parts.back().bits[0] << (position % 64);
      position += lane_bits(value.shape);
    }
  }
  if (source.contains("values"))
    for (const json& alternative : source.at("values")) value.parts.push_back(read_value(alternative));
  return value;
}

Action read_action(const json& source) {
  Action action;
  action.is_get = source.at("type") == "get";
  action.module = source.value("module", "");
  action.field = source.at("field");
  for (const json& argument : source.at("args")) action.args.push_back(read_value(argument));
  return action;
}

CommandKind read_kind(const std::string& name) {
  static const std::map<std::string, CommandKind> kinds = {
      {"module", CommandKind::Module},
      {"module_definition", CommandKind::ModuleDefinition},
      {"module_instance", CommandKind::ModuleInstance},
      {"register", CommandKind::Register},
      {"action", CommandKind::Action},
      {"assert_return", CommandKind::AssertReturn},
      {"assert_trap", CommandKind::AssertTrap},
      {"assert_exhaustion", CommandKind::AssertExhaustion},
      {"assert_exception", CommandKind::AssertException},
      {"assert_malformed", CommandKind::AssertMalformed},
      {"assert_invalid", CommandKind::AssertInvalid},
      {"assert_malformed_custom", CommandKind::AssertMalformedCustom},
      {"assert_invalid_custom", CommandKind::AssertInvalidCustom},
      {"assert_unlinkable", CommandKind::AssertUnlinkable},
      {"assert_uninstantiable", CommandKind::AssertUninstantiable},
  };
  auto found = kinds.find(name);
  return found == kinds.end() ? CommandKind::Unknown : found->second;
}

Command read_command(const json& source) {
  Command command;
  command.kind = read_kind(source.at("type"));
  command.line = source.at("line");
  auto text_of = [&](const char* key) {
    return source.contains(key) && source.at(key).is_string() ? source.at(key).get<std::string>() : std::string();
  };
  command.name = text_of("name");
  command.file = text_of("file");
  command.of = text_of("of");
  command.as = text_of("as");
  command.text = text_of("text");
  command.form = text_of("form");
  if (source.contains("action")) command.action = read_action(source.at("action"));
  if (source.contains("expected"))
    for (const json& value : source.at("expected")) command.expected.push_back(read_value(value));
  return command;
}

/// Canonical NaN: only the top bit of the payload set. Arithmetic: at least that one.
bool matches_nan(uint64_t bits, unsigned width, Value::Nan nan) {
  const uint64_t mask = width == 64 ? UINT64_C(0x7FFFFFFFFFFFFFFF) : UINT64_C(0x7FFFFFFF);
  const uint64_t quiet = width == 64 ? UINT64_C(0x7FF8000000000000) : UINT64_C(0x7FC00000);
  return nan == Value::Nan::Canonical ? (bits & mask) == quiet : (bits & quiet) == quiet;
}

bool matches_vector(const Result& result, const Value& expected) {
  const unsigned width = lane_bits(expected.shape);
  unsigned position = 0;
  for (const Value& lane : expected.parts) {
    const uint64_t mask = width == 64 ? ~UINT64_C(0) : (UINT64_C(1) << width) - 1;
    const uint64_t bits = (result.bits[position / 64] >> (position % 64)) & mask;
    const bool same = lane.nan == Value::Nan::No ? bits == lane.bits[0] : matches_nan(bits, width, lane.nan);
    if (!same) return false;
    position += width;
  }
  return true;
}

bool matches_reference(const Result& result, const Value& expected) {
  if (expected.ref == RefKind::Any) return result.ref != RefKind::Null;
  return result.ref == expected.ref && (!expected.id || result.id == expected.id);
}

constexpr std::array<const char*, 7> kTypeNames = {"i32", "i64", "f32", "f64", "v128", "ref", "either"};
constexpr std::array<const char*, 4> kRefNames = {"null", "func", "extern", "ref"};

std::string describe(Type type, const uint64_t* bits, RefKind ref, std::optional<uint64_t> id) {
  std::string text = kTypeNames[static_cast<size_t>(type)];
  if (type == Type::Ref)
    return text + "." + kRefNames[static_cast<size_t>(ref)] + (id ? " " + std::to_string(*id) : "");
  char hex[64];
  if (type == Type::V128)
    std::snprintf(hex, sizeof hex, ":0x%016llx%016llx", static_cast<unsigned long long>(bits[1]),
                  static_cast<unsigned long long>(bits[0]));
  else
    std::snprintf(hex, sizeof hex, ":0x%llx", static_cast<unsigned long long>(bits[0]));
  return text + hex;
}

}  // namespace

std::vector<Command> read_script(const std::string& path) {
  std::ifstream file(path);
  std::vector<Command> commands;
  const json script = json::parse(file);
  for (const json& command : script.at("commands")) commands.push_back(read_command(command));
  return commands;
}

bool matches(const Result& result, const Value& expected) {
  if (expected.type == Type::Either) {
    for (const Value& alternative : expected.parts)
      if (matches(result, alternative)) return true;
    return false;
  }
  if (result.type != expected.type) return false;
  switch (expected.type) {
    case Type::V128: return matches_vector(result, expected);
    case Type::Ref: return matches_reference(result, expected);
    case Type::F32:
    case Type::F64:
      if (expected.nan != Value::Nan::No)
        return matches_nan(result.bits[0], expected.type == Type::F64 ? 64 : 32, expected.nan);
      return result.bits[0] == expected.bits[0];
    default: return result.bits[0] == expected.bits[0];
  }
}

std::string to_string(const Result& result) { return describe(result.type, result.bits, result.ref, result.id); }

std::string to_string(const Value& value) {
  if (value.nan != Value::Nan::No) return value.nan == Value::Nan::Canonical ? "nan:canonical" : "nan:arithmetic";
  if (value.type == Type::Either) return "either " + to_string(value.parts.at(0)) + " ...";
  return describe(value.type, value.bits, value.ref, value.id);
}

}  // namespace spec
