// The story of instantiation. Spec: Execution > Modules > Instantiation.
#include "runtime/instance/instantiate.h"

#include "runtime/instance/instance_builder.h"

namespace ingot::hosted::detail {
namespace {

std::unexpected<Error> trap_error(Trap trap) {
  std::string message = trap.message;
  return std::unexpected(Error{Error::Kind::Trap, std::move(message), std::move(trap)});
}

/// The start function runs when everything else is done; it may be an import.
Func::Results run_start_function(InstanceObject& instance) {
  uint32_t start = instance.info().start_func;
  if (start == INGOT_NO_START) return {};
  IngotFuncRef* ref = &instance.start_function;
  if (start < instance.info().imported_func_count) {
    ref = instance.function(start);
  } else {
    *ref = instance.make_reference(start);
  }
  return Access::wrap(share(*ref)).call();
}

}  // namespace

Expected<std::shared_ptr<InstanceObject>> instantiate(const std::shared_ptr<LoadedModule>& module,
                                                      const Imports& imports) {
  Expected<ResolvedImports> resolved = resolve_imports(*module, imports);
  if (!resolved) return std::unexpected(std::move(resolved.error()));

  InstanceBuilder builder(module, std::move(*resolved));
  if (!builder.allocate()) {
    return std::unexpected(Error{Error::Kind::Resource,
                                 "no address space or memory for an instance of " + std::string(module->info->name),
                                 std::nullopt});
  }
  // From here other instances may come to hold references into this one, so it lives as long as they do, even if it
  // fails.
  builder.join_imports();
  builder.fill_context();
  builder.init_globals();
  builder.init_tables();
  builder.evaluate_segments();
  if (std::optional<IngotTrapKind> kind = builder.copy_elements())
    return trap_error(Trap::of(static_cast<TrapKind>(*kind)));
  if (std::optional<IngotTrapKind> kind = builder.copy_data())
    return trap_error(Trap::of(static_cast<TrapKind>(*kind)));

  std::shared_ptr<InstanceObject> instance = builder.finish();
  Func::Results outcome = run_start_function(*instance);
  if (!outcome) return trap_error(std::move(outcome.error()));
  return instance;
}

}  // namespace ingot::hosted::detail
