// ingot::Instance and ingot::Imports.
#include <algorithm>

#include "runtime/instance/instantiate.h"
#include "runtime/instance/objects.h"

namespace ingot {
inline namespace hosted {

using detail::Access;
using detail::InstanceObject;

namespace {

Extern extern_of(InstanceObject& instance, uint32_t kind, uint32_t index) {
  switch (kind) {
    case IngotExternTable: return Access::wrap(detail::share(*instance.tables[index]));
    case IngotExternMemory: return Access::wrap(detail::share(*instance.memories[index]));
    case IngotExternGlobal: return Access::wrap(detail::share(*instance.globals[index]));
    case IngotExternTag: return Access::wrap(detail::share(*instance.tags[index]));
    default: return Access::wrap(detail::share(*instance.function(index)));
  }
}

template <typename Handle>
std::optional<Handle> find_as(const Instance& instance, std::string_view name) {
  std::optional<Extern> found = instance.find(name);
  if (!found) return std::nullopt;
  Handle* handle = std::get_if<Handle>(&*found);
  if (handle == nullptr) return std::nullopt;
  return std::move(*handle);
}

auto key_of(std::string_view module, std::string_view name) { return std::pair(module, name); }

}  // namespace

ExternType type_of(const Extern& object) {
  return std::visit([](const auto& handle) -> ExternType { return handle.type(); }, object);
}

void Imports::define(std::string module, std::string name, Extern object) {
  auto key = [](const Entry& entry) { return key_of(entry.module, entry.name); };
  auto place = std::ranges::lower_bound(entries_, key_of(module, name), {}, key);
  if (place != entries_.end() && place->module == module && place->name == name) {
    place->object = std::move(object);
  } else {
    entries_.insert(place, {std::move(module), std::move(name), std::move(object)});
  }
}

void Imports::define_instance(const std::string& module, const Instance& instance) {
  for (auto& [name, object] : instance.exports()) define(module, name, object);
}

const Extern* Imports::find(std::string_view module, std::string_view name) const {
  auto key = [](const Entry& entry) { return key_of(entry.module, entry.name); };
  auto place = std::ranges::lower_bound(entries_, key_of(module, name), {}, key);
  if (place == entries_.end() || place->module != module || place->name != name) return nullptr;
  return &place->object;
}

Expected<Instance> Instance::create(const Module& module, const Imports& imports) {
  auto made = detail::instantiate(Access::open(module), imports);
  if (!made) return std::unexpected(std::move(made.error()));
  return Instance(std::move(*made));
}

Module Instance::module() const { return Access::wrap(instance_->module); }

std::optional<uint64_t> Instance::fuel() const {
  const uint64_t offset = instance_->info().fuel_offset;
  if (offset == 0) return std::nullopt;
  return *instance_->below<uint64_t>(offset);
}

void Instance::set_fuel(uint64_t units) {
  const uint64_t offset = instance_->info().fuel_offset;
  if (offset != 0) *instance_->below<uint64_t>(offset) = units;
}

std::vector<std::pair<std::string, Extern>> Instance::exports() const {
  std::vector<std::pair<std::string, Extern>> all;
  for (uint32_t i = 0; i < instance_->info().export_count; ++i) {
    const IngotExport& entry = instance_->info().exports[i];
    all.emplace_back(std::string(entry.name, entry.name_bytes), extern_of(*instance_, entry.kind, entry.index));
  }
  return all;
}

std::optional<Extern> Instance::find(std::string_view name) const {
  for (uint32_t i = 0; i < instance_->info().export_count; ++i) {
    const IngotExport& entry = instance_->info().exports[i];
    if (std::string_view(entry.name, entry.name_bytes) == name) return extern_of(*instance_, entry.kind, entry.index);
  }
  return std::nullopt;
}

std::optional<Func> Instance::func(std::string_view name) const { return find_as<Func>(*this, name); }
std::optional<Memory> Instance::memory(std::string_view name) const { return find_as<Memory>(*this, name); }
std::optional<Table> Instance::table(std::string_view name) const { return find_as<Table>(*this, name); }
std::optional<Global> Instance::global(std::string_view name) const { return find_as<Global>(*this, name); }
std::optional<Tag> Instance::tag(std::string_view name) const { return find_as<Tag>(*this, name); }

}  // namespace hosted
}  // namespace ingot
