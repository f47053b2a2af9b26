// Programs: what provides an import. WASI preview 1 does, by the table in include/ingot/wasi_preview1.def, and
// wasi-threads; a shared memory is made by the program itself, as large as the import declares it. Nothing else is.
//
// Like a linker, it asks only for what live code uses. Tables, memories and globals cannot be left open: code reads
// them.
#include <algorithm>
#include <map>

#include "compiler/lower/module_plan_steps.h"
#include "compiler/validate/extern_types.h"

namespace ingot {
namespace {

/// How the older module `wasi_unstable` gets a call: see wasi_preview1.def.
enum class Unstable : uint8_t { Shared, Own, Absent };

struct WasiCall {
  std::string_view name;
  std::string_view signature;
  Unstable unstable;
  std::string_view memory;
};

/// wasi-threads: no row of the table, and its name is none that C++ knows.
constexpr WasiCall kThreadSpawn = {"thread_spawn", "i_i", Unstable::Absent, ""};

constexpr WasiCall kWasiCalls[] = {
#define WASI_CALL(name, signature, unstable, memory, system_calls) {#name, signature, Unstable::unstable, memory},
#include "ingot/wasi_preview1.def"
};

static_assert(std::size(kWasiCalls) <= 64, "IngotProgram.wasi_calls has a bit for each");

const WasiCall* find_wasi_call(const Import& import) {
  if (import.module == kThreadSpawnModule && import.name == kThreadSpawnName) return &kThreadSpawn;
  const bool unstable = import.module == "wasi_unstable";
  if (!unstable && import.module != "wasi_snapshot_preview1") return nullptr;
  for (const WasiCall& call : kWasiCalls)
    if (call.name == import.name && !(unstable && call.unstable == Unstable::Absent)) return &call;
  return nullptr;
}

std::vector<ValType> types_of(std::string_view letters) {
  std::vector<ValType> types;
  for (char letter : letters) types.push_back(letter == 'l' ? kI64 : kI32);  // WASI has no other letters.
  return types;
}

FuncType type_of(const WasiCall& call) {
  const size_t split = call.signature.find('_');
  return {.params = types_of(call.signature.substr(split + 1)), .results = types_of(call.signature.substr(0, split))};
}

/// "module.name"
std::string import_name(const Import& import) {
  return printable_name(import.module) + "." + printable_name(import.name);
}

/// "env.f (func (param i32))"; with several modules also who wants it.
std::string describe(const ValidatedModule& valid, const Import& import) {
  std::string text = import_name(import) + " ";
  text += extern_type_text(valid.subtypes(), extern_type(valid.module(), import.kind, import.index));
  if (!import.importer.empty()) text += ", imported by " + printable_name(import.importer);
  return text;
}

Diagnostic unresolved(const std::vector<std::string>& missing, bool functions_missing) {
  Diagnostic diagnostic{.message = "unknown import: nothing provides"};
  for (const std::string& import : missing) diagnostic.message += (missing.size() == 1 ? " " : "\n  ") + import;
  diagnostic.note =
      "a program can import functions of wasi_snapshot_preview1 and wasi_unstable, wasi.thread-spawn, and shared "
      "memories";
  if (functions_missing) diagnostic.note += "; --unknown-imports=trap makes other functions trap when they are called";
  return diagnostic;
}

/// The memory that a WASI call works on: that of the module that calls.
Expected<uint32_t> calling_memory(const Module& module, const Import& import) {
  const bool merged = !module.parts.empty();
  const uint32_t memidx = merged ? import.memory : memory_of_calls(module);
  if (memidx == Import::kNoMemory && merged)
    return fail_at(import.offset, import_name(import) + " works on memory, but its importer has none");
  if (memidx == Import::kNoMemory || memidx == 0) return 0;
  for (const Memory& memory : module.memories)
    if (memory.type.limits.shared)
      return fail_at(import.offset, import_name(import) +
                                        " would work on another memory than memory 0, which programs with shared"
                                        " memories cannot do");
  return memidx;
}

}  // namespace

Expected<ResolvedImports> resolve_imports(const ValidatedModule& valid, const Liveness& live,
                                          const LowerOptions& options) {
  const Module& module = valid.module();
  ResolvedImports resolved{.symbols = std::vector<std::string>(module.functions.size()),
                           .memories = std::vector<uint32_t>(module.functions.size())};
  std::vector<std::string> missing;
  bool functions_missing = false;
  for (const Import& import : module.imports) {
    if (import.kind == ExternKind::Memory && module.memories[import.index].type.limits.shared) continue;
    if (import.kind != ExternKind::Func) {
      missing.push_back(describe(valid, import));
      continue;
    }
    if (!live.functions[import.index]) continue;
    if (const WasiCall* call = find_wasi_call(import)) {
      const FuncType expected = type_of(*call);
      const FuncType& type = module.func_type(import.index);
      if (type != expected)
        return fail_at(import.offset, "incompatible import type: " + import_name(import) + " is imported as " +
                                          to_string(type) + ", but has type " + to_string(expected));
      if (!call->memory.empty()) resolved.memories[import.index] = INGOT_TRY(calling_memory(module, import));
      const bool own = import.module == "wasi_unstable" && call->unstable == Unstable::Own;
      resolved.symbols[import.index] = (own ? "ingot_wasi_unstable_" : "ingot_wasi_") + std::string(call->name);
      if (call != &kThreadSpawn) resolved.wasi_calls |= uint64_t{1} << (call - kWasiCalls);
    } else if (!options.unknown_imports_trap) {
      missing.push_back(describe(valid, import));
      functions_missing = true;
    }
  }
  if (!missing.empty()) return std::unexpected(unresolved(missing, functions_missing));
  return resolved;
}

}  // namespace ingot
