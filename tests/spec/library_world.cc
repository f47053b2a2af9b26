// Runs a script through the embedding API: every module is a shared library, all of them live in this process.
#include <cstdio>
#include <filesystem>
#include <map>
#include <vector>

#include "ingot/runtime.h"
#include "tests/spec/world.h"

namespace spec {
namespace {

namespace api = ingot::hosted;

/// Host references of the scripts are small numbers; as pointers they must not be null.
void* to_pointer(uint64_t id) { return reinterpret_cast<void*>(id + 1); }
uint64_t from_pointer(void* pointer) { return reinterpret_cast<uint64_t>(pointer) - 1; }

api::Value to_value(const Value& value) {
  switch (value.type) {
    case Type::I32: return api::Value::from_bits(api::ValType::I32, value.bits[0]);
    case Type::I64: return api::Value::from_bits(api::ValType::I64, value.bits[0]);
    case Type::F32: return api::Value::from_bits(api::ValType::F32, value.bits[0]);
    case Type::F64: return api::Value::from_bits(api::ValType::F64, value.bits[0]);
    case Type::V128: return api::Value::from_bits(api::ValType::V128, value.bits[0], value.bits[1]);
    default: break;
  }
  if (value.ref == RefKind::Null) return api::Value::null(api::ValType::ExternRef);
  return api::Value::extern_ref(to_pointer(value.id.value_or(0)));
}

Result from_value(const api::Value& value) {
  Result result;
  result.bits[0] = value.bits(0);
  result.bits[1] = value.bits(1);
  switch (value.type()) {
    case api::ValType::I32: result.type = Type::I32; return result;
    case api::ValType::I64: result.type = Type::I64; return result;
    case api::ValType::F32: result.type = Type::F32; return result;
    case api::ValType::F64: result.type = Type::F64; return result;
    case api::ValType::V128: result.type = Type::V128; return result;
    default: break;
  }
  result.type = Type::Ref;
  if (value.is_null()) return result;
  result.ref = value.type() == api::ValType::ExternRef ? RefKind::Extern : RefKind::Func;
  if (result.ref == RefKind::Extern) result.id = from_pointer(value.ref());
  return result;
}

Failure failure_of(const api::Error& error) {
  if (error.trap) return {Failure::Stage::Trap, error.trap->message};
  return {error.kind == api::Error::Kind::Link ? Failure::Stage::Link : Failure::Stage::Compile, error.message};
}

/// The module "spectest" of the official suite.
void define_spectest(api::Imports& imports) {
  const auto ignore = [](std::span<const api::Value>, std::span<api::Value>) {
    return std::expected<void, api::Trap>();
  };
  const std::pair<const char*, const char*> functions[] = {
      {"print", "_"},      {"print_i32", "_i"},      {"print_i64", "_l"},      {"print_f32", "_f"},
      {"print_f64", "_d"}, {"print_i32_f32", "_if"}, {"print_f64_f64", "_dd"},
  };
  for (auto [name, letters] : functions)
    imports.define("spectest", name, api::Func::create(api::FuncType::from_letters(letters), ignore));
  const auto global = [&](const char* name, api::ValType type, api::Value value) {
    imports.define("spectest", name, api::Global::create({.type = type, .canonical = {}}, value).value());
  };
  global("global_i32", api::ValType::I32, int32_t{666});
  global("global_i64", api::ValType::I64, int64_t{666});
  global("global_f32", api::ValType::F32, 666.6f);
  global("global_f64", api::ValType::F64, 666.6);
  imports.define("spectest", "memory", api::Memory::create({.limits = {.min = 1, .max = 2}}).value());
  imports.define("spectest", "shared_memory",
                 api::Memory::create({.limits = {.min = 1, .max = 2, .shared = true}}).value());
  for (const bool address64 : {false, true}) {
    const api::Limits limits = {.min = 10, .max = 20, .address64 = address64};
    imports.define("spectest", address64 ? "table64" : "table",
                   api::Table::create({.element = api::ValType::FuncRef, .limits = limits, .canonical = {}},
                                      api::Value::null(api::ValType::FuncRef))
                       .value());
  }
}

class LibraryWorld final : public World {
 public:
  explicit LibraryWorld(const CompileSettings& settings) : settings_(settings) { define_spectest(imports_); }

  Outcome<void> instantiate(const std::string& wasm_path, const std::string& name) override {
    const std::string library = settings_.work_folder + "/module" + std::to_string(++count_) + ".so";
    if (auto error = compile_module(wasm_path, library, Product::SharedLibrary, settings_))
      return std::unexpected(Failure{Failure::Stage::Compile, *error});
    auto module = api::Module::load(library);
    std::filesystem::remove(library);
    if (!module) return std::unexpected(failure_of(module.error()));
    auto instance = api::Instance::create(*module, imports_);
    if (!instance) return std::unexpected(failure_of(instance.error()));
    latest_ = *instance;
    if (!name.empty()) named_.insert_or_assign(name, *instance);
    return {};
  }

  Outcome<void> register_as(const std::string& name, const std::string& as) override {
    const auto instance = find(name);
    if (!instance) return std::unexpected(Failure{Failure::Stage::Link, "no instance " + name});
    imports_.define_instance(as, *instance);
    return {};
  }

  Outcome<std::vector<Result>> run(const Action& action, bool) override {
    const auto instance = find(action.module);
    if (!instance) return std::unexpected(Failure{Failure::Stage::Link, "no instance " + action.module});
    if (action.is_get) {
      const auto global = instance->global(action.field);
      if (!global) return std::unexpected(Failure{Failure::Stage::Link, "no global " + action.field});
      return std::vector{from_value(global->get())};
    }
    const auto function = instance->func(action.field);
    if (!function) return std::unexpected(Failure{Failure::Stage::Link, "no function " + action.field});
    return call(*function, action);
  }

 private:
  std::optional<api::Instance> find(const std::string& name) const {
    if (name.empty()) return latest_;
    const auto found = named_.find(name);
    if (found == named_.end()) return std::nullopt;
    return found->second;
  }

  static Outcome<std::vector<Result>> call(const api::Func& function, const Action& action) {
    const api::FuncType type = function.type();
    std::vector<api::Value> args;
    for (size_t i = 0; i < action.args.size(); ++i) {
      const Value& arg = action.args[i];
      // A null of the script has the type of the parameter.
      const bool null = arg.type == Type::Ref && arg.ref == RefKind::Null && i < type.params.size();
      args.push_back(null ? api::Value::null(type.params[i]) : to_value(arg));
    }
    auto results = function.call(args);
    if (!results) return std::unexpected(Failure{Failure::Stage::Trap, results.error().message});
    std::vector<Result> converted;
    for (const api::Value& value : *results) converted.push_back(from_value(value));
    return converted;
  }

  CompileSettings settings_;
  api::Imports imports_;
  std::optional<api::Instance> latest_;
  std::map<std::string, api::Instance> named_;
  int count_ = 0;
};

}  // namespace

std::unique_ptr<World> make_library_world(const CompileSettings& settings) {
  return std::make_unique<LibraryWorld>(settings);
}

}  // namespace spec
