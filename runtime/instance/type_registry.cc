// The registry of types; see type_registry.h.
#include "runtime/instance/type_registry.h"

#include <mutex>
#include <unordered_map>
#include <vector>

#include "runtime/instance/objects.h"

namespace ingot::hosted::detail {
namespace {

/// A module that has the type, and where.
struct Provider {
  std::weak_ptr<LoadedModule> module;
  const IngotFuncType* type;
};

struct Entry {
  uint32_t id = 0;
  const Entry* supertype = nullptr;
  IngotTypeKind kind = IngotTypeFunc;
  std::vector<Provider> providers;
  std::vector<std::weak_ptr<HostFunction>> waiting;  // host functions without a thunk
};

struct Registry {
  std::mutex mutex;
  std::unordered_map<std::string, Entry> entries;

  const Entry* find(std::string_view canonical) const {
    const auto found = entries.find(std::string(canonical));
    return found == entries.end() ? nullptr : &found->second;
  }

  Entry& entry(const std::string& canonical) {
    Entry& found = entries[canonical];
    if (found.id == 0) found.id = static_cast<uint32_t>(entries.size());
    return found;
  }
};

Registry& registry() {
  static Registry* const instance = new Registry;  // outlives every static object of the host
  return *instance;
}

void give_thunk(HostFunction& function, const std::shared_ptr<LoadedModule>& module, const IngotFuncType& type) {
  function.ref.code = type.host_thunk;
  function.ref.type = &type;
  function.thunk_owner = module;
}

}  // namespace

void register_types(const std::shared_ptr<LoadedModule>& module) {
  const IngotModule& info = *module->info;
  // Dropped outside of the lock: the last owner of a module unloads it.
  std::vector<std::shared_ptr<HostFunction>> served;
  std::lock_guard lock(registry().mutex);
  for (uint32_t typeidx = 0; typeidx < info.type_count; ++typeidx) {
    const IngotFuncType& type = info.types[typeidx];
    Entry& entry = registry().entry(module->types[typeidx].canonical);
    info.type_ids[typeidx] = entry.id;
    entry.kind = static_cast<IngotTypeKind>(type.kind);
    // Types with the same text have the same supertype, which stands in front of them.
    if (type.supertype != nullptr)
      entry.supertype = &registry().entry(module->types[static_cast<size_t>(type.supertype - info.types)].canonical);
    if (type.host_thunk == nullptr) continue;
    std::erase_if(entry.providers, [](const Provider& provider) { return provider.module.expired(); });
    entry.providers.push_back({module, &type});
    for (std::weak_ptr<HostFunction>& waiting : entry.waiting) {
      std::shared_ptr<HostFunction> function = waiting.lock();
      if (function == nullptr) continue;
      give_thunk(*function, module, type);
      served.push_back(std::move(function));
    }
    entry.waiting.clear();
  }
}

bool is_declared_subtype(std::string_view actual, std::string_view wanted) {
  std::lock_guard lock(registry().mutex);
  const Entry* const end = registry().find(wanted);
  const Entry* entry = registry().find(actual);
  while (entry != nullptr && entry != end) entry = entry->supertype;
  return entry != nullptr;
}

IngotTypeKind kind_of_type(std::string_view canonical) {
  std::lock_guard lock(registry().mutex);
  const Entry* entry = registry().find(canonical);
  return entry == nullptr ? IngotTypeFunc : entry->kind;
}

void register_host_function(const std::shared_ptr<HostFunction>& function) {
  std::vector<std::shared_ptr<LoadedModule>> looked_at;  // dropped outside of the lock
  std::lock_guard lock(registry().mutex);
  Entry& entry = registry().entry(function->type.canonical);
  function->ref.type_id = entry.id;
  for (const Provider& provider : entry.providers) {
    std::shared_ptr<LoadedModule> module = provider.module.lock();
    if (module == nullptr) continue;
    give_thunk(*function, module, *provider.type);
    looked_at.push_back(std::move(module));
    return;
  }
  std::erase_if(entry.waiting, [](const std::weak_ptr<HostFunction>& waiting) { return waiting.expired(); });
  entry.waiting.push_back(function);
}

}  // namespace ingot::hosted::detail
