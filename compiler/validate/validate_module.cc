// The order of checks: sections as they stand in the file, bodies on several threads.
//
// Whatever the number of threads, the first error by file offset is reported: sections are checked in order, and bodies
// in pieces that do not depend on the number of threads, of which the first with an error wins.
#include "compiler/validate/validate_module.h"

#include <utility>

#include "compiler/support/thread_pool.h"
#include "compiler/validate/body_walker.h"
#include "compiler/validate/facts_sink.h"
#include "compiler/validate/feature_gate.h"
#include "compiler/validate/module_rules.h"

namespace ingot {
namespace {

/// Code that one piece of work has at least, unless it is the last: enough to make threads worth their while.
constexpr size_t kPieceBytes = 64 << 10;

struct Piece {
  uint32_t first = 0;
  uint32_t end = 0;
  Expected<void> result;
  FeatureGate gate;
};

std::vector<Piece> make_pieces(const Module& module) {
  std::vector<Piece> pieces;
  size_t bytes = kPieceBytes;
  for (uint32_t funcidx = module.imported_functions; funcidx < module.functions.size(); ++funcidx) {
    if (bytes >= kPieceBytes) {
      pieces.push_back({funcidx, funcidx, {}, {}});
      bytes = 0;
    }
    pieces.back().end = funcidx + 1;
    bytes += module.functions[funcidx].body.bytes.size();
  }
  return pieces;
}

}  // namespace

class ModuleValidator {
 public:
  ModuleValidator(const Module& module, const SubtypeContext& subtypes)
      : module_(module),
        subtypes_(subtypes),
        constants_(module, subtypes, constant_facts_),
        declared_(module.functions.size()) {}

  static Expected<ValidatedModule> run(const Module& module, unsigned jobs) {
    INGOT_CHECK(check_types(module));
    SubtypeContext subtypes(module);
    ModuleValidator validator(module, subtypes);
    INGOT_CHECK(validator.check_before_code());
    std::vector<BodyFacts> facts = INGOT_TRY(validator.check_code(jobs));
    INGOT_CHECK(validator.check_datas());
    // From here the module is known to be valid; what is left is whether it can be compiled.
    validator.gate_.require(module);
    validator.gate_.merge(validator.constants_.gate());
    INGOT_CHECK(validator.gate_.check());
    return ValidatedModule(module, std::move(subtypes), std::move(facts));
  }

 private:
  Expected<void> check_before_code();
  Expected<std::vector<BodyFacts>> check_code(unsigned jobs);
  Expected<void> check_globals();
  Expected<void> check_table_values();
  Expected<void> check_elems();
  Expected<void> check_elem(const ElemSegment& segment);
  Expected<void> check_datas();
  Expected<void> check_const(const ConstExpr& expression, const ValType& type, uint32_t visible_globals,
                             const char* what, size_t index);
  void declare_functions();

