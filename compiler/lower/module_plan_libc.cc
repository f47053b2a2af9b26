// Which functions are a C library's: see libc_function.h.
#include "compiler/lower/address.h"
#include "compiler/lower/libc_function.h"
#include "compiler/lower/module_plan_steps.h"

namespace ingot {
namespace {

/// How deep known functions call each other: strcpy calls stpcpy; memmove, memcpy; strchrnul, strlen.
constexpr int kMaxCallDepth = 2;

/// Shims read the size once and then use native code, so that nothing else may write to the memory meanwhile; and they
/// look for whole vectors only in front of the end of the memory.
bool shims_can_use(const Memory& memory) { return is_guarded(memory.type) && !memory.type.limits.shared; }

}  // namespace

std::vector<std::optional<LibcFunction>> find_libc_functions(const Module& module, const std::vector<uint32_t>& live) {
  std::vector<std::optional<LibcFunction>> found(module.functions.size());
  for (int depth = 0; depth <= kMaxCallDepth; ++depth) {
    const std::vector<std::optional<LibcFunction>> known = found;
    for (uint32_t funcidx : live)
      if (!known[funcidx]) found[funcidx] = recognise_libc_function(module, funcidx, known);
  }
  for (std::optional<LibcFunction>& function : found)
    if (function && !shims_can_use(module.memories[function->memidx])) function.reset();
  return found;
}

}  // namespace ingot
