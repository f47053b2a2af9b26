// Which functions a program can ever run, and what the functions that it can run do to tables, globals and segments.
//
// Vertices are functions; edges are direct calls, ref.func, and tables: a table that live code calls reaches those of
// its initial entries that have a type which live code calls; a table that live code reads from reaches all of them. A
// function of another type can sit in a table as long as it likes: the type check keeps it from running.
#include <algorithm>

#include "compiler/lower/module_plan_steps.h"

namespace ingot {
namespace {

void mark(std::vector<bool>& set, const std::vector<uint32_t>& indices) {
  for (uint32_t index : indices) set[index] = true;
}

Liveness empty_liveness(const Module& module, bool value) {
  Liveness live;
  live.functions.assign(module.functions.size(), value);
  live.referenced.assign(module.functions.size(), false);
  live.elems.assign(module.elems.size(), value);
  live.datas.assign(module.datas.size(), value);
  live.globals_written.assign(module.globals.size(), false);
  live.tables_written.assign(module.tables.size(), false);
  live.tables_read.assign(module.tables.size(), false);
  live.tables_called.assign(module.tables.size(), false);
  live.tables_tail_called.assign(module.tables.size(), false);
  return live;
}

void note_state(Liveness& live, const BodyFacts& facts) {
  mark(live.globals_written, facts.globals_written);
  mark(live.tables_written, facts.tables_written);
  mark(live.tables_written, facts.tables_grown);
  mark(live.tables_read, facts.tables_read);
  mark(live.tables_called, facts.tables_called);
  mark(live.tables_tail_called, facts.tables_tail_called);
  mark(live.elems, facts.elems_used);
  mark(live.datas, facts.datas_used);
}

std::optional<uint32_t> const_function(ConstEvaluator& consts, const ConstExpr& expression) {
  const ConstResult value = consts.evaluate(expression);
  if (const ConstFunc* function = std::get_if<ConstFunc>(&value)) return function->funcidx;
  return std::nullopt;
}

template <class Visit>
void for_each_element(ConstEvaluator& consts, const ElemSegment& segment, Visit visit) {
  for (uint64_t index = 0; index < segment.size(); ++index)
    if (std::optional<uint32_t> function = element_function(consts, segment, index)) visit(*function);
}

template <class Visit>
void for_each_global_function(const Module& module, ConstEvaluator& consts, Visit visit) {
  for (const Global& global : module.globals) {
    if (global.imported || !global.type.type.is_ref()) continue;
    if (std::optional<uint32_t> function = const_function(consts, global.init)) visit(*function);
  }
}

class Reachability {
 public:
  explicit Reachability(const ValidatedModule& valid)
      : valid_(valid), module_(valid.module()), consts_(module_), live_(empty_liveness(module_, false)) {
    uint32_t types = 0;
    for (uint32_t typeidx = 0; typeidx < module_.types.size(); ++typeidx)
      types = std::max(types, valid_.canonical_type(typeidx) + 1);
    type_called_.resize(types);
    waiting_.resize(types);
    table_called_.resize(module_.tables.size());
    table_read_.resize(module_.tables.size());
    elem_reached_.resize(module_.elems.size());
    collect_table_functions();
  }

  Liveness run(const std::vector<uint32_t>& roots, bool roots_are_referenced) {
    for (uint32_t root : roots) {
      reach(root);
      if (roots_are_referenced) live_.referenced[root] = true;
    }
    for_each_global_function(module_, consts_, [&](uint32_t function) { refer(function); });
    while (!pending_.empty()) {
      const uint32_t function = pending_.back();
      pending_.pop_back();
      visit(valid_.facts(function));
    }
    note_table_references();
    return std::move(live_);
  }

 private:
  /// What instantiation puts into each table, in no particular order.
  void collect_table_functions() {
    table_functions_.resize(module_.tables.size());
    for (uint32_t tableidx = 0; tableidx < module_.tables.size(); ++tableidx)
      if (std::optional<uint32_t> function = table_init_function(consts_, module_.tables[tableidx]))
        table_functions_[tableidx].push_back(*function);
    for (const ElemSegment& segment : module_.elems)
      if (segment.mode == SegmentMode::Active)
        for_each_element(consts_, segment,
                         [&](uint32_t function) { table_functions_[segment.table].push_back(function); });
  }

  void reach(uint32_t funcidx) {
    if (live_.functions[funcidx]) return;
    live_.functions[funcidx] = true;
    pending_.push_back(funcidx);
  }

  void refer(uint32_t funcidx) {
    live_.referenced[funcidx] = true;
    reach(funcidx);
  }

