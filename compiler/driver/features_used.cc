// Collects proposals: from the declarations of a module by hand, from its instructions by the opcode table.
#include "compiler/driver/features_used.h"

#include "compiler/decode/read_immediates.h"
#include "compiler/decode/reader.h"
#include "compiler/wasm/opcodes.h"

namespace ingot {
namespace {

class Collector {
 public:
  explicit Collector(const Module& module) : module_(module) {}

  FeatureSet collect() {
    add(Feature::Mvp);
    types();
    imports_and_exports();
    storage();
    segments();
    for (const Global& global : module_.globals) {
      value_type(global.type.type);
      if (!global.imported) constant(global.init);
    }
    for (const Function& function : module_.functions) {
      for (const LocalRun& run : function.locals) value_type(run.type);
      if (!function.imported) instructions(function.body, false);
    }
    if (!module_.tags.empty()) add(Feature::Exceptions);
    return features_;
  }

 private:
  void add(Feature feature) { features_.set(static_cast<size_t>(feature)); }

  void value_type(const ValType& type) {
    if (type.kind == ValKind::V128) add(Feature::Simd);
    if (!type.is_ref() || type == kFuncRef) return;
    if (type == kExternRef) return add(Feature::ReferenceTypes);
    if (type.heap.is(AbstractHeap::Exn) || type.heap.is(AbstractHeap::NoExn)) return add(Feature::Exceptions);
    const bool functions_only =
        type.heap.is_index || type.heap.is(AbstractHeap::Func) || type.heap.is(AbstractHeap::Extern);
    add(functions_only ? Feature::FunctionReferences : Feature::Gc);
  }

  void types() {
    for (const SubType& type : module_.types) {
      if (type.kind != CompositeKind::Func || !type.is_final || !type.supertypes.empty()) add(Feature::Gc);
      if (type.func.results.size() > 1) add(Feature::MultiValue);
      for (const ValType& param : type.func.params) reference_or_vector(param);
      for (const ValType& result : type.func.results) reference_or_vector(result);
    }
    for (const RecGroup& group : module_.rec_groups) {
      if (group.count != 1) add(Feature::Gc);
    }
  }

  /// Where a value can be: funcref is older than reference types only as the type of a table's elements.
  void reference_or_vector(const ValType& type) {
    if (type == kFuncRef) add(Feature::ReferenceTypes);
    value_type(type);
  }

  void imports_and_exports() {
    const auto mutable_global = [this](ExternKind kind, uint32_t index) {
      if (kind != ExternKind::Global || index >= module_.globals.size()) return;
      if (module_.globals[index].type.is_mutable) add(Feature::MutableGlobals);
    };
    for (const Import& import : module_.imports) mutable_global(import.kind, import.index);
    for (const Export& e : module_.exports) mutable_global(e.kind, e.index);
  }

  void limits(const Limits& limits) {
    if (limits.address == AddressType::I64) add(Feature::Memory64);
    if (limits.shared) add(Feature::Threads);
  }

  void storage() {
    if (module_.memories.size() > 1) add(Feature::MultiMemory);
    for (const Memory& memory : module_.memories) {
      limits(memory.type.limits);
      if (memory.type.page_size_log2 != 16) add(Feature::CustomPageSizes);
    }
    if (module_.tables.size() > 1) add(Feature::ReferenceTypes);
    for (const Table& table : module_.tables) {
      limits(table.type.limits);
      value_type(table.type.element);
      if (!table.init) continue;
      add(Feature::FunctionReferences);
      constant(*table.init);
    }
  }

  void segments() {
    for (const DataSegment& data : module_.datas) {
      if (data.mode == SegmentMode::Active) constant(data.memory_offset);
      if (data.mode == SegmentMode::Passive) add(Feature::BulkMemory);
    }
    for (const ElemSegment& elem : module_.elems) {
      if (elem.mode == SegmentMode::Active) constant(elem.table_offset);
      if (elem.mode == SegmentMode::Passive) add(Feature::BulkMemory);
      if (elem.mode == SegmentMode::Declarative) add(Feature::ReferenceTypes);
      if (elem.uses_exprs) value_type(elem.type);  // lists of functions have a type that their encoding cannot say
      for (const ConstExpr& expression : elem.exprs) constant(expression);
    }
  }

  void constant(const ConstExpr& expression) { instructions(expression, true); }

  /// Reads opcodes until the end, or until something is malformed, which is for the validator to report.
  void instructions(const ByteRange& code, bool is_constant) {
    Reader reader(code);
    while (!reader.at_end()) {
      const Expected<const OpInfo*> op = reader.read_op();
      if (!op) return;
      add((*op)->feature);
      if (is_constant && (*op)->group == OpGroup::Numeric && (*op)->imm == ImmShape::None) add(Feature::ExtendedConst);
      if ((*op)->imm == ImmShape::Block) {
        const Expected<BlockType> type = read_block_type(reader);
        if (!type) return;
        if (type->kind == BlockType::Kind::Index) add(Feature::MultiValue);
      } else if (!skip_immediates(reader, (*op)->imm)) {
        return;
      }
    }
  }

  const Module& module_;
  FeatureSet features_;
};

}  // namespace

FeatureSet features_used(const Module& module) { return Collector(module).collect(); }

Expected<void> reject_disabled_features(const Module& module, std::span<const Feature> disabled) {
  if (disabled.empty()) return {};
  const FeatureSet used = features_used(module);
  std::string names;
  for (const Feature feature : disabled) {
    if (!used.test(static_cast<size_t>(feature))) continue;
    names += (names.empty() ? "" : ", ") + std::string(info(feature).name);
  }
  if (names.empty()) return {};
  return fail("the module uses a disabled feature: " + names);
}

}  // namespace ingot
