// Where everything stands in the merged module.
//
// In every index space, what is still imported comes first, as the specification wants it, and then the definitions of
// one module behind those of another in the order of instantiation. Globals may have to stand otherwise, since initial
// values may only read globals in front of them; and the main module's memory 0 is the first of the memories, because
// it is the one that a program addresses most cheaply.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "compiler/merge/resolve_imports.h"

namespace ingot {

/// Where entities of a kind are numbered.
IndexSpace space_of(ExternKind kind);

struct IndexLayout {
  /// By kind and index in the merged module.
  std::array<std::vector<Entity>, kExternKinds> entities;
  /// How many of them are imports.
  std::array<uint32_t, kExternKinds> imported{};
  /// By part: index of its first type; segments are in the order of instantiation.
  std::vector<uint32_t> first_type, first_elem, first_data;

  const std::vector<Entity>& of(ExternKind kind) const { return entities[static_cast<size_t>(kind)]; }
  uint32_t imports_of(ExternKind kind) const { return imported[static_cast<size_t>(kind)]; }

  /// `order`: the parts in the order of instantiation.
  static Expected<IndexLayout> create(std::span<const MergeInput> inputs, const Resolution& resolution,
                                      const std::vector<uint32_t>& order);
  /// By part.
  std::vector<IndexMap> maps(std::span<const MergeInput> inputs, const Resolution& resolution) const;
};

}  // namespace ingot
