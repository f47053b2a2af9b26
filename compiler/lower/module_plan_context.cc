// Libraries: the instance context, laid out downwards from the memory base.
//
//   base - 48            IngotInstance
//   below                what is left of the fuel, if it is counted: code reads and writes it all the time
//   below                globals, 16 bytes each; those that most functions write come first, so that code reaches them
//                        with an 8-bit displacement (global 0 of a C program is the stack pointer)
//   below                the arrays of IngotModule, then references to the module's own functions
//
// Every block is a multiple of 16 bytes long, and the base is aligned to 16 at least, so that all of it is aligned.
#include <algorithm>
#include <numeric>

#include "compiler/lower/module_plan_steps.h"

namespace ingot {
namespace {

constexpr uint64_t kSlotAlignment = 16;

std::vector<uint32_t> globals_by_use(const ValidatedModule& valid) {
  const Module& module = valid.module();
  std::vector<uint32_t> uses(module.globals.size());
  for (uint32_t funcidx = 0; funcidx < module.functions.size(); ++funcidx)
    for (uint32_t globalidx : valid.facts(funcidx).globals_written) ++uses[globalidx];
  std::vector<uint32_t> order(module.globals.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return uses[a] > uses[b]; });
  return order;
}

class Layout {
 public:
  explicit Layout(uint64_t first) : depth_(first) {}
  /// Offset of a new block of `count` elements; 0 if it is empty.
  uint64_t add(uint64_t count, uint64_t element_bytes) {
    if (count == 0) return 0;
    depth_ += (count * element_bytes + kSlotAlignment - 1) / kSlotAlignment * kSlotAlignment;
    return depth_;
  }
  uint64_t depth() const { return depth_; }

 private:
  uint64_t depth_;
};

}  // namespace

ContextLayout lay_out_context(const ValidatedModule& valid, const Liveness& live, bool counts_fuel) {
  const Module& module = valid.module();
  ContextLayout context;
  Layout layout(sizeof(IngotInstance));
  if (counts_fuel) context.fuel = layout.add(1, sizeof(uint64_t));
  context.globals.resize(module.globals.size());
  for (uint32_t globalidx : globals_by_use(valid)) context.globals[globalidx] = layout.add(1, sizeof(IngotValue));
  context.imported_funcs = layout.add(module.imported_functions, sizeof(IngotImportedFunc));
  context.memories = layout.add(module.memories.size(), sizeof(IngotMemory*));
  context.tables = layout.add(module.tables.size(), sizeof(IngotTable*));
  context.tags = layout.add(module.tags.size(), sizeof(IngotTag*));
  context.datas = layout.add(module.datas.size(), sizeof(IngotDataSegment));
  context.elems = layout.add(module.elems.size(), sizeof(IngotElemSegment));
  context.func_refs.resize(module.functions.size());
  for (uint32_t funcidx = module.imported_functions; funcidx < module.functions.size(); ++funcidx)
    if (live.referenced[funcidx]) context.func_refs[funcidx] = layout.add(1, sizeof(IngotFuncRef));
  context.bytes = layout.depth();
  return context;
}

}  // namespace ingot
