// Loading: version and CPU checks, types, functions by address; see loaded_module.h.
#include "runtime/instance/loaded_module.h"

#include <dlfcn.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "runtime/instance/code_map.h"
#include "runtime/instance/type_registry.h"
#include "runtime/instance/type_text.h"
#include "runtime/platform/cpu_features.h"
#include "runtime/trap/activation.h"

namespace ingot::inline hosted::detail {
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

// The rows of an image are those of all modules linked into it: only ours name the function that their address belongs
// to.
std::vector<IngotFunctionRow> rows_by_address(const IngotModule& info) {
  std::vector<IngotFunctionRow> rows;
  for (const IngotFunctionRow* row = info.functions_begin; row != info.functions_end; ++row) {
    if (row->funcidx >= info.func_count) continue;
    if (reinterpret_cast<const void*>(info.funcs[row->funcidx].code) == row->code) rows.push_back(*row);
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
  made->code_range = RegisteredRange(code_ranges(), info->code_begin, code_bytes);
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
    default: return function_type(index);
  }
}

std::string LoadedModule::function_name(uint32_t funcidx) const {
  const char* name = info->function_names == nullptr ? nullptr : info->function_names[funcidx];
  return name != nullptr ? name : "func[" + std::to_string(funcidx) + "]";
}

namespace {

/// The function of any loaded module that the frame is in.
struct FoundFunction {
  std::shared_ptr<LoadedModule> module;
  const IngotFunctionRow* row = nullptr;
};

FoundFunction find_function(const RawFrame& frame) {
  FoundFunction found;
  std::lock_guard lock(modules().mutex);
  for (const auto& [info, weak] : modules().by_info) {
    std::shared_ptr<LoadedModule> module = weak.lock();
    if (module == nullptr) continue;  // info may be unmapped
    const void* pc = reinterpret_cast<const void*>(frame.pc);
    if (pc < info->code_begin || pc >= info->code_end) continue;
    auto behind = std::ranges::upper_bound(module->rows, pc, {}, &IngotFunctionRow::code);
    if (behind == module->rows.begin()) continue;
    const IngotFunctionRow* row = &*std::prev(behind);
    // Another module of the same image may have the function that is nearer.
    if (found.row == nullptr || found.row->code < row->code) found = {std::move(module), row};
  }
  // Trampolines and thunks have no row: the nearest function in front of them is not theirs.
  if (found.row != nullptr && frame.function_start > reinterpret_cast<uintptr_t>(found.row->code)) return {};
  return found;
}

}  // namespace

void append_frames(Trap& trap, std::span<const RawFrame> frames, uint32_t innermost_offset) {
  for (const RawFrame& raw : frames) {
    // The same bound for a trap that went through many entries: the frames that matter are the innermost.
    if (trap.backtrace.size() >= kMaxFrames) return;
    FoundFunction found = find_function(raw);
    if (found.row != nullptr) {
      Frame frame;
      frame.module = found.module->info->name;
      frame.function = found.module->function_name(found.row->funcidx);
      frame.funcidx = found.row->funcidx;
      frame.native_offset = raw.pc - reinterpret_cast<uintptr_t>(found.row->code);
      if (innermost_offset != INGOT_TRAP_OFFSET_UNKNOWN) frame.wasm_offset = found.row->body_offset + innermost_offset;
      trap.backtrace.push_back(std::move(frame));
    }
    innermost_offset = INGOT_TRAP_OFFSET_UNKNOWN;
  }
}

}  // namespace ingot::inline hosted::detail
