// When one type may stand where another is expected.  Spec: Validation > Types, Matching.
//
// Type definitions are compared by structure: two recursion groups that look the same, with references inside the group
// written as positions and references to earlier groups as canonical ids, are the same group. Interning groups in order
// gives every definition a canonical id, after which equality is a comparison of two numbers and subtyping a walk along
// declared supertypes. Nothing here recurses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/wasm/module.h"

namespace ingot {

/// Heap type of `(ref bot)`, which only unreachable code can have: it matches every other.
inline constexpr HeapType kBottomHeap{};

/// Supertypes that a type may have above it, as in other engines. Keeps one comparison short.
inline constexpr uint32_t kMaxSubtypeDepth = 63;

/// Knows the types of one module. Borrows the Module; its type section must have passed check_types().
class SubtypeContext {
 public:
  explicit SubtypeContext(const Module& module);

  /// Takes every index for a type of its own, and costs nothing to make. A walk with it may reject valid code that uses
  /// two definitions of one type, so it is for those who need no verdict; ValidatedModule::subtypes() is for the
  /// others.
  static SubtypeContext by_index(const Module& module) { return SubtypeContext(&module); }

  bool matches(const ValType& sub, const ValType& super) const {
    return sub.kind == ValKind::Bottom || sub == super || (sub.is_ref() && super.is_ref() && matches_ref(sub, super));
  }
  bool matches(const HeapType& sub, const HeapType& super) const;
  /// Whether both are the same type.
  bool equal(const ValType& left, const ValType& right) const;
  /// Whether definition `sub` may be declared as a subtype of `super`, by their structure.
  bool structure_matches(uint32_t sub, uint32_t super) const;

  /// Dense ids from 1: equal id = equal type. The subtypes of a type have the ids that follow its own.
  uint32_t canonical(uint32_t typeidx) const { return canonical_.empty() ? typeidx + 1 : canonical_[typeidx]; }
  const std::vector<uint32_t>& canonical_ids() const { return canonical_; }
  /// How many different types of the module match this one: ids from canonical(typeidx) on. 1 if there are no subtypes.
  uint32_t subtype_count(uint32_t typeidx) const {
    return canonical_.empty() ? 1 : subtype_counts_[canonical_[typeidx]];
  }

  /// Equal text = equal type, in any module. Types that mention others end in a list of all groups they reach.
  std::string canonical_text(uint32_t typeidx) const;

 private:
  explicit SubtypeContext(const Module* module) : module_(module) {}
  bool matches_ref(const ValType& sub, const ValType& super) const;
  bool matches_field(const FieldType& sub, const FieldType& super) const;

  void number_in_preorder(uint32_t id_count);

  const Module* module_;
  std::vector<uint32_t> canonical_;
  std::vector<uint32_t> subtype_counts_;  ///< by canonical id, the type itself included
};

}  // namespace ingot
