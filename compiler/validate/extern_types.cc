// One case per kind of import and export.
#include "compiler/validate/extern_types.h"

namespace ingot {
namespace {

std::string limits_text(const Limits& limits) {
  std::string text = limits.address == AddressType::I64 ? "i64 " : "";
  text += std::to_string(limits.min);
  if (limits.has_max) text += " " + std::to_string(limits.max);
  return limits.shared ? text + " shared" : text;
}

/// An import that states a maximum wants one that is no larger.
bool limits_match(const Limits& actual, const Limits& wanted) {
  if (actual.address != wanted.address || actual.shared != wanted.shared || actual.min < wanted.min) return false;
  return !wanted.has_max || (actual.has_max && actual.max <= wanted.max);
}

/// What can be written through the import must be what its owner can read.
bool global_matches(const SubtypeContext& subtypes, const GlobalType& actual, const GlobalType& wanted) {
  if (actual.is_mutable != wanted.is_mutable) return false;
  return actual.is_mutable ? subtypes.equal(actual.type, wanted.type) : subtypes.matches(actual.type, wanted.type);
}

}  // namespace

ExternType extern_type(const Module& module, ExternKind kind, uint32_t index) {
  ExternType type{.kind = kind};
  switch (kind) {
    case ExternKind::Func: type.typeidx = module.functions[index].typeidx; break;
    case ExternKind::Table: type.table = module.tables[index].type; break;
    case ExternKind::Memory: type.memory = module.memories[index].type; break;
    case ExternKind::Global: type.global = module.globals[index].type; break;
    case ExternKind::Tag: type.typeidx = module.tags[index].typeidx; break;
  }
  return type;
}

bool extern_type_matches(const SubtypeContext& subtypes, const ExternType& actual, const ExternType& wanted) {
  if (actual.kind != wanted.kind) return false;
  switch (actual.kind) {
    case ExternKind::Func: return subtypes.matches(HeapType::index(actual.typeidx), HeapType::index(wanted.typeidx));
    case ExternKind::Table:
      return limits_match(actual.table.limits, wanted.table.limits) &&
             subtypes.equal(actual.table.element, wanted.table.element);
    case ExternKind::Memory:
      return limits_match(actual.memory.limits, wanted.memory.limits) &&
             actual.memory.page_size_log2 == wanted.memory.page_size_log2;
    case ExternKind::Global: return global_matches(subtypes, actual.global, wanted.global);
    case ExternKind::Tag: return subtypes.canonical(actual.typeidx) == subtypes.canonical(wanted.typeidx);
  }
  return false;
}

std::string extern_type_text(const SubtypeContext& subtypes, const ExternType& type) {
  switch (type.kind) {
    case ExternKind::Func: return subtypes.canonical_text(type.typeidx);
    case ExternKind::Table:
      return "(table " + limits_text(type.table.limits) + " " + to_string(type.table.element) + ")";
    case ExternKind::Memory: {
      const std::string page = type.memory.page_size_log2 == 16 ? "" : " (pagesize 1)";
      return "(memory " + limits_text(type.memory.limits) + page + ")";
    }
    case ExternKind::Global: {
      const std::string value = to_string(type.global.type);
      return type.global.is_mutable ? "(global (mut " + value + "))" : "(global " + value + ")";
    }
    case ExternKind::Tag: {
      const std::string function = subtypes.canonical_text(type.typeidx);
      return function.starts_with("(func") ? "(tag" + function.substr(5) : "(tag " + function + ")";
    }
  }
  return "";
}

}  // namespace ingot
