// One function per section, in the order in which sections stand in the file.
#include "compiler/validate/module_rules.h"

#include <string>
#include <unordered_set>

namespace ingot {
namespace {

std::unexpected<Diagnostic> unknown(const char* space, uint64_t index, uint64_t offset) {
  return fail_at(offset, std::string("unknown ") + space + " " + std::to_string(index));
}

Expected<void> check_func_type(const Module& module, uint32_t typeidx, uint64_t offset) {
  if (typeidx >= module.types.size()) return unknown("type", typeidx, offset);
  if (module.types[typeidx].kind == CompositeKind::Func) return {};
  return fail_at(offset, "unknown type " + std::to_string(typeidx) + ": not a function type");
}

Expected<void> check_limits(const Limits& limits, uint64_t largest, const char* too_large, uint64_t offset) {
  if (limits.min > largest || (limits.has_max && limits.max > largest)) return fail_at(offset, too_large);
  if (limits.has_max && limits.min > limits.max) {
    return fail_at(offset, "size minimum must not be greater than maximum");
  }
  return {};
}

Expected<void> check_table(const Module& module, const Table& table) {
  INGOT_CHECK(check_value_type(module, table.type.element, table.offset));
  const Limits& limits = table.type.limits;
  if (limits.address == AddressType::I64) return check_limits(limits, UINT64_MAX, "", table.offset);
  return check_limits(limits, UINT32_MAX, "table size must be at most 2^32-1", table.offset);
}

Expected<void> check_memory(const Memory& memory) {
  const Limits& limits = memory.type.limits;
  const uint32_t page = memory.type.page_size_log2;
  if (page != 0 && page != 16) {
    return fail_at(memory.offset, "invalid custom page size: pages have 1 or 65536 bytes");
  }
  if (limits.address == AddressType::I32) {
    const bool usual = page == 16;
    INGOT_CHECK(check_limits(limits, usual ? 65536 : UINT32_MAX,
                             usual ? "memory size must be at most 65536 pages (4GiB)"
                                   : "memory size must be at most 4294967295 pages of one byte",
                             memory.offset));
  } else {
    INGOT_CHECK(check_limits(limits, page == 16 ? uint64_t{1} << 48 : UINT64_MAX,
                             "memory size must be at most 2^48 pages (16EiB)", memory.offset));
  }
  if (limits.shared && !limits.has_max) return fail_at(memory.offset, "shared memory must have maximum");
  return {};
}

Expected<void> check_tag(const Module& module, const Tag& tag) {
  INGOT_CHECK(check_func_type(module, tag.typeidx, tag.offset));
  if (module.func_type_at(tag.typeidx).results.empty()) return {};
  return fail_at(tag.offset, "non-empty tag result type");
}

/// Every reference to a definition is to an earlier one, or to one of the same group.
class TypeChecker {
 public:
  TypeChecker(const Module& module, const RecGroup& group) : module_(module), end_(group.first + group.count) {}

  Expected<void> check(uint32_t typeidx) const {
    const SubType& type = module_.types[typeidx];
    if (type.supertypes.size() > 1) return fail_at(type.offset, "sub type has more than one super type");
    for (uint32_t super : type.supertypes) {
      if (super >= typeidx) return unknown("type", super, type.offset);
    }
    for (const ValType& param : type.func.params) INGOT_CHECK(check(param, type.offset));
    for (const ValType& result : type.func.results) INGOT_CHECK(check(result, type.offset));
    for (const FieldType& field : type.fields) INGOT_CHECK(check(field.type, type.offset));
    return {};
  }

 private:
  Expected<void> check(const ValType& type, uint64_t offset) const {
    if (type.heap.is_index && type.heap.code >= end_) return unknown("type", type.heap.code, offset);
    return {};
  }

