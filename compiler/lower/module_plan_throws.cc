// Which functions an exception can leave: all others are nounwind, and calls of them need no landing pad.
//
// A function throws by itself, or by a call of one that does. It counts as throwing even if it catches everything: that
// is rare and costs only an attribute. In a program a call through a table or a reference can end up in any function
// that a table or a reference can hold, with the type of the call; WASI never throws. In a library everything foreign
// throws: imports, and whatever others have put into tables and references. That must hold even for modules that know
// no exceptions, since those of others pass through them.
#include <algorithm>

#include "compiler/lower/module_plan_steps.h"

namespace ingot {
namespace {

class ThrowSearch {
 public:
  ThrowSearch(const ValidatedModule& valid, const Liveness& live, bool open_world)
      : valid_(valid), module_(valid.module()), live_(live), open_world_(open_world) {
    const size_t count = module_.functions.size();
    throwing_.functions.resize(count);
    callers_.resize(count);
    addressable_ = live.referenced;
    uint32_t types = 0;
    for (uint32_t typeidx = 0; typeidx < module_.types.size(); ++typeidx) {
      types = std::max(types, valid.canonical_type(typeidx) + 1);
      if (!module_.types[typeidx].supertypes.empty()) types_overlap_ = true;
    }
    throwing_.types.resize(types, open_world);
    throwing_.references = open_world;
    indirect_callers_.resize(types);
  }

  Throwing run() {
    if (!open_world_) collect_table_functions();
    for (uint32_t funcidx = 0; funcidx < module_.functions.size(); ++funcidx) visit(funcidx);
    while (!pending_.empty()) {
      const uint32_t funcidx = pending_.back();
      pending_.pop_back();
      for (uint32_t caller : callers_[funcidx]) add(caller);
      if (addressable_[funcidx]) add_indirect_callers(funcidx);
    }
    return std::move(throwing_);
  }

 private:
  void collect_table_functions() {
    ConstEvaluator consts(module_);
    for (const Table& table : module_.tables)
      if (std::optional<uint32_t> function = table_init_function(consts, table)) addressable_[*function] = true;
    for (const ElemSegment& segment : module_.elems)
      for (uint64_t index = 0; index < segment.size(); ++index)
        if (std::optional<uint32_t> function = element_function(consts, segment, index)) addressable_[*function] = true;
  }

  void visit(uint32_t funcidx) {
    if (module_.functions[funcidx].imported) {
      if (open_world_) add(funcidx);
      return;
    }
    const BodyFacts& facts = valid_.facts(funcidx);
    const bool calls_foreign = open_world_ && (!facts.indirect_types.empty() || facts.calls_references);
    if (facts.throws || calls_foreign) add(funcidx);
    for (uint32_t callee : facts.callees) callers_[callee].push_back(funcidx);
    for (uint32_t typeidx : facts.indirect_types) indirect_callers_[type_class(typeidx)].push_back(funcidx);
    if (facts.calls_references) reference_callers_.push_back(funcidx);
  }

  /// A call by a type can reach functions of its subtypes. Without subtypes, of the very type.
  uint32_t type_class(uint32_t typeidx) const { return types_overlap_ ? 0 : valid_.canonical_type(typeidx); }

  void add(uint32_t funcidx) {
    if (throwing_.functions[funcidx] || !live_.functions[funcidx]) return;
    throwing_.functions[funcidx] = true;
    pending_.push_back(funcidx);
  }

  void add_indirect_callers(uint32_t funcidx) {
    const uint32_t type = type_class(module_.functions[funcidx].typeidx);
    if (types_overlap_) throwing_.types.assign(throwing_.types.size(), true);
    throwing_.types[type] = true;
    throwing_.references = true;
    for (std::vector<uint32_t>* callers : {&indirect_callers_[type], &reference_callers_}) {
      for (uint32_t caller : *callers) add(caller);
      callers->clear();
    }
  }

  const ValidatedModule& valid_;
  const Module& module_;
  const Liveness& live_;
  const bool open_world_;
  bool types_overlap_ = false;
  Throwing throwing_;
  std::vector<bool> addressable_;                        ///< a table or a reference can hold it
  std::vector<std::vector<uint32_t>> callers_;           ///< by funcidx, direct
  std::vector<std::vector<uint32_t>> indirect_callers_;  ///< by type_class
  std::vector<uint32_t> reference_callers_, pending_;
};

}  // namespace

Throwing find_throwing(const ValidatedModule& valid, const Liveness& live, bool open_world) {
  return ThrowSearch(valid, live, open_world).run();
}

}  // namespace ingot
