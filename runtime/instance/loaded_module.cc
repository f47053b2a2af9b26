// Loading: version and CPU checks, types, functions by address; see loaded_module.h.
#include "runtime/instance/loaded_module.h"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <mutex>
#include <span>
#include <unordered_map>

#include "runtime/instance/type_registry.h"
#include "runtime/instance/type_text.h"
#include "runtime/platform/cpu_features.h"
#include "runtime/trap/activation.h"

namespace ingot::hosted::detail {
namespace {

struct Modules {
  std::mutex mutex;
  std::unordered_map<const IngotModule*, std::weak_ptr<LoadedModule>> by_info;
};

Modules& modules() {
  static Modules* const instance = new Modules;  // outlives every static object of the host
  return *instance;
}

std::optional<Error> check_fits(const IngotModule& info) {
  if (info.abi_version != INGOT_ABI_VERSION) {
    return Error{Error::Kind::Load,
                 "the module was compiled for version " + std::to_string(info.abi_version) +
                     " of the runtime, this is version " + std::to_string(INGOT_ABI_VERSION),
                 std::nullopt};
  }
  uint64_t missing = info.required_cpu & ~detect_cpu_features(info.required_cpu);
  if (missing == 0) return std::nullopt;
  std::string names;
  for (unsigned bit = 0; bit < 64; ++bit) {
    if (!(missing >> bit & 1)) continue;
    const char* name = cpu_feature_name(bit);
    names += (names.empty() ? "" : ", ") + std::string(name != nullptr ? name : "unknown");
  }
  return Error{Error::Kind::Load, "the module was compiled for a CPU with features that this one lacks: " + names,
               std::nullopt};
}

/// The .eh_frame_hdr of the image that has this code; nullptr if it has none.
const void* find_unwind_tables(const void* code) {
  struct Search {
    uintptr_t code;
    const void* found;
  } search = {reinterpret_cast<uintptr_t>(code), nullptr};
  const auto visit = [](dl_phdr_info* image, size_t, void* argument) {
    Search& sought = *static_cast<Search*>(argument);
    const void* tables = nullptr;
    bool has_code = false;
    for (const ElfW(Phdr) & part : std::span(image->dlpi_phdr, image->dlpi_phnum)) {
      const uintptr_t begin = image->dlpi_addr + part.p_vaddr;
      if (part.p_type == PT_GNU_EH_FRAME) tables = reinterpret_cast<const void*>(begin);
      if (part.p_type == PT_LOAD && sought.code - begin < part.p_memsz) has_code = true;
    }
    if (has_code) sought.found = tables;
    return has_code ? 1 : 0;
  };
  dl_iterate_phdr(visit, &search);
  return search.found;
}

// The rows of an image are those of all modules linked into it: only ours name the function that their address belongs
// to.
std::vector<IngotFunctionRow> rows_by_address(const IngotModule& info) {
  std::vector<IngotFunctionRow> rows;
  for (const IngotFunctionRow* row = info.functions_begin; row != info.functions_end; ++row) {
    if (row->funcidx >= info.func_count) continue;
    const IngotFuncInfo& function = info.funcs[row->funcidx];
    const IngotCode body = function.tail_code != nullptr ? function.tail_code : function.code;
    if (reinterpret_cast<const void*>(body) == row->code) rows.push_back(*row);
  }
  std::ranges::sort(rows, {}, &IngotFunctionRow::code);
  return rows;
}

}  // namespace

LoadedModule::~LoadedModule() {
  code_range = {};
  if (library != nullptr) dlclose(library);
}

Expected<std::shared_ptr<LoadedModule>> LoadedModule::get(const IngotModule* info, void* library) {
  auto made = std::make_shared<LoadedModule>();  // from here it owns the library, also when an error leaves it behind
  made->library = library;
  if (std::optional<Error> error = check_fits(*info)) return std::unexpected(std::move(*error));

  std::lock_guard lock(modules().mutex);
  std::weak_ptr<LoadedModule>& known = modules().by_info[info];
  if (std::shared_ptr<LoadedModule> present = known.lock()) return present;
  install_fault_handler();
  made->info = info;
  for (uint32_t i = 0; i < info->type_count; ++i)
    made->types.push_back(hosted::detail::function_type(info->types[i].canonical, info->types[i].signature));
  made->rows = rows_by_address(*info);
  uint64_t code_bytes = static_cast<const char*>(info->code_end) - static_cast<const char*>(info->code_begin);
  made->code_range = RegisteredRange(code_ranges(), info->code_begin, code_bytes, find_unwind_tables(info->code_begin));
  register_types(made);
  known = made;
  return made;
}

TableType LoadedModule::table_type(uint32_t tableidx) const {
  const IngotTableInfo& table = info->tables[tableidx];
  TableType type;
  type.canonical = normal_text(table.type);
  type.element = value_type(type.canonical);
  type.limits.min = table.min;
  if (table.max != INGOT_NO_MAX) type.limits.max = table.max;
  type.limits.address64 = table.limits_flags & INGOT_LIMITS_64;
  type.limits.shared = table.limits_flags & INGOT_LIMITS_SHARED;
  return type;
}

MemoryType LoadedModule::memory_type(uint32_t memidx) const {
  const IngotMemoryInfo& memory = info->memories[memidx];
  MemoryType type;
  type.limits.min = memory.min_pages;
  if (memory.max_pages != INGOT_NO_MAX) type.limits.max = memory.max_pages;
  type.limits.address64 = memory.limits_flags & INGOT_LIMITS_64;
  type.limits.shared = memory.limits_flags & INGOT_LIMITS_SHARED;
  type.page_size = uint32_t{1} << memory.page_size_log2;
  return type;
}

GlobalType LoadedModule::global_type(uint32_t globalidx) const {
  const IngotGlobalInfo& global = info->globals[globalidx];
  GlobalType type;
  type.canonical = normal_text(global.type);
  type.type = value_type(type.canonical);
  type.is_mutable = global.is_mutable != 0;
  return type;
}

ExternType LoadedModule::extern_type(uint32_t kind, uint32_t index) const {
  switch (kind) {
    case IngotExternTable: return table_type(index);
    case IngotExternMemory: return memory_type(index);
    case IngotExternGlobal: return global_type(index);
    case IngotExternTag: return tag_type(index);
    default: return function_type(index);
  }
}

std::string LoadedModule::function_name(uint32_t funcidx) const {
  const char* name = info->function_names == nullptr ? nullptr : info->function_names[funcidx];
  return name != nullptr ? name : "func[" + std::to_string(funcidx) + "]";
}

std::vector<std::shared_ptr<LoadedModule>> LoadedModule::all() {
  std::vector<std::shared_ptr<LoadedModule>> present;
  std::lock_guard lock(modules().mutex);
  for (const auto& [info, weak] : modules().by_info)
    if (std::shared_ptr<LoadedModule> module = weak.lock()) present.push_back(std::move(module));
  return present;
}

}  // namespace ingot::hosted::detail