  const Module& module_;
  uint32_t end_;
};

}  // namespace

Expected<void> check_value_type(const Module& module, const ValType& type, uint64_t offset) {
  if (type.heap.is_index && type.heap.code >= module.types.size()) return unknown("type", type.heap.code, offset);
  return {};
}

Expected<void> check_types(const Module& module) {
  std::vector<uint32_t> depth(module.types.size());
  for (const RecGroup& group : module.rec_groups) {
    const TypeChecker checker(module, group);
    for (uint32_t typeidx = group.first; typeidx < group.first + group.count; ++typeidx) {
      INGOT_CHECK(checker.check(typeidx));
      const SubType& type = module.types[typeidx];
      if (type.supertypes.empty()) continue;
      depth[typeidx] = depth[type.supertypes.front()] + 1;
      if (depth[typeidx] > kMaxSubtypeDepth) return fail_at(type.offset, "sub type has too many super types");
    }
  }
  return {};
}

Expected<void> check_supertypes(const Module& module, const SubtypeContext& subtypes) {
  for (uint32_t typeidx = 0; typeidx < module.types.size(); ++typeidx) {
    const SubType& type = module.types[typeidx];
    if (type.supertypes.empty()) continue;
    const uint32_t super = type.supertypes.front();
    if (module.types[super].is_final || !subtypes.structure_matches(typeidx, super)) {
      return fail_at(type.offset,
                     "sub type " + std::to_string(typeidx) + " does not match super type " + std::to_string(super));
    }
  }
  return {};
}

Expected<void> check_imports(const Module& module) {
  for (const Import& import : module.imports) {
    switch (import.kind) {
      case ExternKind::Func: {
        const Function& function = module.functions[import.index];
        INGOT_CHECK(check_func_type(module, function.typeidx, function.declaration_offset));
        break;
      }
      case ExternKind::Table: INGOT_CHECK(check_table(module, module.tables[import.index])); break;
      case ExternKind::Memory: INGOT_CHECK(check_memory(module.memories[import.index])); break;
      case ExternKind::Global: {
        const Global& global = module.globals[import.index];
        INGOT_CHECK(check_value_type(module, global.type.type, global.offset));
        break;
      }
      case ExternKind::Tag: INGOT_CHECK(check_tag(module, module.tags[import.index])); break;
    }
  }
  return {};
}

Expected<void> check_functions(const Module& module) {
  for (size_t i = module.imported_functions; i < module.functions.size(); ++i) {
    INGOT_CHECK(check_func_type(module, module.functions[i].typeidx, module.functions[i].declaration_offset));
  }
  return {};
}

Expected<void> check_tables(const Module& module) {
  for (size_t i = module.imported_tables; i < module.tables.size(); ++i) {
    const Table& table = module.tables[i];
    INGOT_CHECK(check_table(module, table));
    if (!table.init && !table.type.element.nullable) {
      return fail_at(table.offset,
                     "type mismatch: a table of " + to_string(table.type.element) + " needs an initial value");
    }
  }
  return {};
}

Expected<void> check_memories(const Module& module) {
  for (size_t i = module.imported_memories; i < module.memories.size(); ++i) {
    INGOT_CHECK(check_memory(module.memories[i]));
  }
  return {};
}

Expected<void> check_tags(const Module& module) {
  for (size_t i = module.imported_tags; i < module.tags.size(); ++i) INGOT_CHECK(check_tag(module, module.tags[i]));
  return {};
}

Expected<void> check_exports(const Module& module) {
  std::unordered_set<std::string_view> names;
  for (const Export& entry : module.exports) {
    const auto check = [&](const char* space, size_t count) -> Expected<void> {
      if (entry.index < count) return {};
      return unknown(space, entry.index, entry.offset);
    };
    switch (entry.kind) {
      case ExternKind::Func: INGOT_CHECK(check("function", module.functions.size())); break;
      case ExternKind::Table: INGOT_CHECK(check("table", module.tables.size())); break;
      case ExternKind::Memory: INGOT_CHECK(check("memory", module.memories.size())); break;
      case ExternKind::Global: INGOT_CHECK(check("global", module.globals.size())); break;
      case ExternKind::Tag: INGOT_CHECK(check("tag", module.tags.size())); break;
    }
    if (!names.insert(entry.name).second) {
      return fail_at(entry.offset, "duplicate export name \"" + std::string(entry.name) + "\"");
    }
  }
  return {};
}

Expected<void> check_start(const Module& module) {
  if (!module.start) return {};
  if (*module.start >= module.functions.size()) return unknown("function", *module.start, module.start_offset);
  const FuncType& type = module.func_type(*module.start);
  if (type.params.empty() && type.results.empty()) return {};
  return fail_at(module.start_offset,
                 "start function must not take or return anything, its type is " + to_string(type));
}

}  // namespace ingot
