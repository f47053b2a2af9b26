// Interning of recursion groups, and the matching relations.
#include "compiler/validate/subtyping.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace ingot {
namespace {

/// Writes a recursion group so that equal groups give equal bytes.
class GroupKey {
 public:
  GroupKey(const RecGroup& group, const std::vector<uint32_t>& canonical) : group_(group), canonical_(canonical) {}

  void add(const SubType& type) {
    number(static_cast<uint32_t>(type.kind) << 1 | (type.is_final ? 1 : 0));
    number(type.supertypes.size());
    for (uint32_t typeidx : type.supertypes) index(typeidx);
    types(type.func.params);
    types(type.func.results);
    number(type.fields.size());
    for (const FieldType& field : type.fields) {
      number(static_cast<uint32_t>(field.packed) << 1 | (field.is_mutable ? 1 : 0));
      value_type(field.type);
    }
  }

  std::string take() { return std::move(bytes_); }

 private:
  void number(uint32_t value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void index(uint32_t typeidx) {
    const bool inside = typeidx >= group_.first && typeidx - group_.first < group_.count;
    number(inside ? 0 : 1);
    number(inside ? typeidx - group_.first : canonical_[typeidx]);
  }
  void types(const std::vector<ValType>& list) {
    number(list.size());
    for (const ValType& type : list) value_type(type);
  }
  void value_type(const ValType& type) {
    number(static_cast<uint32_t>(type.kind) | (type.nullable ? 0x100 : 0) | (type.heap.is_index ? 0x200 : 0));
    if (type.heap.is_index) {
      index(type.heap.code);
    } else if (type.is_ref()) {
      number(type.heap.code);
    }
  }

  const RecGroup& group_;
  const std::vector<uint32_t>& canonical_;
  std::string bytes_;
};

bool abstract_matches(AbstractHeap sub, AbstractHeap super) {
  if (sub == super) return true;
  const bool below_eq = sub == AbstractHeap::I31 || sub == AbstractHeap::Struct || sub == AbstractHeap::Array ||
                        sub == AbstractHeap::None;
  switch (super) {
    case AbstractHeap::Any: return below_eq || sub == AbstractHeap::Eq;
    case AbstractHeap::Eq: return below_eq;
    case AbstractHeap::I31:
    case AbstractHeap::Struct:
    case AbstractHeap::Array: return sub == AbstractHeap::None;
    case AbstractHeap::Func: return sub == AbstractHeap::NoFunc;
    case AbstractHeap::Extern: return sub == AbstractHeap::NoExtern;
    case AbstractHeap::Exn: return sub == AbstractHeap::NoExn;
    default: return false;
  }
}

/// The abstract type just above all definitions of a kind.
AbstractHeap above(CompositeKind kind) {
  switch (kind) {
    case CompositeKind::Func: return AbstractHeap::Func;
    case CompositeKind::Struct: return AbstractHeap::Struct;
    case CompositeKind::Array: return AbstractHeap::Array;
  }
  return AbstractHeap::Any;
}

/// The abstract type just below all definitions of a kind.
AbstractHeap below(CompositeKind kind) {
  return kind == CompositeKind::Func ? AbstractHeap::NoFunc : AbstractHeap::None;
}

}  // namespace

SubtypeContext::SubtypeContext(const Module& module) : module_(&module) {
  canonical_.resize(module.types.size());
  std::unordered_map<std::string, uint32_t> interned;  // key of a group -> id of its first type
  uint32_t next_id = 1;
  for (const RecGroup& group : module.rec_groups) {
    GroupKey key(group, canonical_);
    for (uint32_t i = 0; i < group.count; ++i) key.add(module.types[group.first + i]);
    const auto [entry, is_new] = interned.try_emplace(key.take(), next_id);
    if (is_new) next_id += group.count;
    for (uint32_t i = 0; i < group.count; ++i) canonical_[group.first + i] = entry->second + i;
  }
  number_in_preorder(next_id);
}

/// Declared supertypes make the types a forest. Numbered in preorder, the subtypes of a type are a range of ids. A
/// supertype stands in front of its subtypes, so that one pass backwards adds up subtrees, and one forwards hands out
/// their ranges.
void SubtypeContext::number_in_preorder(uint32_t id_count) {
  std::vector<uint32_t> supertype(id_count);  // by the ids so far; 0 if there is none
  for (uint32_t typeidx = 0; typeidx < canonical_.size(); ++typeidx) {
    const SubType& type = module_->types[typeidx];
    if (!type.supertypes.empty()) supertype[canonical_[typeidx]] = canonical_[type.supertypes.front()];
  }
  std::vector<uint32_t> counts(id_count, 1);
  for (uint32_t id = id_count - 1; id > 0; --id)
    if (supertype[id] != 0) counts[supertype[id]] += counts[id];

  std::vector<uint32_t> numbers(id_count), next_number(id_count);  // next_number[0]: of types without a supertype
  next_number[0] = 1;
  subtype_counts_.resize(id_count);
  for (uint32_t id = 1; id < id_count; ++id) {
    numbers[id] = next_number[supertype[id]];
    next_number[supertype[id]] += counts[id];
    next_number[id] = numbers[id] + 1;
    subtype_counts_[numbers[id]] = counts[id];
  }
  for (uint32_t& id : canonical_) id = numbers[id];
}

bool SubtypeContext::matches_ref(const ValType& sub, const ValType& super) const {
  return (super.nullable || !sub.nullable) && matches(sub.heap, super.heap);
}

bool SubtypeContext::matches(const HeapType& sub, const HeapType& super) const {
  if (sub == super || sub == kBottomHeap) return true;
  if (super == kBottomHeap) return false;
  if (!sub.is_index && !super.is_index) {
    return abstract_matches(static_cast<AbstractHeap>(sub.code), static_cast<AbstractHeap>(super.code));
  }
  if (!super.is_index) {
    return abstract_matches(above(module_->types[sub.code].kind), static_cast<AbstractHeap>(super.code));
  }
  if (!sub.is_index) return sub.is(below(module_->types[super.code].kind));
  // A declared supertype has a smaller index than its subtype, so the walk ends.
  const uint32_t wanted = canonical(super.code);
  for (uint32_t typeidx = sub.code;;) {
    if (canonical(typeidx) == wanted) return true;
    const SubType& type = module_->types[typeidx];
    if (type.supertypes.empty()) return false;
    typeidx = type.supertypes.front();
  }
}

bool SubtypeContext::equal(const ValType& left, const ValType& right) const {
  if (left == right) return true;
  return left.is_ref() && right.is_ref() && left.nullable == right.nullable && left.heap.is_index &&
         right.heap.is_index && canonical(left.heap.code) == canonical(right.heap.code);
}

bool SubtypeContext::matches_field(const FieldType& sub, const FieldType& super) const {
  if (sub.packed != super.packed || sub.is_mutable != super.is_mutable) return false;
  return sub.is_mutable ? equal(sub.type, super.type) : matches(sub.type, super.type);
}

bool SubtypeContext::structure_matches(uint32_t sub, uint32_t super) const {
  const SubType& lower = module_->types[sub];
  const SubType& upper = module_->types[super];
  if (lower.kind != upper.kind) return false;
  if (lower.kind == CompositeKind::Func) {
    // Parameters the other way round: whoever calls through the supertype passes its parameters.
    return std::ranges::equal(upper.func.params, lower.func.params,
                              [this](const ValType& a, const ValType& b) { return matches(a, b); }) &&
           std::ranges::equal(lower.func.results, upper.func.results,
                              [this](const ValType& a, const ValType& b) { return matches(a, b); });
  }
  if (lower.fields.size() < upper.fields.size()) return false;
  return std::equal(upper.fields.begin(), upper.fields.end(), lower.fields.begin(),
                    [this](const FieldType& a, const FieldType& b) { return matches_field(b, a); });
}

}  // namespace ingot
