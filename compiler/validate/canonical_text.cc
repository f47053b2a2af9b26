// Text of a type that is the same in every module.
//
// A function type without references to other definitions is written as the text format does. Otherwise the text is the
// place of the type and all recursion groups that it reaches, numbered in the order in which they are first mentioned:
//     0.1 where 0=(rec (struct (field (ref null 1.0))) (func (param (ref 0.0)))) 1=(rec (array i8))
// Every group is written once, so the text is linear in the type section even where types share parts.
#include <unordered_map>

#include "compiler/validate/subtyping.h"

namespace ingot {
namespace {

class TypeWriter {
 public:
  TypeWriter(const Module& module, const SubtypeContext& subtypes) : module_(module), subtypes_(subtypes) {}

  std::string write(uint32_t typeidx) {
    const SubType& type = module_.types[typeidx];
    if (module_.rec_groups[type.rec_group].count == 1) {
      std::string text = definition(type);
      if (reached_.empty()) return text;
      reached_.clear();
      numbers_.clear();
    }
    std::string text = place(typeidx) + " where";
    for (size_t next = 0; next < reached_.size(); ++next) {  // grows while it runs
      text.append(" ").append(std::to_string(next)).append("=(rec");
      const RecGroup group = module_.rec_groups[reached_[next]];
      for (uint32_t i = 0; i < group.count; ++i) text.append(" ").append(definition(module_.types[group.first + i]));
      text += ")";
    }
    return text;
  }

 private:
  /// "GROUP.POSITION"
  std::string place(uint32_t typeidx) {
    const uint32_t group = module_.types[typeidx].rec_group;
    const uint32_t first = module_.rec_groups[group].first;
    const auto [entry, is_new] = numbers_.try_emplace(subtypes_.canonical(first), reached_.size());
    if (is_new) reached_.push_back(group);
    return std::to_string(entry->second) + "." + std::to_string(typeidx - first);
  }

  std::string value_type(const ValType& type) {
    if (!type.heap.is_index) return to_string(type);
    std::string text = type.nullable ? "(ref null " : "(ref ";
    return text.append(place(type.heap.code)).append(")");
  }

  std::string list(const char* keyword, const std::vector<ValType>& types) {
    if (types.empty()) return "";
    std::string text = keyword;
    for (const ValType& type : types) text.append(" ").append(value_type(type));
    return text.append(")");
  }

  std::string field(const FieldType& field) {
    std::string text = field.is_mutable ? "(mut " : "";
    switch (field.packed) {
      case PackedKind::None: text += value_type(field.type); break;
      case PackedKind::I8: text += "i8"; break;
      case PackedKind::I16: text += "i16"; break;
    }
    return field.is_mutable ? text.append(")") : text;
  }

  std::string composite(const SubType& type) {
    if (type.kind == CompositeKind::Func) {
      std::string text = "(func";
      text += list(" (param", type.func.params);
      text += list(" (result", type.func.results);
      return text.append(")");
    }
    std::string text = type.kind == CompositeKind::Struct ? "(struct" : "(array";
    for (const FieldType& member : type.fields) text.append(" ").append(field(member));
    return text.append(")");
  }

  std::string definition(const SubType& type) {
    if (type.is_final && type.supertypes.empty()) return composite(type);
    std::string text = type.is_final ? "(sub final" : "(sub";
    for (uint32_t typeidx : type.supertypes) text.append(" ").append(place(typeidx));
    return text.append(" ").append(composite(type)).append(")");
  }

  const Module& module_;
  const SubtypeContext& subtypes_;
  std::unordered_map<uint32_t, size_t> numbers_;  // canonical id of a group's first type -> its number
  std::vector<uint32_t> reached_;                 // groups by number
};

}  // namespace

std::string SubtypeContext::canonical_text(uint32_t typeidx) const {
  return TypeWriter(*module_, *this).write(typeidx);
}

}  // namespace ingot
