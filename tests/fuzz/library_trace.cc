// Traces through the embedding API: the module is a shared library in this process.
#include <bit>
#include <cstdio>
#include <filesystem>

#include "ingot/runtime.h"
#include "tests/fuzz/trace.h"
#include "tests/spec/compile_module.h"

namespace fuzz {
namespace {

namespace api = ingot::hosted;

char letter_of(api::ValType type) {
  switch (type) {
    case api::ValType::I32: return 'i';
    case api::ValType::I64: return 'l';
    case api::ValType::F32: return 'f';
    default: return 'd';
  }
}

/// As JavaScript gets it: a BigInt, or a number.
std::string show_argument(const api::Value& value) {
  switch (value.type()) {
    case api::ValType::I64: return show_number('l', value.bits());
    case api::ValType::I32: return show_number('d', std::bit_cast<uint64_t>(static_cast<double>(value.i32())));
    case api::ValType::F32: return show_number('d', std::bit_cast<uint64_t>(static_cast<double>(value.f32())));
    case api::ValType::F64: return show_number('d', value.bits());
    default: return value.is_null() ? "null" : "ref";
  }
}

/// Imported functions log their arguments and return zeros.
api::Imports logging_imports(const api::Module& module) {
  api::Imports imports;
  for (const api::ImportType& import : module.imports()) {
    const auto* type = std::get_if<api::FuncType>(&import.type);
    if (type == nullptr) continue;
    const auto log = [name = import.name](std::span<const api::Value> arguments, std::span<api::Value>) {
      std::printf("log %s", name.c_str());
      for (const api::Value& argument : arguments) std::printf(" %s", show_argument(argument).c_str());
      std::printf("\n");
      return std::expected<void, api::Trap>();
    };
    imports.define(import.module, import.name, api::Func::create(*type, log));
  }
  return imports;
}

void show_call(const api::Instance& instance, const std::string& name, const std::string& title) {
  const auto function = instance.func(name);
  if (!function) return;
  const auto results = function->call();
  std::printf("%s:", title.c_str());
  if (!results) {
    std::printf(" trap %s\n", trap_word(results.error().message).c_str());
    return;
  }
  for (const api::Value& value : *results)
    std::printf(" %s", show_number(letter_of(value.type()), value.bits()).c_str());
  std::printf("\n");
}

void show_instance(const api::Instance& instance) {
  for (int i = 0; instance.func("fuzz:call " + std::to_string(i)); ++i)
    show_call(instance, "fuzz:call " + std::to_string(i), "call " + std::to_string(i));
  show_call(instance, "fuzz:globals", "globals");
  show_call(instance, "fuzz:tables", "tables");
  show_call(instance, "fuzz:memories", "memories");
}

}  // namespace

void trace_in_library(const std::string& wasm_path, const RunSettings& settings) {
  const std::string library = settings.work_folder + "/module.so";
  spec::CompileSettings compile;
  compile.work_folder = settings.work_folder;
  compile.level = settings.level;
  compile.cpu = settings.cpu;
  if (const auto error = spec::compile_module(wasm_path, library, spec::Product::SharedLibrary, compile)) {
    std::printf("not compiled: %s\n", error->c_str());
    return;
  }
  const auto module = api::Module::load(library);
  std::filesystem::remove(library);
  if (!module) {
    std::printf("not loaded: %s\n", module.error().message.c_str());
    return;
  }
  const auto instance = api::Instance::create(*module, logging_imports(*module));
  if (!instance) {
    const api::Error& error = instance.error();
    std::printf("not instantiated: %s\n", error.trap ? trap_word(error.trap->message).c_str() : error.message.c_str());
    return;
  }
  show_instance(*instance);
  std::printf("end\n");
}

}  // namespace fuzz
