// Linking: inputs and script become files in memory, LLD writes a temporary file, which gets its name when it is whole.
#include "compiler/link/link.h"

#include "compiler/link/input_files.h"
#include "compiler/link/link_command.h"
#include "compiler/link/link_errors.h"
#include "compiler/link/lld_driver.h"
#include "compiler/link/program_script.h"
#include "compiler/link/runtime_library.h"
#include "compiler/support/file.h"

namespace ingot {
namespace {

/// The script that the product needs; empty if none.
std::string script_for(const LinkOptions& options) {
  switch (options.kind) {
    case LinkKind::Program: return program_script(options.threads, options.profile);
    case LinkKind::SharedLibrary: return shared_library_script(options.module_symbol);
    case LinkKind::Relocatable: break;
  }
  return "";
}

Expected<std::string> runtime_for(const LinkOptions& options) {
  if (options.kind != LinkKind::Program) return "";
  return find_runtime_library(options.triple, options.threads, options.runtime_library);
}

}  // namespace

Expected<std::vector<std::string>> link_command(const LinkOptions& options, std::span<const LinkInput> inputs) {
  LinkPaths paths;
  paths.output = options.output;
  paths.runtime = INGOT_TRY(runtime_for(options));
  paths.script = options.kind == LinkKind::Program ? "ingot-program.ld" : "ingot-exports.ver";
  for (const LinkInput& input : inputs) paths.inputs.push_back(input.name);
  return make_link_command(options, paths);
}

Expected<void> link(const LinkOptions& options, std::span<const LinkInput> inputs) {
  InputFiles files;
  LinkPaths paths;
  paths.runtime = INGOT_TRY(runtime_for(options));
  for (const LinkInput& input : inputs) paths.inputs.push_back(INGOT_TRY(files.add(input.name, input.contents)));
  if (const std::string script = script_for(options); !script.empty())
    paths.script = INGOT_TRY(files.add("ingot-program.ld", script));

  const FileMode mode = options.kind == LinkKind::Relocatable ? FileMode::Data : FileMode::Executable;
  PendingFile output = INGOT_TRY(PendingFile::create(options.output, mode));
  paths.output = output.path();
  const LldResult result = run_lld(make_link_command(options, paths), paths.output);
  if (result.crashed)
    return std::unexpected(Diagnostic{.message = "the linker crashed", .note = files.with_names(result.diagnostics)});
  if (!result.success)
    return std::unexpected(diagnose_link_failure(files.with_names(result.diagnostics), paths.runtime));
  return output.commit();
}

}  // namespace ingot
