// The story of a compilation, top to bottom.
//
//   bytes --decode--> Module --validate--> ValidatedModule --plan--> ModulePlan --emit--> objects --link--> program
//
// Comments that begin with "From here" mark where data freezes.
#include "compiler/driver/pipeline.h"

#include <span>

#include "compiler/decode/decode_module.h"
#include "compiler/driver/crash.h"
#include "compiler/driver/features_used.h"
#include "compiler/driver/output.h"
#include "compiler/driver/report.h"
#include "compiler/emit/emit.h"
#include "compiler/support/file.h"
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

LowerOptions lower_options(const Options& options, const Target& target) {
  return {.product = options.effective_product(),
          .memory_base = options.memory_base,
          .entry = options.entry,
          .unknown_imports_trap = options.unknown_imports_trap,
          .module_name = module_stem(options),
          .module_symbol = options.module_symbol,
          .grants = options.dirs,
          .env = options.env,
          .listeners = options.listeners,
          .sealed = options.sealed,
          .limits = options.limits,
          .stack_bytes = options.stack_bytes,
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
                      .jobs = jobs,
                      .progress = [&](size_t finished, size_t all) { progress.update(finished, all); },
                      .timer = &timer});
}

}  // namespace

Expected<void> compile(const Options& options, PhaseTimer& timer) {
  INGOT_CHECK(check_output(options));
  const std::vector<uint8_t> bytes = INGOT_TRY(in_phase(timer, "read", [&] { return read_file(options.input); }));
  return compile_bytes(bytes, options, timer);
}

Expected<void> compile_bytes(std::span<const uint8_t> bytes, const Options& options, PhaseTimer& timer) {
  const unsigned jobs = options.jobs != 0 ? options.jobs : default_jobs();

  const Module module = INGOT_TRY(in_phase(timer, "decode", [&] { return decode_module(bytes); }));
  // From here the module is immutable. It borrows names, bodies and data from `bytes`.

  const ValidatedModule valid = INGOT_TRY(in_phase(timer, "validate", [&] { return validate_module(module, jobs); }));
  INGOT_CHECK(reject_disabled_features(module, options.disabled_features));
  if (options.emit == EmitFormat::Nothing) return {};
  // From here the input is known good: lowering asserts, it does not report.

  const Target target = INGOT_TRY(Target::create(options.target, options.effective_product(), options.level));
  const ModulePlan plan =
      INGOT_TRY(in_phase(timer, "plan", [&] { return ModulePlan::create(valid, lower_options(options, target)); }));
  // From here all decisions are made: workers share the plan read-only, and any number of them makes the same bytes.

  const std::vector<EmittedFile> files = INGOT_TRY(emit_all(plan, target, options, jobs, timer));
  // From here everything is bytes: LLVM is done with the module.

  if (options.emits_text()) return in_phase(timer, "write", [&] { return write_text(options, files); });
  return in_phase(timer, "link", [&] { return link_output(options, target, plan.has_threads(), files); });
}

}  // namespace ingot
