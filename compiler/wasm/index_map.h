// From the indices that stand in the bytes of one file to those of the module that it became a part of.
//
// Merging modules (compiler/merge) moves definitions to other indices, but leaves the bytes of bodies and expressions
// as they are. Whoever reads an index out of such bytes looks it up here; there is one such place
// (validate/immediate_reader.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ingot {

/// The index spaces of a module.  Spec: Validation > Conventions, Contexts.
enum class IndexSpace : uint8_t { Type, Func, Table, Memory, Global, Tag, Elem, Data };
inline constexpr size_t kIndexSpaces = 8;

/// By index space and index in the file: the index in the merged module.
class IndexMap {
 public:
  const std::vector<uint32_t>& operator[](IndexSpace space) const { return spaces_[static_cast<size_t>(space)]; }
  std::vector<uint32_t>& operator[](IndexSpace space) { return spaces_[static_cast<size_t>(space)]; }

 private:
  std::array<std::vector<uint32_t>, kIndexSpaces> spaces_;
};

}  // namespace ingot
