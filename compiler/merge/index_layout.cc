// Lists of entities first; the maps are their inverse.
#include "compiler/merge/index_layout.h"

#include <algorithm>
#include <numeric>

#include "compiler/merge/instantiation_order.h"

namespace ingot {
namespace {

constexpr ExternKind kKinds[kExternKinds] = {ExternKind::Func, ExternKind::Table, ExternKind::Memory,
                                             ExternKind::Global, ExternKind::Tag};

uint32_t count_of(const Module& module, ExternKind kind) {
  switch (kind) {
    case ExternKind::Func: return static_cast<uint32_t>(module.functions.size());
    case ExternKind::Table: return static_cast<uint32_t>(module.tables.size());
    case ExternKind::Memory: return static_cast<uint32_t>(module.memories.size());
    case ExternKind::Global: return static_cast<uint32_t>(module.globals.size());
    case ExternKind::Tag: return static_cast<uint32_t>(module.tags.size());
  }
  return 0;
}

uint32_t imported_count(const Module& module, ExternKind kind) {
  switch (kind) {
    case ExternKind::Func: return module.imported_functions;
    case ExternKind::Table: return module.imported_tables;
    case ExternKind::Memory: return module.imported_memories;
    case ExternKind::Global: return module.imported_globals;
    case ExternKind::Tag: return module.imported_tags;
  }
  return 0;
}

/// By part, where its `count(module)` items begin if those of each part stand together in this order of parts.
template <class Count>
std::vector<uint32_t> first_indices(std::span<const MergeInput> inputs, const std::vector<uint32_t>& order,
                                    Count count) {
  std::vector<uint32_t> first(inputs.size());
  uint32_t next = 0;
  for (const uint32_t part : order) {
    first[part] = next;
    next += static_cast<uint32_t>(count(inputs[part].valid->module()));
  }
  return first;
}

void put_first(std::vector<Entity>& entities, uint32_t from, const Entity& wanted) {
  const auto begin = entities.begin() + from;
  const auto found = std::find(begin, entities.end(), wanted);
  if (found != entities.end()) std::rotate(begin, found, found + 1);
}

std::vector<uint32_t> consecutive(uint32_t first, size_t count) {
  std::vector<uint32_t> indices(count);
  std::iota(indices.begin(), indices.end(), first);
  return indices;
}

}  // namespace

IndexSpace space_of(ExternKind kind) {
  constexpr IndexSpace kSpaces[kExternKinds] = {IndexSpace::Func, IndexSpace::Table, IndexSpace::Memory,
                                                IndexSpace::Global, IndexSpace::Tag};
  return kSpaces[static_cast<size_t>(kind)];
}

Expected<IndexLayout> IndexLayout::create(std::span<const MergeInput> inputs, const Resolution& resolution,
                                          const std::vector<uint32_t>& order) {
  IndexLayout layout;
  for (const ExternKind kind : kKinds) {
    std::vector<Entity>& entities = layout.entities[static_cast<size_t>(kind)];
    for (uint32_t part = 0; part < inputs.size(); ++part)
      for (uint32_t index = 0; index < imported_count(inputs[part].valid->module(), kind); ++index)
        if (const Entity import{part, kind, index}; resolution.provider(import) == import) entities.push_back(import);
    layout.imported[static_cast<size_t>(kind)] = static_cast<uint32_t>(entities.size());
    if (kind == ExternKind::Global) {
      const std::vector<Entity> globals = INGOT_TRY(order_globals(inputs, resolution, order));
      entities.insert(entities.end(), globals.begin(), globals.end());
      continue;
    }
    for (const uint32_t part : order) {
      const Module& module = inputs[part].valid->module();
      for (uint32_t index = imported_count(module, kind); index < count_of(module, kind); ++index)
        entities.push_back({part, kind, index});
    }
  }
  put_first(layout.entities[static_cast<size_t>(ExternKind::Memory)], layout.imports_of(ExternKind::Memory),
            inputs[0].valid->module().memories.empty() ? Entity{} : resolution.provider({0, ExternKind::Memory, 0}));
  const std::vector<uint32_t> given = consecutive(0, inputs.size());
  layout.first_type = first_indices(inputs, given, [](const Module& module) { return module.types.size(); });
  layout.first_elem = first_indices(inputs, order, [](const Module& module) { return module.elems.size(); });
  layout.first_data = first_indices(inputs, order, [](const Module& module) { return module.datas.size(); });
  return layout;
}

std::vector<IndexMap> IndexLayout::maps(std::span<const MergeInput> inputs, const Resolution& resolution) const {
  std::vector<IndexMap> maps(inputs.size());
  for (uint32_t part = 0; part < inputs.size(); ++part) {
    const Module& module = inputs[part].valid->module();
    maps[part][IndexSpace::Type] = consecutive(first_type[part], module.types.size());
    maps[part][IndexSpace::Elem] = consecutive(first_elem[part], module.elems.size());
    maps[part][IndexSpace::Data] = consecutive(first_data[part], module.datas.size());
    for (const ExternKind kind : kKinds) maps[part][space_of(kind)].resize(count_of(module, kind));
  }
  for (const ExternKind kind : kKinds)
    for (uint32_t index = 0; index < of(kind).size(); ++index) {
      const Entity& entity = of(kind)[index];
      maps[entity.part][space_of(kind)][entity.index] = index;
    }
  // What is provided stands where its provider does.
  for (uint32_t part = 0; part < inputs.size(); ++part)
    for (const ExternKind kind : kKinds)
      for (uint32_t index = 0; index < imported_count(inputs[part].valid->module(), kind); ++index) {
        const Entity provider = resolution.provider({part, kind, index});
        maps[part][space_of(kind)][index] = maps[provider.part][space_of(kind)][provider.index];
      }
  return maps;
}

}  // namespace ingot
