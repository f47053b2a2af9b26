// BodyWalker: bulk memory, tables and references.  Spec: Validation > Table, Memory and Reference Instructions.
// Included by body_walker.h.
#pragma once

#include "compiler/validate/body_walker.h"

namespace ingot {

/// The length of a copy between two address types is the smaller one's.
inline ValType smaller_address(const ValType& left, const ValType& right) {
  return left == kI64 && right == kI64 ? kI64 : kI32;
}

template <class Sink>
Expected<void> BodyWalker<Sink>::bulk(const OpInfo& op) {
  return op.op == Op::MemoryInit ? memory_init() : memory_copy();
}

template <class Sink>
Expected<void> BodyWalker<Sink>::memory_init() {
  const SegmentTarget init = INGOT_TRY(read_.data_and_memory());
  INGOT_TRY(types_.pop(kI32));
  INGOT_TRY(types_.pop(kI32));
  INGOT_TRY(types_.pop(value_type(module_.memories[init.target].type.limits.address)));
  if (reachable_) {
    Value length = take();
    Value source = take();
    Value dest = take();
    sink_.memory_init(init.segment, init.target, dest, source, length);
  }
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::memory_copy() {
  const uint32_t dest_memory = INGOT_TRY(read_.memory());
  const uint32_t source_memory = INGOT_TRY(read_.memory());
  const ValType dest_address = value_type(module_.memories[dest_memory].type.limits.address);
  const ValType source_address = value_type(module_.memories[source_memory].type.limits.address);
  INGOT_TRY(types_.pop(smaller_address(dest_address, source_address)));
  INGOT_TRY(types_.pop(source_address));
  INGOT_TRY(types_.pop(dest_address));
  if (reachable_) {
    Value length = take();
    Value source = take();
    Value dest = take();
    sink_.memory_copy(dest_memory, source_memory, dest, source, length);
  }
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::table(const OpInfo& op) {
  if (op.op == Op::TableInit) return table_init();
  if (op.op == Op::TableCopy) return table_copy();
  const uint32_t tableidx = INGOT_TRY(read_.table());
  const TableType& type = module_.tables[tableidx].type;
  const ValType address = value_type(type.limits.address);
  switch (op.op) {
    case Op::TableGet:
      INGOT_TRY(types_.pop(address));
      types_.push(type.element);
      if (reachable_) put(sink_.table_get(tableidx, take()));
      return {};
    case Op::TableSet:
      INGOT_TRY(types_.pop(type.element));
      INGOT_TRY(types_.pop(address));
      if (reachable_) {
        Value value = take();
        Value index = take();
        sink_.table_set(tableidx, index, value);
      }
      return {};
    case Op::TableSize:
      types_.push(address);
      if (reachable_) put(sink_.table_size(tableidx));
      return {};
    case Op::TableGrow:
      INGOT_TRY(types_.pop(address));
      INGOT_TRY(types_.pop(type.element));
      types_.push(address);
      if (reachable_) {
        Value delta = take();
        Value value = take();
        put(sink_.table_grow(tableidx, value, delta));
      }
      return {};
    default: return table_fill(tableidx);
  }
}

template <class Sink>
Expected<void> BodyWalker<Sink>::table_fill(uint32_t tableidx) {
  const TableType& type = module_.tables[tableidx].type;
  const ValType address = value_type(type.limits.address);
  INGOT_TRY(types_.pop(address));
  INGOT_TRY(types_.pop(type.element));
  INGOT_TRY(types_.pop(address));
  if (reachable_) {
    Value length = take();
    Value value = take();
    Value start = take();
    sink_.table_fill(tableidx, start, value, length);
  }
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::table_init() {
  const SegmentTarget init = INGOT_TRY(read_.elem_and_table());
  const TableType& type = module_.tables[init.target].type;
  const ValType& element = module_.elems[init.segment].type;
  if (!subtypes_.matches(element, type.element)) {
    return fail_here("type mismatch: elements of type " + to_string(element) + " in a table of " +
                     to_string(type.element));
  }
  INGOT_TRY(types_.pop(kI32));
  INGOT_TRY(types_.pop(kI32));
  INGOT_TRY(types_.pop(value_type(type.limits.address)));
  if (reachable_) {
    Value length = take();
    Value source = take();
    Value dest = take();
    sink_.table_init(init.segment, init.target, dest, source, length);
  }
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::table_copy() {
  const uint32_t dest_table = INGOT_TRY(read_.table());
  const uint32_t source_table = INGOT_TRY(read_.table());
  const TableType& dest_type = module_.tables[dest_table].type;
  const TableType& source_type = module_.tables[source_table].type;
  if (!subtypes_.matches(source_type.element, dest_type.element)) {
    return fail_here("type mismatch: copy from a table of " + to_string(source_type.element) + " to a table of " +
                     to_string(dest_type.element));
  }
  const ValType dest_address = value_type(dest_type.limits.address);
  const ValType source_address = value_type(source_type.limits.address);
  INGOT_TRY(types_.pop(smaller_address(dest_address, source_address)));
  INGOT_TRY(types_.pop(source_address));
  INGOT_TRY(types_.pop(dest_address));
  if (reachable_) {
    Value length = take();
    Value source = take();
    Value dest = take();
    sink_.table_copy(dest_table, source_table, dest, source, length);
  }
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::reference(const OpInfo& op) {
  switch (op.op) {
    case Op::RefNull: {
      const HeapType heap = INGOT_TRY(read_.heap_type());
      types_.push(ValType::ref(heap, true));
      if (reachable_) put(sink_.ref_null(heap));
      return {};
    }
    case Op::RefFunc: return ref_func();
    case Op::RefAsNonNull: {
      const ValType type = INGOT_TRY(types_.pop_ref());
      types_.push(ValType::ref(type.heap, false));
      if (reachable_) put(sink_.ref_as_non_null(take()));
      return {};
    }
    case Op::BrOnNull: return br_on_null();
    default: return br_on_non_null();
  }
}

template <class Sink>
Expected<void> BodyWalker<Sink>::ref_func() {
  const uint32_t funcidx = INGOT_TRY(read_.func());
  if (declared_ && !is_const_ && !(*declared_)[funcidx]) {
    return fail_here("undeclared function reference " + std::to_string(funcidx));
  }
  // Any function has a more precise type than funcref, but only typed function references can tell.
  types_.push(ValType::ref(HeapType::index(module_.functions[funcidx].typeidx), false));
  if (reachable_) put(sink_.ref_func(funcidx));
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::br_on_null() {
  Control& frame = label(INGOT_TRY(read_.label(frames_.size())));
  const ValType type = INGOT_TRY(types_.pop_ref());
  INGOT_CHECK(types_.pop(frame.label_types()));
  types_.push(frame.label_types());
  types_.push(ValType::ref(type.heap, false));
  if (reachable_) {
    mark_targeted(frame);
    Value reference = take();
    sink_.br_on_null(static_cast<SinkFrame&>(frame), reference,
                     std::span<const Value>(operands(frame.label_types().size())));
    put(reference);
  }
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::br_on_non_null() {
  Control& frame = label(INGOT_TRY(read_.label(frames_.size())));
  const std::span<const ValType> taken = frame.label_types();
  if (taken.empty() || !taken.back().is_ref()) {
    return fail_here("type mismatch: the label of br_on_non_null must take a reference");
  }
  INGOT_TRY(types_.pop(ValType::ref(taken.back().heap, true)));
  const std::span<const ValType> kept = taken.first(taken.size() - 1);
  INGOT_CHECK(types_.pop(kept));
  types_.push(kept);
  if (reachable_) {
    mark_targeted(frame);
    sink_.br_on_non_null(static_cast<SinkFrame&>(frame), std::span<const Value>(operands(taken.size())));
    take();
  }
  return {};
}

/// The type that is left when a reference of type `from` turned out not to be a `to`.
inline ValType cast_remainder(const ValType& from, const ValType& to) {
  return ValType::ref(from.heap, from.nullable && !to.nullable);
}

template <class Sink>
Expected<void> BodyWalker<Sink>::br_on_cast(bool on_fail) {
  const CastBranch branch = INGOT_TRY(read_.cast_branch(frames_.size()));
  Control& frame = label(branch.label);
  if (!subtypes_.matches(branch.target, branch.source)) {
    return fail_here("type mismatch: " + to_string(branch.target) + " is no subtype of " + to_string(branch.source));
  }
  const ValType remainder = cast_remainder(branch.source, branch.target);
  const ValType& branches = on_fail ? remainder : branch.target;
  const ValType& stays = on_fail ? branch.target : remainder;
  const std::span<const ValType> taken = frame.label_types();
  if (taken.empty() || !subtypes_.matches(branches, taken.back())) {
    return fail_here("type mismatch: the label of " + std::string(here_.op->text) + " does not take " +
                     to_string(branches));
  }
  const std::span<const ValType> kept = taken.first(taken.size() - 1);
  INGOT_TRY(types_.pop(branch.source));
  INGOT_CHECK(types_.pop(kept));
  types_.push(kept);
  types_.push(stays);
  if (reachable_) mark_targeted(frame);
  follow_types(1);
  return {};
}

}  // namespace ingot
