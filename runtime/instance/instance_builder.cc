// Allocation and initialisation of instances; see instance_builder.h.
#include "runtime/instance/instance_builder.h"

#include <algorithm>

#include "runtime/memory/linear_memory.h"
#include "runtime/memory/shared_copy.h"
#include "runtime/platform/virtual_memory.h"
#include "runtime/table/table.h"

namespace ingot::hosted::detail {

InstanceBuilder::InstanceBuilder(std::shared_ptr<LoadedModule> module, ResolvedImports imports)
    : module_(std::move(module)), imports_(std::move(imports)), group_(Group::create()) {
  instance_ = &group_->add(std::make_unique<InstanceObject>());
  instance_->module = module_;
}

// ---- Allocation ----------------------------------------------------------------------------------------------------

bool InstanceBuilder::allocate() {
  if (!allocate_context() || !allocate_memories() || !allocate_tables()) return false;
  allocate_globals();
  allocate_tags();
  return true;
}

bool InstanceBuilder::allocate_context() {
  uint64_t context_bytes = round_up_to_page(info().context_bytes);
  instance_->has_memory0 =
      info().memory_count > 0 && info().imported_memory_count == 0 && !module_->memory_type(0).limits.shared;
  if (instance_->has_memory0) {
    IngotMemory memory0 = closed_memory(info().memories[0]);
    if (!open_linear_memory(&memory0, context_bytes)) return false;
    instance_->base = memory0.base;
    instance_->fixed_part().memory0 = memory0;
    instance_->memory0_range = RegisteredRange(memory_ranges(), memory0.base, memory0.reserved_bytes);
  } else {
    void* context = allocate_pages(context_bytes);
    if (context == nullptr) return false;
    instance_->base = static_cast<uint8_t*>(context) + context_bytes;
  }
  instance_->fixed_part().host = instance_;
  return true;
}

bool InstanceBuilder::allocate_memories() {
  instance_->memories = imports_.memories;
  for (uint32_t i = info().imported_memory_count; i < info().memory_count; ++i) {
    MemoryType type = module_->memory_type(i);
    if (type.limits.shared) {
      std::shared_ptr<MemoryObject> shared = MemoryObject::create(type);
      if (shared == nullptr) return false;
      instance_->memories.push_back(shared.get());
      group_->keep(std::move(shared));
      continue;
    }
    std::unique_ptr<MemoryObject> object;
    if (i == 0) {
      object = std::make_unique<MemoryObject>();
      object->declared = type;
      object->memory = &instance_->fixed_part().memory0;
    } else {
      object = MemoryObject::create(type);
      if (object == nullptr) return false;
    }
    instance_->memories.push_back(&group_->add(std::move(object)));
  }
  return true;
}

bool InstanceBuilder::allocate_tables() {
  instance_->tables = imports_.tables;
  for (uint32_t i = info().imported_table_count; i < info().table_count; ++i) {
    std::unique_ptr<TableObject> object = TableObject::create(module_->table_type(i));
    if (object == nullptr) return false;
    instance_->tables.push_back(&group_->add(std::move(object)));
  }
  return true;
}

void InstanceBuilder::allocate_globals() {
  instance_->globals = imports_.globals;
  for (uint32_t i = info().imported_global_count; i < info().global_count; ++i) {
    auto object = std::make_unique<GlobalObject>();
    object->type = module_->global_type(i);
    object->value = instance_->below<IngotValue>(info().globals[i].offset);
    instance_->globals.push_back(&group_->add(std::move(object)));
  }
}

void InstanceBuilder::allocate_tags() {
  instance_->tags = imports_.tags;
  for (uint32_t i = info().imported_tag_count; i < info().tag_count; ++i)
    instance_->tags.push_back(&group_->add(TagObject::create(module_->tag_type(i).payload, info().tags[i].name, i)));
}

// ---- Context -------------------------------------------------------------------------------------------------------

void InstanceBuilder::join_imports() {
  for (IngotFuncRef* function : imports_.functions) keep_alive(*instance_, Value::func_ref(function));
  for (TableObject* table : imports_.tables) Group::merge(*instance_, *table);
  for (MemoryObject* memory : imports_.memories) {
    if (memory->is_shared()) {
      instance_->group->keep(memory->shared_from_this());
    } else {
      Group::merge(*instance_, *memory);
    }
  }
  for (GlobalObject* global : imports_.globals) Group::merge(*instance_, *global);
  for (TagObject* tag : imports_.tags) Group::merge(*instance_, *tag);
}

void InstanceBuilder::fill_context() {
  fill_functions();
  fill_arrays();
}

void InstanceBuilder::fill_functions() {
  IngotImportedFunc* imported = instance_->below<IngotImportedFunc>(info().imported_funcs_offset);
  for (size_t i = 0; i < imports_.functions.size(); ++i) {
    IngotFuncRef* ref = imports_.functions[i];
    imported[i] = {.code = ref->code, .context = ref->context, .ref = ref, .tail_code = ref->tail_code};
  }
  for (uint32_t i = info().imported_func_count; i < info().func_count; ++i) {
    if (info().funcs[i].ref_offset == 0) continue;
    *instance_->below<IngotFuncRef>(info().funcs[i].ref_offset) = instance_->make_reference(i);
  }
}

void InstanceBuilder::fill_arrays() {
  IngotMemory** memories = instance_->below<IngotMemory*>(info().memories_offset);
  for (size_t i = 0; i < instance_->memories.size(); ++i) memories[i] = instance_->memories[i]->memory;
  IngotTable** tables = instance_->below<IngotTable*>(info().tables_offset);
  for (size_t i = 0; i < instance_->tables.size(); ++i) tables[i] = &instance_->tables[i]->table;
  const IngotTag** tags = instance_->below<const IngotTag*>(info().tags_offset);
  for (size_t i = 0; i < instance_->tags.size(); ++i) tags[i] = &instance_->tags[i]->raw;
  for (size_t i = 0; i < imports_.globals.size(); ++i)
    *instance_->below<IngotValue*>(info().globals[i].offset) = imports_.globals[i]->value;
}

// ---- Initial values ------------------------------------------------------------------------------------------------

IngotValue InstanceBuilder::evaluate(const IngotConstExpr& expression) const {
  IngotValue value{};
  switch (expression.kind) {
    case IngotConstRefFunc: value.ref = instance_->function(static_cast<uint32_t>(expression.value.i64)); return value;
    case IngotConstGlobal: return *instance_->globals[static_cast<size_t>(expression.value.i64)]->value;
    case IngotConstComputed:
      info().compute(instance_->base, static_cast<uint32_t>(expression.value.i64), &value);
      return value;
    default: return expression.value;
  }
}

uint64_t InstanceBuilder::evaluate_offset(const IngotConstExpr& expression, bool address64) const {
  uint64_t bits = evaluate(expression).bits[0];
  return address64 ? bits : static_cast<uint32_t>(bits);  // an i32 offset is unsigned
}

void InstanceBuilder::init_globals() {
  if (info().fuel_offset != 0) *instance_->below<uint64_t>(info().fuel_offset) = info().fuel;
  for (uint32_t i = info().imported_global_count; i < info().global_count; ++i)
    *instance_->globals[i]->value = evaluate(info().globals[i].init);
}

void InstanceBuilder::init_tables() {
  for (uint32_t i = info().imported_table_count; i < info().table_count; ++i) {
    void* initial = evaluate(info().tables[i].init).ref;
    IngotTable& table = instance_->tables[i]->table;
    // Fresh tables are null already; not touching them keeps large ones free of cost.
    if (initial != nullptr) std::fill_n(table.elements, table.size, initial);
  }
}

// ---- Segments ------------------------------------------------------------------------------------------------------

void InstanceBuilder::evaluate_segments() {
  IngotElemSegment* elems = instance_->below<IngotElemSegment>(info().elems_offset);
  active_elements_.resize(info().elem_count);
  instance_->elem_segments.resize(info().elem_count);
  for (uint32_t i = 0; i < info().elem_count; ++i) {
    const IngotElemInfo& segment = info().elems[i];
    if (segment.mode == IngotSegmentDeclarative) continue;  // dropped from the start
    std::vector<void*> elements(segment.size);
    for (uint64_t k = 0; k < segment.size; ++k) elements[k] = evaluate(segment.elements[k]).ref;
    if (segment.mode == IngotSegmentActive) {
      active_elements_[i] = std::move(elements);
      continue;
    }
    instance_->elem_segments[i] = std::move(elements);
    elems[i] = {.elements = instance_->elem_segments[i].data(), .size = segment.size};
  }
  IngotDataSegment* datas = instance_->below<IngotDataSegment>(info().datas_offset);
  for (uint32_t i = 0; i < info().data_count; ++i) {
    const IngotDataInfo& segment = info().datas[i];
    // Active segments count as dropped once they are copied, and no code runs before that.
    if (segment.mode == IngotSegmentPassive) datas[i] = {.bytes = segment.bytes, .byte_length = segment.byte_length};
  }
}

std::optional<IngotTrapKind> InstanceBuilder::copy_elements() {
  for (uint32_t i = 0; i < info().elem_count; ++i) {
    const IngotElemInfo& segment = info().elems[i];
    if (segment.mode != IngotSegmentActive) continue;
    TableObject& target = *instance_->tables[segment.table];
    uint64_t start = evaluate_offset(segment.offset, target.declared.limits.address64);
    if (!range_fits(start, segment.size, target.table.size)) return IngotTrapOutOfBoundsTable;
    std::ranges::copy(active_elements_[i], target.table.elements + start);
  }
  return std::nullopt;
}

std::optional<IngotTrapKind> InstanceBuilder::copy_data() {
  for (uint32_t i = 0; i < info().data_count; ++i) {
    const IngotDataInfo& segment = info().datas[i];
    if (segment.mode != IngotSegmentActive) continue;
    MemoryObject& target = *instance_->memories[segment.memory];
    uint64_t start = evaluate_offset(segment.offset, target.declared.limits.address64);
    if (!range_fits(start, segment.byte_length, current_byte_length(*target.memory))) return IngotTrapOutOfBoundsMemory;
    copy_to_memory(target.memory->base + start, segment.bytes, segment.byte_length, target.is_shared());
  }
  return std::nullopt;
}

}  // namespace ingot::hosted::detail
