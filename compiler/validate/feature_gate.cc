// What types and sections need, and the message.
#include "compiler/validate/feature_gate.h"

#include <string>

namespace ingot {

Expected<void> FeatureGate::check() const {
  if (!first_) return {};
  return fail_at(first_->offset, std::string(info(first_->feature).name) + " is not supported yet");
}

void FeatureGate::require(const ValType& type, uint64_t offset) {
  if (type.kind == ValKind::V128) require(Feature::Simd, offset);
  if (!type.is_ref()) return;
  if (!type.heap.is_index) {
    switch (static_cast<AbstractHeap>(type.heap.code)) {
      case AbstractHeap::Func:
      case AbstractHeap::Extern: break;
      case AbstractHeap::Exn:
      case AbstractHeap::NoExn: return require(Feature::Exceptions, offset);
      default: break;  // a reference that no instruction can make without garbage collection, but for null
    }
  }
  if (type.heap.is_index || !type.nullable) return require(Feature::FunctionReferences, offset);
  require(Feature::ReferenceTypes, offset);
}

void FeatureGate::require_types(const Module& module) {
  for (const RecGroup& group : module.rec_groups) {
    for (uint32_t i = 0; i < group.count; ++i) {
      // Declared subtyping and types of structures ask for nothing: only instructions need garbage collection.
      const SubType& type = module.types[group.first + i];
      if (group.count != 1) require(Feature::FunctionReferences, type.offset);
      for (const ValType& param : type.func.params) require(param, type.offset);
      for (const ValType& result : type.func.results) require(result, type.offset);
      for (const FieldType& field : type.fields) require(field.type, type.offset);
    }
  }
}

void FeatureGate::require(const Limits& limits, uint64_t offset) {
  if (limits.address == AddressType::I64) require(Feature::Memory64, offset);
  if (limits.shared) require(Feature::Threads, offset);
}

void FeatureGate::require(const Module& module) {
  require_types(module);
  for (const Table& table : module.tables) {
    require(table.type.element, table.offset);
    require(table.type.limits, table.offset);
    if (table.init) require(Feature::FunctionReferences, table.offset);
  }
  for (const Memory& memory : module.memories) {
    require(memory.type.limits, memory.offset);
    if (memory.type.page_size_log2 != 16) require(Feature::CustomPageSizes, memory.offset);
  }
  if (module.memories.size() > 1) require(Feature::MultiMemory, module.memories[1].offset);
  for (const Tag& tag : module.tags) require(Feature::Exceptions, tag.offset);
  for (const Global& global : module.globals) require(global.type.type, global.offset);
  for (const ElemSegment& elem : module.elems) {
    // Segments of function indices have elements that are never null, which asks nothing of us.
    if (elem.uses_exprs) require(elem.type, elem.offset);
  }
}

}  // namespace ingot
