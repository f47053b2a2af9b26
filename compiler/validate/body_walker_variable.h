// BodyWalker: calls, variables, drop and select.  Spec: Validation > Variable Instructions, Parametric Instructions.
// Included by body_walker.h.
#pragma once

#include "compiler/validate/body_walker.h"

namespace ingot {

template <class Sink>
Expected<void> BodyWalker<Sink>::call(const OpInfo& op) {
  switch (op.op) {
    case Op::Call: {
      const uint32_t funcidx = INGOT_TRY(read_.func());
      return call_with(module_.func_type(funcidx), false,
                       [&](Value, std::span<const Value> arguments, std::span<Value> results) {
                         sink_.call(funcidx, arguments, results);
                       });
    }
    case Op::ReturnCall: {
      const uint32_t funcidx = INGOT_TRY(read_.func());
      return tail_call(module_.func_type(funcidx), false,
                       [&](Value, std::span<const Value> arguments) { sink_.return_call(funcidx, arguments); });
    }
    case Op::CallIndirect:
    case Op::ReturnCallIndirect: return call_indirect();
    default: return call_ref();
  }
}

template <class Sink>
Expected<void> BodyWalker<Sink>::call_indirect() {
  const uint32_t typeidx = INGOT_TRY(read_.func_type());
  const uint32_t tableidx = INGOT_TRY(read_.table());
  const TableType& table = module_.tables[tableidx].type;
  if (!subtypes_.matches(table.element, kFuncRef)) {
    return fail_here("type mismatch: call through a table of " + to_string(table.element));
  }
  INGOT_TRY(types_.pop(value_type(table.limits.address)));
  const FuncType& type = module_.func_type_at(typeidx);
  if (here_.op->op == Op::ReturnCallIndirect) {
    return tail_call(type, true, [&](Value index, std::span<const Value> arguments) {
      sink_.return_call_indirect(typeidx, tableidx, index, arguments);
    });
  }
  return call_with(type, true, [&](Value index, std::span<const Value> arguments, std::span<Value> results) {
    sink_.call_indirect(typeidx, tableidx, index, arguments, results);
  });
}

template <class Sink>
Expected<void> BodyWalker<Sink>::call_ref() {
  const uint32_t typeidx = INGOT_TRY(read_.func_type());
  INGOT_TRY(types_.pop(ValType::ref(HeapType::index(typeidx), true)));
  const FuncType& type = module_.func_type_at(typeidx);
  if (here_.op->op == Op::ReturnCallRef) {
    return tail_call(type, true, [&](Value reference, std::span<const Value> arguments) {
      sink_.return_call_ref(typeidx, reference, arguments);
    });
  }
  return call_with(type, true, [&](Value reference, std::span<const Value> arguments, std::span<Value> results) {
    sink_.call_ref(typeidx, reference, arguments, results);
  });
}

/// The operand that says whom to call, if there is one, has its type popped before and its value on top of values_.
template <class Sink>
template <class Forward>
Expected<void> BodyWalker<Sink>::call_with(const FuncType& type, bool has_callee, Forward forward) {
  INGOT_CHECK(types_.pop(type.params));
  types_.push(type.results);
  if (!reachable_) return {};
  Value callee{};
  if (has_callee) callee = take();
  results_.assign(type.results.size(), Value{});
  forward(callee, std::span<const Value>(operands(type.params.size())), std::span<Value>(results_));
  values_.resize(values_.size() - type.params.size());
  values_.insert(values_.end(), results_.begin(), results_.end());
  return {};
}

template <class Sink>
template <class Forward>
Expected<void> BodyWalker<Sink>::tail_call(const FuncType& type, bool has_callee, Forward forward) {
  INGOT_CHECK(types_.pop(type.params));
  const std::span<const ValType> wanted = frames_.front().signature.results;
  const bool fits = std::ranges::equal(type.results, wanted,
                                       [&](const ValType& a, const ValType& b) { return subtypes_.matches(a, b); });
  if (!fits) return fail_here("type mismatch: a tail call must return what its function returns");
  if (reachable_) {
    Value callee{};
    if (has_callee) callee = take();
    forward(callee, std::span<const Value>(operands(type.params.size())));
  }
  set_unreachable();
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::variable(const OpInfo& op) {
  if (op.op == Op::GlobalGet || op.op == Op::GlobalSet) return global(op);
  const uint32_t index = INGOT_TRY(read_.local(locals_.count()));
  const ValType& type = locals_[index];
  if (op.op == Op::LocalGet) {
    if (!locals_.is_set(index)) return fail_here("uninitialized local " + std::to_string(index));
    types_.push(type);
    if (reachable_) put(sink_.local_get(index));
    return {};
  }
  INGOT_TRY(types_.pop(type));
  locals_.mark_set(index);
  if (op.op == Op::LocalSet) {
    if (reachable_) sink_.local_set(index, take());
    return {};
  }
  types_.push(type);
  if (reachable_) sink_.local_tee(index, values_.back());
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::global(const OpInfo& op) {
  const uint32_t index = INGOT_TRY(read_.global());
  const GlobalType& type = module_.globals[index].type;
  if (op.op == Op::GlobalGet) {
    if (index >= visible_globals_) {
      return fail_here("unknown global " + std::to_string(index) + ": it is not initialized yet");
    }
    if (is_const_ && type.is_mutable) {
      return fail_here("constant expression required: global " + std::to_string(index) + " is mutable");
    }
    types_.push(type.type);
    if (reachable_) put(sink_.global_get(index));
    return {};
  }
  if (!type.is_mutable) return fail_here("immutable global: global " + std::to_string(index) + " cannot be set");
  INGOT_TRY(types_.pop(type.type));
  if (reachable_) sink_.global_set(index, take());
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::drop() {
  const ValType type = INGOT_TRY(types_.pop_any());
  if (reachable_) sink_.drop(take(), type);
  return {};
}

/// Without annotation: numbers and vectors only, because two references may have no best common type.
template <class Sink>
Expected<void> BodyWalker<Sink>::select() {
  INGOT_TRY(types_.pop(kI32));
  const ValType second = INGOT_TRY(types_.pop_any());
  const ValType first = INGOT_TRY(types_.pop_any());
  if (first.is_ref() || second.is_ref()) {
    return fail_here("type mismatch: select of references needs a type annotation");
  }
  if (first != second && first != kBottom && second != kBottom) {
    return fail_here("type mismatch: select between " + to_string(first) + " and " + to_string(second));
  }
  const ValType type = first == kBottom ? second : first;
  types_.push(type);
  forward_select(type);
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::select_typed() {
  const std::vector<ValType> annotation = INGOT_TRY(read_.select_types());
  if (annotation.size() != 1) {
    return fail_here("invalid result arity: select has one result, not " + std::to_string(annotation.size()));
  }
  INGOT_TRY(types_.pop(kI32));
  INGOT_TRY(types_.pop(annotation[0]));
  INGOT_TRY(types_.pop(annotation[0]));
  types_.push(annotation[0]);
  forward_select(annotation[0]);
  return {};
}

template <class Sink>
void BodyWalker<Sink>::forward_select(const ValType& type) {
  if (!reachable_) return;
  Value condition = take();
  Value second = take();
  Value first = take();
  put(sink_.select(first, second, condition, type));
}

}  // namespace ingot
