// A test script as wast2json.mjs writes it: a list of commands.  The head of wast2json.mjs documents the JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spec {

enum class Type : uint8_t { I32, I64, F32, F64, V128, Ref, Either };

/// What a reference in a script is: `id` counts for Extern and Host only.
enum class RefKind : uint8_t { Null, Func, Extern, Any /* other kinds: only "not null" can be told */ };

/// A value of a script: an argument, or what is expected of a result.
struct Value {
  Type type = Type::I32;
  uint64_t bits[2] = {0, 0};
  enum class Nan : uint8_t { No, Canonical, Arithmetic } nan = Nan::No;
  RefKind ref = RefKind::Null;
  std::optional<uint64_t> id;  ///< of an Extern
  std::string shape;           ///< V128: "f32x4"
  std::vector<Value> parts;    ///< V128: lanes; Either: alternatives
};

/// A value that a call returned.
struct Result {
  Type type = Type::I32;
  uint64_t bits[2] = {0, 0};
  RefKind ref = RefKind::Null;
  std::optional<uint64_t> id;
};

struct Action {
  bool is_get = false;
  std::string module;  ///< "$name", or empty for the latest module
  std::string field;
  std::vector<Value> args;
};

enum class CommandKind : uint8_t {
  Module,
  ModuleDefinition,
  ModuleInstance,
  Register,
  Action,
  AssertReturn,
  AssertTrap,
  AssertExhaustion,
  AssertException,
  AssertMalformed,
  AssertInvalid,
  AssertMalformedCustom,
  AssertInvalidCustom,
  AssertUnlinkable,
  AssertUninstantiable,
  Unknown,
};

struct Command {
  CommandKind kind = CommandKind::Unknown;
  int line = 0;
  std::string name;  ///< "$name" of a module
  std::string file;  ///< .wasm; empty if the text format already rejects the module
  std::string of;    ///< ModuleInstance: the definition
  std::string as;    ///< Register: the module name for imports
  std::string text;  ///< the expected error or trap
  std::string form;  ///< "text", "binary", "quote"
  Action action;
  std::vector<Value> expected;
};

/// Reads SCRIPT.json; throws std::exception on malformed files (they are our own).
std::vector<Command> read_script(const std::string& path);

/// Whether `result` is what `expected` describes.
bool matches(const Result& result, const Value& expected);
std::string to_string(const Result& result);
std::string to_string(const Value& value);

}  // namespace spec
