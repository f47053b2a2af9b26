// The story of a compilation, top to bottom.
//
//   bytes --decode--> Module --validate--> ValidatedModule --plan--> ModulePlan --emit--> objects --link--> program
//
// Several modules are each decoded and validated, then merged into one Module, which goes on like any other.
//
// Comments that begin with "From here" mark where data freezes.
#include "compiler/driver/pipeline.h"

#include <algorithm>
#include <span>
#include <utility>

#include "compiler/decode/decode_module.h"
#include "compiler/driver/crash.h"
#include "compiler/driver/features_used.h"
#include "compiler/driver/output.h"
#include "compiler/driver/report.h"
#include "compiler/emit/emit.h"
#include "compiler/lower/profile.h"
#include "compiler/merge/merge_modules.h"
#include "compiler/support/file.h"
#include "compiler/support/log.h"
#include "compiler/support/thread_pool.h"
#include "compiler/validate/validate_module.h"

namespace ingot {
namespace {

/// Runs one step of the story under its name: in the time report, and in the message should it crash.
template <class Step>
auto in_phase(PhaseTimer& timer, const char* name, Step&& step) {
  const PhaseTimer::Scope scope = timer.phase(name);
  set_crash_stage(name);
  return step();
}

/// An error of one of several inputs; those of the first need no name.
Diagnostic in_file(std::span<const InputFile> files, size_t index, Diagnostic diagnostic) {
  if (index != 0) diagnostic.file = files[index].path;
  return diagnostic;
}

Expected<std::vector<Module>> decode_all(std::span<const InputFile> files) {
  std::vector<Module> modules;
  for (size_t i = 0; i < files.size(); ++i) {
    Expected<Module> module = decode_module(files[i].bytes);
    if (!module) return std::unexpected(in_file(files, i, std::move(module.error())));
    modules.push_back(std::move(*module));
  }
  return modules;
}

Expected<std::vector<ValidatedModule>> validate_all(std::span<const InputFile> files, std::span<const Module> modules,
                                                    const Options& options, unsigned jobs) {
  std::vector<ValidatedModule> valid;
  for (size_t i = 0; i < modules.size(); ++i) {
    Expected<ValidatedModule> one = validate_module(modules[i], jobs);
    if (!one) return std::unexpected(in_file(files, i, std::move(one.error())));
    const Expected<void> allowed = reject_disabled_features(modules[i], options.disabled_features);
    if (!allowed) return std::unexpected(in_file(files, i, allowed.error()));
    valid.push_back(std::move(*one));
  }
  return valid;
}

Expected<std::unique_ptr<MergedModule>> merge_all(std::span<const InputFile> files,
                                                  std::span<const ValidatedModule> modules) {
  std::vector<MergeInput> inputs;
  for (size_t i = 0; i < modules.size(); ++i) inputs.push_back({files[i].name, files[i].path, &modules[i]});
  return MergedModule::create(inputs);
}

/// Modules that are valid and fit each other make a valid one; this walk collects what lowering wants to know of it.
Expected<ValidatedModule> validate_merged(const MergedModule& merged, unsigned jobs) {
  Expected<ValidatedModule> valid = validate_module(merged.module(), jobs);
  if (!valid) return std::unexpected(merged.in_file(std::move(valid.error())));
  return valid;
}

/// Null without --profile-use.
Expected<std::unique_ptr<Profile>> read_profiles(const Options& options) {
  if (options.profiles.empty()) return nullptr;
  auto profile = std::make_unique<Profile>();
  for (const std::string& file : options.profiles) {
    const auto add = [&]() -> Expected<void> { return profile->add(INGOT_TRY(read_file(file))); };
    Expected<void> added = add();
    if (added) continue;
    added.error().file = file;
    return std::unexpected(std::move(added.error()));
  }
  profile->summarise();
  return profile;
}

/// Says how much of the program the profile knows. That it knows little is no error: a program changes.
void report_fit(const ModulePlan& plan, const Profile& profile) {
  const std::vector<uint32_t>& functions = plan.live_functions();
  const auto is_known = [&](uint32_t funcidx) { return !profile.counters(plan.profile_key(funcidx)).empty(); };
  const auto known = static_cast<size_t>(std::ranges::count_if(functions, is_known));
  const bool is_foreign = known == 0 && !functions.empty();
  const LogLevel level = is_foreign ? LogLevel::Warning : LogLevel::Info;
  if (!log_enabled(LogStage::Driver, level)) return;
  std::string message = "the profile has counters for " + std::to_string(known) + " of " +
                        std::to_string(functions.size()) + " functions";
  if (is_foreign) message += ": it is of another program";
  log_message(LogStage::Driver, level, message);
}

LowerPasses lower_passes(const Options& options) {
  LowerPasses passes = options.lower_passes;
  // Nothing is inlined at the other levels. Where counts are taken, copies would have counters of their own.
  const bool inlines = options.level == OptLevel::O2 || options.level == OptLevel::O3;
  if (!inlines || options.profile_generate) passes.inline_across = false;
  return passes;
}

LowerOptions lower_options(const Options& options, const Target& target, const Profile* profile) {
  return {.product = options.effective_product(),
          .memory_base = options.memory_base,
          .entry = options.entry,
          .unknown_imports_trap = options.unknown_imports_trap,
          .passes = lower_passes(options),
          .deterministic = options.deterministic,
          .module_name = module_stem(options),
          .module_symbol = options.module_symbol,
          .grants = options.dirs,
          .env = options.env,
          .listeners = options.listeners,
          .sealed = options.sealed,
          .fuel = options.fuel,
          .limits = options.limits,
          .stack_bytes = options.stack_bytes,
          .profile_generate = options.profile_generate,
          .profile = profile,
          .required_cpu = target.required_cpu()};
}

/// Workers lower, optimise and generate; they charge these phases themselves.
Expected<std::vector<EmittedFile>> emit_all(const ModulePlan& plan, const Target& target, const Options& options,
                                            unsigned jobs, PhaseTimer& timer) {
  set_crash_stage("compile");
  ProgressLine progress(options);
  return emit_module(plan, target,
                     {.kind = emit_kind(options.emit),
                      .level = options.level,
                      .loop_passes = options.loop_passes,
                      .jobs = jobs,
                      .progress = [&](size_t finished, size_t all) { progress.update(finished, all); },
                      .timer = &timer});
}

}  // namespace

Expected<void> compile(const Options& options, PhaseTimer& timer) {
  INGOT_CHECK(check_output(options));
  const std::vector<InputFile> inputs = INGOT_TRY(in_phase(timer, "read", [&] { return read_input_files(options); }));
  return compile_files(inputs, options, timer);
}

Expected<void> compile_files(std::span<const InputFile> inputs, const Options& options, PhaseTimer& timer) {
  const unsigned jobs = options.jobs != 0 ? options.jobs : default_jobs();

  const std::vector<Module> modules = INGOT_TRY(in_phase(timer, "decode", [&] { return decode_all(inputs); }));
  // From here the modules are immutable. They borrow names, bodies and data from `inputs`.

  const std::vector<ValidatedModule> parts =
      INGOT_TRY(in_phase(timer, "validate", [&] { return validate_all(inputs, modules, options, jobs); }));
  std::unique_ptr<MergedModule> merged;
  std::optional<ValidatedModule> whole;
  if (parts.size() > 1) {
    merged = INGOT_TRY(in_phase(timer, "merge", [&] { return merge_all(inputs, parts); }));
    whole = INGOT_TRY(in_phase(timer, "merge", [&] { return validate_merged(*merged, jobs); }));
  }
  const ValidatedModule& valid = whole ? *whole : parts.front();
  if (options.emit == EmitFormat::Nothing) return {};
  // From here the input is known good: lowering asserts, it does not report.

  const Target target = INGOT_TRY(Target::create(options.target, options.effective_product(), options.level));
  const std::unique_ptr<Profile> profile =
      INGOT_TRY(in_phase(timer, "profile", [&] { return read_profiles(options); }));
  Expected<ModulePlan> planned =
      in_phase(timer, "plan", [&] { return ModulePlan::create(valid, lower_options(options, target, profile.get())); });
  if (!planned && merged) planned.error() = merged->in_file(std::move(planned.error()));
  const ModulePlan plan = INGOT_TRY(std::move(planned));
  if (profile) report_fit(plan, *profile);
  // From here all decisions are made: workers share the plan read-only, and any number of them makes the same bytes.

  const std::vector<EmittedFile> files = INGOT_TRY(emit_all(plan, target, options, jobs, timer));
  // From here everything is bytes: LLVM is done with the module.

  if (options.emits_text()) return in_phase(timer, "write", [&] { return write_text(options, files); });
  return in_phase(timer, "link", [&] { return link_output(options, target, plan.has_threads(), files); });
}

}  // namespace ingot
