// `ingot inspect`: reads, decodes, validates, summarises.
#include "compiler/driver/inspect.h"

#include "compiler/decode/decode_module.h"
#include "compiler/driver/crash.h"
#include "compiler/driver/module_summary.h"
#include "compiler/support/file.h"
#include "compiler/support/thread_pool.h"
#include "compiler/validate/validate_module.h"

namespace ingot {

Expected<std::string> inspect(const Options& options) {
  set_crash_stage("inspect");
  const std::vector<uint8_t> bytes = INGOT_TRY(read_file(options.input));
  const Module module = INGOT_TRY(decode_module(bytes));
  const Expected<ValidatedModule> valid = validate_module(module, default_jobs());
  std::optional<Diagnostic> invalid;
  if (!valid) invalid = valid.error();
  const ModuleSummary summary = summarize(module, options.input, features_used(module), std::move(invalid));
  return options.json ? summary_json(summary) : summary_text(summary);
}

}  // namespace ingot
