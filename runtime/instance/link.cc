// Import resolution; see link.h.
#include "runtime/instance/link.h"

#include "runtime/instance/type_matching.h"

namespace ingot::hosted::detail {
namespace {

std::string_view module_name(const IngotImport& import) { return {import.module, import.module_bytes}; }
std::string_view field_name(const IngotImport& import) { return {import.name, import.name_bytes}; }

std::string quoted(const IngotImport& import) {
  return "\"" + std::string(module_name(import)) + "\" \"" + std::string(field_name(import)) + "\"";
}

std::unexpected<Error> link_error(std::string message) {
  return std::unexpected(Error{Error::Kind::Link, std::move(message), std::nullopt});
}

/// The actual size counts as minimum.
bool limits_match(const Limits& actual, const Limits& wanted) {
  if (actual.address64 != wanted.address64 || actual.shared != wanted.shared) return false;
  if (actual.min < wanted.min) return false;
  return !wanted.max || (actual.max && *actual.max <= *wanted.max);
}

bool matches(const TableType& actual, const TableType& wanted) {
  return actual.canonical == wanted.canonical && limits_match(actual.limits, wanted.limits);
}

/// Compiled code takes address type and page size for granted: they decide whether its accesses are checked.
bool matches(const MemoryType& actual, const MemoryType& wanted) {
  return actual.page_size == wanted.page_size && limits_match(actual.limits, wanted.limits);
}

bool matches(const GlobalType& actual, const GlobalType& wanted) {
  if (actual.is_mutable != wanted.is_mutable) return false;
  return actual.is_mutable ? actual.canonical == wanted.canonical
                           : value_type_matches(actual.canonical, wanted.canonical);
}

bool matches(const TagType& actual, const TagType& wanted) { return actual.payload == wanted.payload; }

bool matches(const FuncType& actual, const FuncType& wanted) {
  return func_type_matches(actual.canonical, wanted.canonical);
}

/// `found` as what the import wants; nullptr if it is of another kind or type.
template <typename Handle, typename Type>
const Handle* accept(const Extern& found, const Type& wanted) {
  const Handle* handle = std::get_if<Handle>(&found);
  return handle != nullptr && matches(handle->type(), wanted) ? handle : nullptr;
}

/// Appends the object to the index space of its kind; false if it is not of the type that the import wants.
bool take(const LoadedModule& module, const IngotImport& import, const Extern& found, ResolvedImports& resolved) {
  switch (import.kind) {
    case IngotExternFunc:
      if (const Func* func = accept<Func>(found, module.function_type(import.index))) {
        resolved.functions.push_back(&Access::open(*func));
        return true;
      }
      return false;
    case IngotExternTable:
      if (const Table* table = accept<Table>(found, module.table_type(import.index))) {
        resolved.tables.push_back(&Access::open(*table));
        return true;
      }
      return false;
    case IngotExternMemory:
      if (const Memory* memory = accept<Memory>(found, module.memory_type(import.index))) {
        resolved.memories.push_back(&Access::open(*memory));
        return true;
      }
      return false;
    case IngotExternGlobal:
      if (const Global* global = accept<Global>(found, module.global_type(import.index))) {
        resolved.globals.push_back(&Access::open(*global));
        return true;
      }
      return false;
    case IngotExternTag:
      if (const Tag* tag = accept<Tag>(found, module.tag_type(import.index))) {
        resolved.tags.push_back(&Access::open(*tag));
        return true;
      }
      return false;
    default: return false;
  }
}

}  // namespace

Expected<ResolvedImports> resolve_imports(const LoadedModule& module, const Imports& imports) {
  ResolvedImports resolved;
  for (uint32_t i = 0; i < module.info->import_count; ++i) {
    const IngotImport& import = module.info->imports[i];
    const Extern* found = imports.find(module_name(import), field_name(import));
    if (found == nullptr) return link_error("unknown import: " + quoted(import));
    if (!take(module, import, *found, resolved)) {
      return link_error("incompatible import type: " + quoted(import) + ": expected " +
                        to_string(module.extern_type(import.kind, import.index)) + ", found " +
                        to_string(hosted::type_of(*found)));
    }
  }
  return resolved;
}

}  // namespace ingot::hosted::detail
