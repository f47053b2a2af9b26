// BodyWalker: instructions whose signature stands in the opcode table.  Spec: Validation > Numeric, Vector and Memory
// Instructions.  Included by body_walker.h.
#pragma once

#include "compiler/validate/body_walker.h"

namespace ingot {

/// The type that a letter of the Sig column stands for; `r` is handled where it is popped.
inline ValType type_of_letter(char letter, const ValType& address) {
  switch (letter) {
    case 'i': return kI32;
    case 'l': return kI64;
    case 'f': return kF32;
    case 'd': return kF64;
    case 'v': return kV128;
    default: return address;
  }
}

template <class Sink>
Expected<void> BodyWalker<Sink>::fixed(const OpInfo& op) {
  switch (op.imm) {
    case ImmShape::None:
      INGOT_CHECK(apply_signature(op, kBottom));
      forward_simple(op);
      return {};
    case ImmShape::I32:
    case ImmShape::I64:
    case ImmShape::F32:
    case ImmShape::F64:
    case ImmShape::V128: return constant(op);
    case ImmShape::MemArg:
    case ImmShape::MemArgLane: return memory_access(op);
    case ImmShape::Memory: return memory_operation(op);
    case ImmShape::Lane: return lane(op);
    case ImmShape::Shuffle: return shuffle(op);
    case ImmShape::Data: {
      const uint32_t dataidx = INGOT_TRY(read_.data());
      if (reachable_) sink_.data_drop(dataidx);
      return {};
    }
    case ImmShape::Elem: {
      const uint32_t elemidx = INGOT_TRY(read_.elem());
      if (reachable_) sink_.elem_drop(elemidx);
      return {};
    }
    case ImmShape::Fence:
      INGOT_CHECK(read_.zero_byte());
      if (reachable_) sink_.atomic_fence();
      return {};
    default: return fail_here(std::string(op.text) + " is not supported yet");
  }
}

template <class Sink>
Expected<void> BodyWalker<Sink>::apply_signature(const OpInfo& op, const ValType& address) {
  const std::string_view params = op.params();
  for (size_t i = params.size(); i > 0; --i) {
    if (params[i - 1] == 'r') {
      INGOT_TRY(types_.pop_ref());
    } else {
      INGOT_TRY(types_.pop(type_of_letter(params[i - 1], address)));
    }
  }
  for (char letter : op.results()) types_.push(type_of_letter(letter, address));
  return {};
}

template <class Sink>
void BodyWalker<Sink>::forward_simple(const OpInfo& op) {
  if (!reachable_ || op.op == Op::Nop) return;
  if (op.op == Op::RefIsNull) {
    put(sink_.ref_is_null(take()));
  } else if (op.results().size() == 1) {
    const size_t count = op.params().size();
    Value result = sink_.simple(op, std::span<const Value>(operands(count)));
    values_.resize(values_.size() - count);
    put(result);
  } else if (op.group == OpGroup::Wide) {
    const size_t count = op.params().size();
    Value low{}, high{};
    sink_.wide(op, std::span<const Value>(operands(count)), low, high);
    values_.resize(values_.size() - count);
    put(low);
    put(high);
  } else {
    follow_types(op.results().size());
  }
}

template <class Sink>
Expected<void> BodyWalker<Sink>::constant(const OpInfo& op) {
  const ConstBits bits = INGOT_TRY(read_.constant(op.imm));
  types_.push(type_of_letter(op.sig[0], kBottom));
  if (reachable_) put(sink_.constant(op, bits));
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::memory_access(const OpInfo& op) {
  const MemArg arg = INGOT_TRY(read_.mem_arg(op));
  uint8_t lane = 0;
  if (op.imm == ImmShape::MemArgLane) lane = INGOT_TRY(read_.lane(lane_count(op)));
  INGOT_CHECK(apply_signature(op, value_type(module_.memories[arg.memory].type.limits.address)));
  if (!reachable_) return {};
  if (op.imm == ImmShape::MemArgLane) {
    forward_lane_access(op, arg, lane);
  } else if (op.group == OpGroup::Atomic) {
    forward_atomic(op, arg);
  } else if (op.results().empty()) {
    Value value = take();
    Value address = take();
    sink_.store(op, arg, address, value);
  } else {
    put(sink_.load(op, arg, take()));
  }
  return {};
}

template <class Sink>
void BodyWalker<Sink>::forward_lane_access(const OpInfo& op, const MemArg& arg, uint8_t lane) {
  Value vector = take();
  Value address = take();
  if (op.results().empty()) {
    sink_.store_lane(op, arg, lane, address, vector);
  } else {
    put(sink_.load_lane(op, arg, lane, address, vector));
  }
}

/// Loads take an address, stores, read-modify-writes and notify a value more, the others two.
template <class Sink>
void BodyWalker<Sink>::forward_atomic(const OpInfo& op, const MemArg& arg) {
  const size_t operands = op.params().size();
  if (operands == 1) {
    put(sink_.atomic_load(op, arg, take()));
    return;
  }
  Value last = take();
  if (operands == 2) {
    Value address = take();
    if (op.results().empty()) {
      sink_.atomic_store(op, arg, address, last);
    } else {
      put(op.op == Op::MemoryAtomicNotify ? sink_.atomic_notify(op, arg, address, last)
                                          : sink_.atomic_rmw(op, arg, address, last));
    }
    return;
  }
  const bool waits = op.op == Op::MemoryAtomicWait32 || op.op == Op::MemoryAtomicWait64;
  Value expected = take();
  Value address = take();
  put(waits ? sink_.atomic_wait(op, arg, address, expected, last)
            : sink_.atomic_cmpxchg(op, arg, address, expected, last));
}

template <class Sink>
Expected<void> BodyWalker<Sink>::memory_operation(const OpInfo& op) {
  const uint32_t memidx = INGOT_TRY(read_.memory());
  INGOT_CHECK(apply_signature(op, value_type(module_.memories[memidx].type.limits.address)));
  if (!reachable_) return {};
  if (op.op == Op::MemorySize) {
    put(sink_.memory_size(memidx));
  } else if (op.op == Op::MemoryGrow) {
    put(sink_.memory_grow(memidx, take()));
  } else {
    Value length = take();
    Value value = take();
    Value dest = take();
    sink_.memory_fill(memidx, dest, value, length);
  }
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::shuffle(const OpInfo& op) {
  const ShuffleLanes lanes = INGOT_TRY(read_.shuffle());
  INGOT_CHECK(apply_signature(op, kBottom));
  if (!reachable_) return {};
  Value second = take();
  Value first = take();
  put(sink_.shuffle(lanes, first, second));
  return {};
}

/// extract_lane and replace_lane.
template <class Sink>
Expected<void> BodyWalker<Sink>::lane(const OpInfo& op) {
  const uint8_t lane = INGOT_TRY(read_.lane(lane_count(op)));
  INGOT_CHECK(apply_signature(op, kBottom));
  if (!reachable_) return {};
  if (op.params().size() == 1) {
    put(sink_.extract_lane(op, lane, take()));
  } else {
    Value value = take();
    Value vector = take();
    put(sink_.replace_lane(op, lane, vector, value));
  }
  return {};
}

}  // namespace ingot