  void visit(const BodyFacts& facts) {
    note_state(live_, facts);
    for (uint32_t callee : facts.callees) reach(callee);
    for (uint32_t function : facts.referenced) refer(function);
    for (uint32_t typeidx : facts.indirect_types) call_type(typeidx);
    for (uint32_t tableidx : facts.tables_called) call_table(tableidx);
    for (uint32_t tableidx : facts.tables_read) read_table(tableidx);
    for (uint32_t elemidx : facts.elems_used) use_segment(elemidx);
  }

  /// Functions of its subtypes can be called as well.
  void call_type(uint32_t typeidx) {
    const uint32_t first = valid_.canonical_type(typeidx);
    if (type_called_[first] == Called::WithSubtypes) return;
    for (uint32_t type = first; type < first + valid_.subtype_count(typeidx); ++type) {
      if (type_called_[type] == Called::No) type_called_[type] = Called::Yes;
      for (uint32_t function : waiting_[type]) reach(function);
      waiting_[type].clear();
    }
    type_called_[first] = Called::WithSubtypes;
  }

  void call_table(uint32_t tableidx) {
    if (table_called_[tableidx]) return;
    table_called_[tableidx] = true;
    for (uint32_t function : table_functions_[tableidx]) {
      const uint32_t type = valid_.canonical_type(module_.functions[function].typeidx);
      if (type_called_[type] != Called::No) {
        reach(function);
      } else {
        waiting_[type].push_back(function);
      }
    }
  }

  void read_table(uint32_t tableidx) {
    if (table_read_[tableidx]) return;
    table_read_[tableidx] = true;
    for (uint32_t function : table_functions_[tableidx]) refer(function);
  }

  void use_segment(uint32_t elemidx) {
    if (elem_reached_[elemidx] || module_.elems[elemidx].mode != SegmentMode::Passive) return;
    elem_reached_[elemidx] = true;
    for_each_element(consts_, module_.elems[elemidx], [&](uint32_t function) { refer(function); });
  }

  /// Entries of a table that changes are pointers to references, whether or not the function can run.
  void note_table_references() {
    for (uint32_t tableidx = 0; tableidx < module_.tables.size(); ++tableidx)
      if (!live_.table_is_constant(tableidx))
        for (uint32_t function : table_functions_[tableidx]) live_.referenced[function] = true;
  }

  const ValidatedModule& valid_;
  const Module& module_;
  ConstEvaluator consts_;
  Liveness live_;
  std::vector<uint32_t> pending_;                       ///< live, but not visited yet
  std::vector<std::vector<uint32_t>> table_functions_;  ///< by tableidx
  enum class Called : uint8_t { No, Yes, WithSubtypes };
  std::vector<Called> type_called_;             ///< by canonical type
  std::vector<std::vector<uint32_t>> waiting_;  ///< in called tables, but their type is not called yet
  std::vector<bool> table_called_, table_read_;
  std::vector<bool> elem_reached_;
};

}  // namespace

std::optional<uint32_t> element_function(ConstEvaluator& consts, const ElemSegment& segment, uint64_t index) {
  if (!segment.uses_exprs) return segment.functions[index];
  return const_function(consts, segment.exprs[index]);
}

std::optional<uint32_t> table_init_function(ConstEvaluator& consts, const Table& table) {
  if (!table.init) return std::nullopt;
  return const_function(consts, *table.init);
}

Liveness find_live(const ValidatedModule& valid, const std::vector<uint32_t>& roots, bool roots_are_referenced) {
  return Reachability(valid).run(roots, roots_are_referenced);
}

Liveness everything_live(const ValidatedModule& valid) {
  const Module& module = valid.module();
  ConstEvaluator consts(module);
  Liveness live = empty_liveness(module, true);
  for (uint32_t funcidx = 0; funcidx < module.functions.size(); ++funcidx) {
    note_state(live, valid.facts(funcidx));
    mark(live.referenced, valid.facts(funcidx).referenced);
  }
  for (uint32_t globalidx = 0; globalidx < module.imported_globals; ++globalidx)
    if (module.globals[globalidx].type.is_mutable) live.globals_written[globalidx] = true;
  for (const Export& entry : module.exports) {
    if (entry.kind == ExternKind::Func) live.referenced[entry.index] = true;
    if (entry.kind == ExternKind::Global && module.globals[entry.index].type.is_mutable)
      live.globals_written[entry.index] = true;
  }
  auto refer = [&](uint32_t function) { live.referenced[function] = true; };
  for (const ElemSegment& segment : module.elems) for_each_element(consts, segment, refer);
  for (const Table& table : module.tables)
    if (std::optional<uint32_t> function = table_init_function(consts, table)) refer(*function);
  for_each_global_function(module, consts, refer);
  return live;
}

}  // namespace ingot
