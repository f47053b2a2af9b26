// Collects proposals: from the declarations of a module by hand, from its instructions by the opcode table.
#include "compiler/driver/features_used.h"

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/decode/read_immediates.h"
#include "compiler/decode/reader.h"
#include "compiler/wasm/opcodes.h"

namespace ingot {
namespace {

/// For each proposal the offset of its first use.
using FeatureUses = std::array<std::optional<uint64_t>, static_cast<size_t>(Feature::Count)>;

class Collector {
 public:
  explicit Collector(const Module& module) : module_(module) {}

  FeatureUses collect() {
    add(Feature::Mvp);
    types();
    imports_and_exports();
    storage();
    segments();
    for (const Global& global : module_.globals) {
      at_ = global.offset;
      value_type(global.type.type);
      if (!global.imported) constant(global.init);
    }
    for (const Function& function : module_.functions) {
      at_ = function.body_offset;
      for (const LocalRun& run : function.locals) value_type(run.type);
      if (!function.imported) instructions(function.body, false);
    }
    for (const Tag& tag : module_.tags) add(Feature::Exceptions, tag.offset);
    return uses_;
  }

 private:
  void add(Feature feature) { add(feature, at_); }

  void add(Feature feature, uint64_t offset) {
    std::optional<uint64_t>& first = uses_[static_cast<size_t>(feature)];
    first = std::min(first.value_or(offset), offset);
  }

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
      at_ = type.offset;
      if (type.kind != CompositeKind::Func || !type.is_final || !type.supertypes.empty()) add(Feature::Gc);
      if (type.func.results.size() > 1) add(Feature::MultiValue);
      for (const ValType& param : type.func.params) reference_or_vector(param);
      for (const ValType& result : type.func.results) reference_or_vector(result);
    }
    for (const RecGroup& group : module_.rec_groups) {
      if (group.count == 1) continue;
      add(Feature::Gc, group.count ? module_.types[group.first].offset : at_);
    }
  }

  /// Where a value can be: funcref is older than reference types only as the type of a table's elements.
  void reference_or_vector(const ValType& type) {
    if (type == kFuncRef) add(Feature::ReferenceTypes);
    value_type(type);
  }

  void imports_and_exports() {
    const auto mutable_global = [this](const auto& item) {
      if (item.kind != ExternKind::Global || item.index >= module_.globals.size()) return;
      if (module_.globals[item.index].type.is_mutable) add(Feature::MutableGlobals, item.offset);
    };
    for (const Import& import : module_.imports) mutable_global(import);
    for (const Export& e : module_.exports) mutable_global(e);
  }

  void limits(const Limits& limits) {
    if (limits.address == AddressType::I64) add(Feature::Memory64);
    if (limits.shared) add(Feature::Threads);
  }

  void storage() {
    if (module_.memories.size() > 1) add(Feature::MultiMemory, module_.memories[1].offset);
    for (const Memory& memory : module_.memories) {
      at_ = memory.offset;
      limits(memory.type.limits);
      if (memory.type.page_size_log2 != 16) add(Feature::CustomPageSizes);
    }
    if (module_.tables.size() > 1) add(Feature::ReferenceTypes, module_.tables[1].offset);
    for (const Table& table : module_.tables) {
      at_ = table.offset;
      limits(table.type.limits);
      value_type(table.type.element);
      if (!table.init) continue;
      add(Feature::FunctionReferences);
      constant(*table.init);
    }
  }

  void segments() {
    for (const DataSegment& data : module_.datas) {
      if (data.mode == SegmentMode::Passive) add(Feature::BulkMemory, data.offset);
      if (data.mode == SegmentMode::Active) constant(data.memory_offset);
    }
    for (const ElemSegment& elem : module_.elems) {
      at_ = elem.offset;
      if (elem.mode == SegmentMode::Passive) add(Feature::BulkMemory);
      if (elem.mode == SegmentMode::Declarative) add(Feature::ReferenceTypes);
      if (elem.uses_exprs) value_type(elem.type);  // lists of functions have a type that their encoding cannot say
      if (elem.mode == SegmentMode::Active) constant(elem.table_offset);
      for (const ConstExpr& expression : elem.exprs) constant(expression);
    }
  }

  void constant(const ConstExpr& expression) { instructions(expression, true); }

  /// Reads opcodes until the end, or until something is malformed, which is for the validator to report.
  void instructions(const ByteRange& code, bool is_constant) {
    Reader reader(code);
    while (!reader.at_end()) {
      at_ = reader.offset();
      const Expected<const OpInfo*> op = reader.read_op();
      if (!op) return;
      add((*op)->feature);
      if (is_constant && (*op)->group == OpGroup::Numeric && (*op)->imm == ImmShape::None) add(Feature::ExtendedConst);
      if ((*op)->imm == ImmShape::Block) {
        const Expected<BlockType> type = read_block_type(reader);
        if (!type) return;
        if (type->kind == BlockType::Kind::Index) add(Feature::MultiValue);
        if (type->kind == BlockType::Kind::Value) reference_or_vector(type->value);
      } else if (!skip_immediates(reader, (*op)->imm)) {
        return;
      }
    }
  }

  const Module& module_;
  FeatureUses uses_;
  uint64_t at_ = 0;  ///< offset of what is being looked at
};

}  // namespace

FeatureSet features_used(const Module& module) {
  const FeatureUses uses = Collector(module).collect();
  FeatureSet set;
  for (size_t i = 0; i < uses.size(); ++i) set[i] = uses[i].has_value();
  return set;
}

Expected<void> reject_disabled_features(const Module& module, std::span<const Feature> disabled) {
  if (disabled.empty()) return {};
  const FeatureUses uses = Collector(module).collect();
  std::string names;
  uint64_t first = UINT64_MAX;
  for (const Feature feature : disabled) {
    const std::optional<uint64_t>& use = uses[static_cast<size_t>(feature)];
    if (!use) continue;
    names += (names.empty() ? "" : ", ") + std::string(info(feature).name);
    first = std::min(first, *use);
  }
  if (names.empty()) return {};
  return fail_at(first, "the module uses a disabled feature: " + names);
}

}  // namespace ingot
