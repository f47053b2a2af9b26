// ingot::Module: opening compiled modules and listing what they import and export.
#include <dlfcn.h>

#include "runtime/instance/objects.h"

namespace ingot {
inline namespace hosted {

using detail::LoadedModule;

namespace {

// Compiled modules find the runtime's builtins in the program that opens them: these references draw all of them out of
// the archive, and --export-dynamic-symbol (CMakeLists.txt) makes them visible.
[[gnu::used]] const void* const kBuiltins[] = {
#define INGOT_X(name, signature, ret, params) reinterpret_cast<const void*>(&ingot_##name),
    INGOT_BUILTINS(INGOT_X)
#undef INGOT_X
        & ingot_abi_v5,
    reinterpret_cast<const void*>(&ingot_personality),
};

std::unexpected<Error> load_error(std::string message) {
  return std::unexpected(Error{Error::Kind::Load, std::move(message), std::nullopt});
}

}  // namespace

Expected<Module> Module::load(const std::string& path) {
  // A path without a slash would be searched for in the system's library folders.
  std::string file = path.find('/') == std::string::npos ? "./" + path : path;
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return load_error(dlerror());
  const void* symbol = dlsym(library, INGOT_MODULE_SYMBOL);
  if (symbol == nullptr) {
    dlclose(library);
    return load_error(path + ": not a module compiled by ingot (no symbol " INGOT_MODULE_SYMBOL ")");
  }
  auto loaded = LoadedModule::get(static_cast<const IngotModule*>(symbol), library);
  if (!loaded) return load_error(path + ": " + loaded.error().message);
  return Module(std::move(*loaded));
}

Expected<Module> Module::from(const IngotModule* module) {
  auto loaded = LoadedModule::get(module, nullptr);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  return Module(std::move(*loaded));
}

std::string Module::name() const { return module_->info->name; }

std::vector<ImportType> Module::imports() const {
  std::vector<ImportType> all;
  for (uint32_t i = 0; i < module_->info->import_count; ++i) {
    const IngotImport& import = module_->info->imports[i];
    all.push_back({{import.module, import.module_bytes},
                   {import.name, import.name_bytes},
                   module_->extern_type(import.kind, import.index)});
  }
  return all;
}

std::vector<ExportType> Module::exports() const {
  std::vector<ExportType> all;
  for (uint32_t i = 0; i < module_->info->export_count; ++i) {
    const IngotExport& entry = module_->info->exports[i];
    all.push_back({{entry.name, entry.name_bytes}, module_->extern_type(entry.kind, entry.index)});
  }
  return all;
}

}  // namespace hosted
}  // namespace ingot