  const Module& module_;
  const SubtypeContext& subtypes_;
  FactsSink constant_facts_;
  BodyWalker<FactsSink> constants_;
  std::vector<bool> declared_;  // functions that ref.func in bodies may name
  FeatureGate gate_;
};

Expected<void> ModuleValidator::check_before_code() {
  INGOT_CHECK(check_supertypes(module_, subtypes_));
  INGOT_CHECK(check_imports(module_));
  INGOT_CHECK(check_functions(module_));
  INGOT_CHECK(check_tables(module_));
  INGOT_CHECK(check_table_values());
  INGOT_CHECK(check_memories(module_));
  INGOT_CHECK(check_tags(module_));
  INGOT_CHECK(check_globals());
  INGOT_CHECK(check_exports(module_));
  INGOT_CHECK(check_start(module_));
  INGOT_CHECK(check_elems());
  return {};
}

Expected<void> ModuleValidator::check_const(const ConstExpr& expression, const ValType& type, uint32_t visible_globals,
                                            const char* what, size_t index) {
  Expected<void> walked = constants_.walk_const(expression, type, visible_globals);
  if (!walked) walked.error().note = std::string("in ") + what + " " + std::to_string(index);
  return walked;
}

/// Tables stand in front of globals: their values can only use imported ones. In a merged module, what one part imports
/// is a global that another defines.
Expected<void> ModuleValidator::check_table_values() {
  const uint32_t globals =
      module_.parts.empty() ? module_.imported_globals : static_cast<uint32_t>(module_.globals.size());
  for (size_t i = module_.imported_tables; i < module_.tables.size(); ++i) {
    const Table& table = module_.tables[i];
    if (!table.init) continue;
    INGOT_CHECK(check_const(*table.init, table.type.element, globals, "the initial value of table", i));
  }
  return {};
}

Expected<void> ModuleValidator::check_globals() {
  for (size_t i = module_.imported_globals; i < module_.globals.size(); ++i) {
    const Global& global = module_.globals[i];
    INGOT_CHECK(check_value_type(module_, global.type.type, global.offset));
    INGOT_CHECK(check_const(global.init, global.type.type, static_cast<uint32_t>(i), "the initial value of global", i));
  }
  return {};
}

Expected<void> ModuleValidator::check_elems() {
  for (size_t i = 0; i < module_.elems.size(); ++i) {
    const ElemSegment& segment = module_.elems[i];
    INGOT_CHECK(check_elem(segment));
    const uint32_t globals = static_cast<uint32_t>(module_.globals.size());
    if (segment.mode == SegmentMode::Active) {
      const ValType address = value_type(module_.tables[segment.table].type.limits.address);
      INGOT_CHECK(check_const(segment.table_offset, address, globals, "the offset of element segment", i));
    }
    for (const ConstExpr& expression : segment.exprs) {
      INGOT_CHECK(check_const(expression, segment.type, globals, "element segment", i));
    }
  }
  return {};
}

Expected<void> ModuleValidator::check_elem(const ElemSegment& segment) {
  INGOT_CHECK(check_value_type(module_, segment.type, segment.offset));
  for (uint32_t funcidx : segment.functions) {
    if (funcidx >= module_.functions.size()) {
      return fail_at(segment.offset, "unknown function " + std::to_string(funcidx));
    }
  }
  if (segment.mode != SegmentMode::Active) return {};
  if (segment.table >= module_.tables.size()) {
    return fail_at(segment.offset, "unknown table " + std::to_string(segment.table));
  }
  const ValType& element = module_.tables[segment.table].type.element;
  if (subtypes_.matches(segment.type, element)) return {};
  return fail_at(segment.offset,
                 "type mismatch: elements of type " + to_string(segment.type) + " in a table of " + to_string(element));
}

Expected<void> ModuleValidator::check_datas() {
  for (size_t i = 0; i < module_.datas.size(); ++i) {
    const DataSegment& segment = module_.datas[i];
    if (segment.mode != SegmentMode::Active) continue;
    if (segment.memory >= module_.memories.size()) {
      return fail_at(segment.offset, "unknown memory " + std::to_string(segment.memory));
    }
    const ValType address = value_type(module_.memories[segment.memory].type.limits.address);
    INGOT_CHECK(check_const(segment.memory_offset, address, static_cast<uint32_t>(module_.globals.size()),
                            "the offset of data segment", i));
  }
  return {};
}

/// All that a module says outside of bodies makes a function referable, whether it is reached or not.
void ModuleValidator::declare_functions() {
  for (uint32_t funcidx : constant_facts_.take().referenced) declared_[funcidx] = true;
  for (const ElemSegment& segment : module_.elems) {
    for (uint32_t funcidx : segment.functions) declared_[funcidx] = true;
  }
  for (const Export& entry : module_.exports) {
    if (entry.kind == ExternKind::Func) declared_[entry.index] = true;
  }
}

Expected<std::vector<BodyFacts>> ModuleValidator::check_code(unsigned jobs) {
  declare_functions();
  std::vector<BodyFacts> facts(module_.functions.size());
  std::vector<Piece> pieces = make_pieces(module_);
  parallel_for(pieces.size(), jobs, [&](size_t index) {
    Piece& piece = pieces[index];
    FactsSink sink;
    BodyWalker<FactsSink> walker(module_, subtypes_, sink);
    walker.set_declared_functions(&declared_);
    for (uint32_t funcidx = piece.first; funcidx < piece.end && piece.result; ++funcidx) {
      piece.result = walker.walk_function(funcidx);
      facts[funcidx] = sink.take();
    }
    piece.gate = walker.gate();
  });
  for (Piece& piece : pieces) {
    INGOT_CHECK(std::move(piece.result));
    gate_.merge(piece.gate);
  }
  return facts;
}

Expected<ValidatedModule> validate_module(const Module& module, unsigned jobs) {
  return ModuleValidator::run(module, jobs);
}

}  // namespace ingot
