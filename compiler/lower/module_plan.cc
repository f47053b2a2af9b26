// Puts the plan together: roots, what they reach, imports, tables, layout, names.
#include "compiler/lower/module_plan.h"

#include <utility>

#include "compiler/lower/module_plan_steps.h"
#include "compiler/lower/profile_key.h"
#include "compiler/wasm/tag_names.h"

namespace ingot {
namespace {

/// How many export names an error lists before it says "...".
constexpr size_t kExportsInMessage = 20;

const Export* find_function_export(const Module& module, std::string_view name) {
  for (const Export& entry : module.exports)
    if (entry.kind == ExternKind::Func && entry.name == name) return &entry;
  return nullptr;
}

std::unexpected<Diagnostic> missing_entry(const Module& module) {
  std::string exports;
  size_t listed = 0;
  for (const Export& entry : module.exports) {
    if (entry.kind != ExternKind::Func) continue;
    if (!exports.empty()) exports += ", ";
    if (++listed > kExportsInMessage) {
      exports += "...";
      break;
    }
    exports += entry.name;
  }
  Diagnostic diagnostic{.message = "the module exports neither _start nor _initialize, so it cannot be a program"};
  diagnostic.note = exports.empty() ? "it exports no functions" : "it exports the functions " + exports;
  diagnostic.note += "; -C entry=invoke makes a program that calls exports by name, --emit=obj a library";
  return std::unexpected(std::move(diagnostic));
}

}  // namespace

/// Fills a ModulePlan step by step.
class ModulePlanner {
 public:
  ModulePlanner(const ValidatedModule& valid, LowerOptions options) : module_(valid.module()) {
    plan_.valid_ = &valid;
    plan_.options_ = std::move(options);
  }

  Expected<ModulePlan> run() {
    if (plan_.is_program()) {
      INGOT_CHECK(find_entry());
      plan_.thread_start_ = INGOT_TRY(find_thread_start(module_));
      if (plan_.has_threads() && plan_.options_.fuel)
        return fail("--fuel counts the instructions of one thread, but the module imports wasi.thread-spawn");
      const bool invoke = plan_.options_.entry == ProgramEntry::Invoke;
      take(find_live(*plan_.valid_, roots(), invoke));
      plan_.imports_ = INGOT_TRY(resolve_imports(*plan_.valid_, live_, plan_.options_));
      INGOT_CHECK(plan_start_state());
    } else {
      take(everything_live(*plan_.valid_));
      plan_.context_ = lay_out_context(*plan_.valid_, live_, plan_.options_.fuel.has_value());
      plan_.imports_.symbols.resize(module_.functions.size());
      plan_.table_images_.resize(module_.tables.size());
    }
    evaluate_globals();
    // Native code executes no instructions that could be counted.
    if (plan_.options_.passes.native_libc && !plan_.options_.fuel)
      plan_.libc_functions_ = find_libc_functions(module_, plan_.live_);
    if (plan_.options_.profile_generate || plan_.options_.profile) plan_.profile_keys_ = profile_keys(module_);
    plan_.names_ = collect_display_names(module_);
    plan_.tag_names_ = tag_names(module_);
    plan_.symbols_ = make_function_symbols(plan_.names_, plan_.options_);
    return std::move(plan_);
  }

 private:
  /// `_start` of a command or `_initialize` of a reactor. A program that is entered by name runs `_initialize` first.
  Expected<void> find_entry() {
    const bool invoke = plan_.options_.entry == ProgramEntry::Invoke;
    const Export* entry = invoke ? nullptr : find_function_export(module_, "_start");
    if (!entry) entry = find_function_export(module_, "_initialize");
    if (!entry) {
      if (invoke) return {};
      return missing_entry(module_);
    }
    const FuncType& type = module_.func_type(entry->index);
    if (!type.params.empty() || !type.results.empty()) {
      if (invoke) return {};
      return fail_at(entry->offset, "the function exported as " + std::string(entry->name) + " has type " +
                                        to_string(type) + ", but a program's entry must have type [] -> []");
    }
    plan_.entry_function_ = entry->index;
    return {};
  }

  std::vector<uint32_t> roots() const {
    std::vector<uint32_t> roots;
    if (module_.start) roots.push_back(*module_.start);
    if (plan_.entry_function_) roots.push_back(*plan_.entry_function_);
    if (plan_.thread_start_) roots.push_back(*plan_.thread_start_);
    if (plan_.options_.entry == ProgramEntry::Invoke)
      for (const Export& entry : module_.exports)
        if (entry.kind == ExternKind::Func) roots.push_back(entry.index);
    return roots;
  }

  void take(Liveness live) {
    live_ = std::move(live);
    for (uint32_t funcidx = module_.imported_functions; funcidx < module_.functions.size(); ++funcidx)
      if (live_.functions[funcidx]) plan_.live_.push_back(funcidx);
    plan_.function_live_ = live_.functions;
    plan_.referenced_ = live_.referenced;
    plan_.elem_used_ = live_.elems;
    plan_.data_used_ = live_.datas;
    plan_.global_written_ = live_.globals_written;
    Throwing throwing = find_throwing(*plan_.valid_, live_, !plan_.is_program());
    plan_.function_throws_ = std::move(throwing.functions);
    plan_.type_throws_ = std::move(throwing.types);
    plan_.references_throw_ = throwing.references;
    plan_.table_called_ = live_.tables_called;
    plan_.table_tail_called_ = live_.tables_tail_called;
    plan_.table_constant_.resize(module_.tables.size(), false);
    if (plan_.is_program())
      for (uint32_t tableidx = 0; tableidx < module_.tables.size(); ++tableidx)
        plan_.table_constant_[tableidx] = live_.table_is_constant(tableidx);
  }

  void evaluate_globals() {
    ConstEvaluator consts(module_);
    for (uint32_t globalidx = 0; globalidx < module_.globals.size(); ++globalidx) {
      const Global& global = module_.globals[globalidx];
      plan_.global_values_.push_back(global.imported ? ConstGlobal{globalidx} : consts.evaluate(global.init));
    }
  }

  Expected<void> plan_start_state() {
    TableImages tables = INGOT_TRY(build_table_images(module_));
    plan_.table_images_ = std::move(tables.images);
    plan_.table_targets_.resize(module_.tables.size());
    for (uint32_t tableidx = 0; tableidx < module_.tables.size(); ++tableidx)
      if (plan_.table_is_constant(tableidx) && plan_.table_is_called(tableidx))
        plan_.table_targets_[tableidx] = find_table_targets(*plan_.valid_, plan_.table_images_[tableidx]);
    // Element segments come before data segments: the first one that does not fit decides the trap.
    plan_.start_trap_ = tables.trap != IngotTrapNone ? tables.trap : check_data_segments(module_);
    return {};
  }

  const Module& module_;
  ModulePlan plan_;
  Liveness live_;
};

Expected<ModulePlan> ModulePlan::create(const ValidatedModule& valid, LowerOptions options) {
  return ModulePlanner(valid, std::move(options)).run();
}

}  // namespace ingot
