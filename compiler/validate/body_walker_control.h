// BodyWalker: blocks and branches.  Spec: Validation > Control Instructions.  Included by body_walker.h.
#pragma once

#include <algorithm>

#include "compiler/validate/body_walker.h"

namespace ingot {

template <class Sink>
Expected<void> BodyWalker<Sink>::control(const OpInfo& op) {
  switch (op.op) {
    case Op::Block: return open_block(FrameKind::Block);
    case Op::Loop: return open_block(FrameKind::Loop);
    case Op::If: return open_block(FrameKind::If);
    case Op::Else: return else_branch();
    case Op::End: return end();
    case Op::Br: return br();
    case Op::BrIf: return br_if();
    case Op::BrTable: return br_table();
    case Op::Return: return return_to_caller();
    default:
      if (reachable_) sink_.unreachable();
      set_unreachable();
      return {};
  }
}

/// Expects the signature's parameters on values_, but no longer on types_.
template <class Sink>
typename BodyWalker<Sink>::Control& BodyWalker<Sink>::open(FrameKind kind, const BlockSignature& signature) {
  Control& frame = frames_.emplace_back();
  frame.kind = kind;
  frame.signature = signature;
  frame.depth = frames_.size() - 1;
  frame.outer = types_.enter();
  types_.push(signature.params);
  frame.height = reachable_ ? values_.size() - signature.params.size() : 0;
  frame.local_marks = locals_.marks();
  frame.forwarded = reachable_;
  return frame;
}

template <class Sink>
Expected<void> BodyWalker<Sink>::open_block(FrameKind kind) {
  ValType single;
  const BlockSignature signature = INGOT_TRY(read_.block_signature(single));
  std::vector<CatchTarget<SinkFrame>> catches;
  if (kind == FrameKind::TryTable) catches = INGOT_TRY(catch_clauses());
  Value condition{};
  if (kind == FrameKind::If) {
    INGOT_TRY(types_.pop(kI32));
    if (reachable_) condition = take();
  }
  INGOT_CHECK(types_.pop(signature.params));
  Control& frame = open(kind, signature);
  if (signature.results.data() == &single) {
    frame.single_result = single;
    frame.signature.results = std::span(&frame.single_result, 1);
  }
  if (!reachable_) return {};
  const std::span<Value> params = operands(signature.params.size());
  switch (kind) {
    case FrameKind::If:
      frame.entry.assign(params.begin(), params.end());
      sink_.begin_if(static_cast<SinkFrame&>(frame), condition);
      break;
    case FrameKind::Loop: sink_.begin_loop(static_cast<SinkFrame&>(frame), params); break;
    case FrameKind::TryTable:
      frame.catches = std::move(catches);
      sink_.begin_try_table(static_cast<SinkFrame&>(frame), std::span<const CatchTarget<SinkFrame>>(frame.catches));
      break;
    case FrameKind::LegacyTry: sink_.begin_legacy_try(static_cast<SinkFrame&>(frame)); break;
    default: sink_.begin_block(static_cast<SinkFrame&>(frame)); break;
  }
  return {};
}

/// Also the missing else of an if without one, whose operands are the parameters.
template <class Sink>
Expected<void> BodyWalker<Sink>::else_branch() {
  Control& frame = frames_.back();
  if (frame.kind != FrameKind::If) return fail_here("else without if");
  INGOT_CHECK(types_.finish(frame.signature.results));
  types_.restart();
  types_.push(frame.signature.params);
  locals_.unmark_to(frame.local_marks);
  if (frame.forwarded) {
    std::span<const Value> fallthrough;
    if (reachable_) fallthrough = operands(frame.signature.results.size());
    sink_.begin_else(static_cast<SinkFrame&>(frame), fallthrough, reachable_);
    frame.end_targeted = frame.end_targeted || reachable_;
    values_.resize(frame.height);
    values_.insert(values_.end(), frame.entry.begin(), frame.entry.end());
    reachable_ = true;
  }
  frame.kind = FrameKind::Else;
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::end() {
  Control& frame = frames_.back();
  if (frame.kind == FrameKind::If) INGOT_CHECK(else_branch());
  INGOT_CHECK(types_.finish(frame.signature.results));
  locals_.unmark_to(frame.local_marks);
  types_.leave(frame.outer);
  types_.push(frame.signature.results);
  if (frame.forwarded) continue_behind(frame);
  frames_.pop_back();
  return {};
}

template <class Sink>
void BodyWalker<Sink>::continue_behind(Control& frame) {
  results_.assign(frame.signature.results.size(), Value{});
  if (frame.kind == FrameKind::TryTable) end_try_table(frame);
  std::span<const Value> fallthrough;
  if (reachable_) fallthrough = operands(results_.size());
  sink_.end_block(static_cast<SinkFrame&>(frame), fallthrough, reachable_, std::span<Value>(results_));
  reachable_ = reachable_ || frame.end_targeted;
  values_.resize(frame.height);
  if (reachable_) values_.insert(values_.end(), results_.begin(), results_.end());
}

template <class Sink>
Expected<void> BodyWalker<Sink>::br() {
  Control& frame = label(INGOT_TRY(read_.label(frames_.size())));
  INGOT_CHECK(types_.pop(frame.label_types()));
  if (reachable_) {
    mark_targeted(frame);
    sink_.br(static_cast<SinkFrame&>(frame), std::span<const Value>(operands(frame.label_types().size())));
  }
  set_unreachable();
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::br_if() {
  Control& frame = label(INGOT_TRY(read_.label(frames_.size())));
  INGOT_TRY(types_.pop(kI32));
  INGOT_CHECK(types_.pop(frame.label_types()));
  types_.push(frame.label_types());
  if (reachable_) {
    Value condition = take();
    mark_targeted(frame);
    sink_.br_if(static_cast<SinkFrame&>(frame), condition,
                std::span<const Value>(operands(frame.label_types().size())));
  }
  return {};
}

/// Every target is checked against the operands as they are; only targets that differ from the one before need it.
template <class Sink>
Expected<void> BodyWalker<Sink>::br_table() {
  const std::vector<uint32_t> depths = INGOT_TRY(read_.br_table(frames_.size()));
  INGOT_TRY(types_.pop(kI32));
  const std::span<const ValType> taken = label(depths.back()).label_types();
  INGOT_CHECK(types_.peek(taken));
  std::span<const ValType> checked = taken;
  for (uint32_t depth : depths) {
    const std::span<const ValType> types = label(depth).label_types();
    if (types.size() != taken.size()) {
      return fail_here("type mismatch: the default of br_table takes " + std::to_string(taken.size()) +
                       " operands, label " + std::to_string(depth) + " takes " + std::to_string(types.size()));
    }
    if (types.data() != checked.data()) INGOT_CHECK(types_.peek(types));
    checked = types;
  }
  if (reachable_) {
    Value index = take();
    std::vector<SinkFrame*> targets;
    targets.reserve(depths.size());
    for (uint32_t depth : depths) {
      mark_targeted(label(depth));
      targets.push_back(&label(depth));
    }
    sink_.br_table(index, std::span<SinkFrame* const>(targets), std::span<const Value>(operands(taken.size())));
  }
  set_unreachable();
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::return_to_caller() {
  Control& function = frames_.front();
  INGOT_CHECK(types_.pop(function.signature.results));
  if (reachable_) {
    mark_targeted(function);
    sink_.br(static_cast<SinkFrame&>(function), std::span<const Value>(operands(function.signature.results.size())));
  }
  set_unreachable();
  return {};
}

}  // namespace ingot
