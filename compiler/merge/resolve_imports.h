// Which definition each import stands for.  Spec: Execution > Modules > Instantiation, External Typing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "compiler/merge/merge_modules.h"

namespace ingot {

inline constexpr size_t kExternKinds = 5;

/// A definition of one of the modules, or an import that none of the others provides.
struct Entity {
  uint32_t part = 0;  ///< which module
  ExternKind kind = ExternKind::Func;
  uint32_t index = 0;  ///< in its index space there

  friend bool operator==(const Entity&, const Entity&) = default;
};

class Resolution {
 public:
  /// Fails if imports are only passed around in a circle. Types are not looked at.
  static Expected<Resolution> create(std::span<const MergeInput> inputs);

  /// What an entity is in the end: itself, if it is defined or nobody provides it.
  Entity provider(const Entity& entity) const;
  /// The module from which an import is taken directly; nullopt if from none.
  std::optional<uint32_t> source(const Entity& import) const;
  /// Whether `part` imports something directly from `other`.
  bool imports_from(uint32_t part, uint32_t other) const { return uses_[part][other]; }

 private:
  friend class Resolver;
  struct Target {
    Entity provider;
    std::optional<uint32_t> source;
  };
  /// By part, kind and index of the import.
  std::vector<std::array<std::vector<Target>, kExternKinds>> targets_;
  std::vector<std::vector<bool>> uses_;
};

}  // namespace ingot
