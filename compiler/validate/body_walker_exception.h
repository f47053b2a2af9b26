// BodyWalker: exceptions, those of Wasm 3.0 and the legacy ones.  Spec: Validation > Control Instructions.
// Included by body_walker.h.
//
// A handler counts as a branch to its label only at the end of its try: by then the sink knows whether anything in the
// body can throw, and so whether the label is reached.
#pragma once

#include "compiler/validate/body_walker.h"

namespace ingot {

template <class Sink>
Expected<void> BodyWalker<Sink>::exception(const OpInfo& op) {
  switch (op.op) {
    case Op::Throw: return throw_tag();
    case Op::ThrowRef:
      INGOT_TRY(types_.pop(ValType::ref(HeapType::abstract(AbstractHeap::Exn), true)));
      if (reachable_) sink_.throw_ref(take());
      set_unreachable();
      return {};
    case Op::Rethrow: return rethrow();
    case Op::Try: return open_block(FrameKind::LegacyTry);
    case Op::TryTable: return open_block(FrameKind::TryTable);
    case Op::Delegate: return legacy_delegate();
    default: return legacy_catch(op);
  }
}

template <class Sink>
Expected<void> BodyWalker<Sink>::throw_tag() {
  const uint32_t tagidx = INGOT_TRY(read_.tag());
  const std::vector<ValType>& payload = module_.func_type_at(module_.tags[tagidx].typeidx).params;
  INGOT_CHECK(types_.pop(payload));
  if (reachable_) sink_.throw_exception(tagidx, std::span<const Value>(operands(payload.size())));
  set_unreachable();
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::rethrow() {
  Control& catching = label(INGOT_TRY(read_.label(frames_.size())));
  if (catching.kind != FrameKind::LegacyCatch) return fail_here("invalid rethrow label");
  if (reachable_) sink_.rethrow(static_cast<SinkFrame&>(catching));
  set_unreachable();
  return {};
}

/// Between block type and body; its labels are those around the block.
template <class Sink>
Expected<std::vector<CatchTarget<Frame<Sink>>>> BodyWalker<Sink>::catch_clauses() {
  std::vector<CatchTarget<SinkFrame>> catches;
  for (const CatchClause& clause : INGOT_TRY(read_.catches(frames_.size()))) {
    std::vector<ValType> caught;
    if (clause.has_tag()) caught = module_.func_type_at(module_.tags[clause.tag].typeidx).params;
    if (clause.has_ref()) caught.push_back(ValType::ref(HeapType::abstract(AbstractHeap::Exn), false));
    Control& frame = label(clause.label);
    const bool fits = std::ranges::equal(caught, frame.label_types(),
                                         [&](const ValType& a, const ValType& b) { return subtypes_.matches(a, b); });
    if (!fits) return fail_here("type mismatch: what is caught does not fit label " + std::to_string(clause.label));
    catches.push_back({clause, &frame});
  }
  return catches;
}

template <class Sink>
void BodyWalker<Sink>::end_try_table(Control& frame) {
  sink_.end_try_table(static_cast<SinkFrame&>(frame), std::span(frame.catches));
  for (const CatchTarget<SinkFrame>& target : frame.catches)
    if (target.reached) mark_targeted(static_cast<Control&>(*target.label));
}

/// Ends the body of a try or of the catch before.
template <class Sink>
Expected<void> BodyWalker<Sink>::legacy_catch(const OpInfo& op) {
  Control& frame = frames_.back();
  std::span<const ValType> caught;
  std::optional<uint32_t> tagidx;
  if (op.op == Op::Catch) {
    tagidx = INGOT_TRY(read_.tag());
    caught = module_.func_type_at(module_.tags[*tagidx].typeidx).params;
  }
  const bool in_try = frame.kind == FrameKind::LegacyTry || frame.kind == FrameKind::LegacyCatch;
  if (!in_try || frame.has_catch_all) return fail_here("catch without try");
  INGOT_CHECK(types_.finish(frame.signature.results));
  types_.restart();
  types_.push(caught);
  locals_.unmark_to(frame.local_marks);
  if (frame.forwarded) {
    std::span<const Value> fallthrough;
    if (reachable_) fallthrough = operands(frame.signature.results.size());
    results_.assign(caught.size(), Value{});
    frame.end_targeted = frame.end_targeted || reachable_;
    reachable_ = sink_.begin_legacy_catch(static_cast<SinkFrame&>(frame), tagidx, fallthrough, reachable_,
                                          std::span<Value>(results_));
    values_.resize(frame.height);
    if (reachable_) values_.insert(values_.end(), results_.begin(), results_.end());
  }
  frame.kind = FrameKind::LegacyCatch;
  frame.has_catch_all = !tagidx;
  return {};
}

/// Ends a try without catches.
template <class Sink>
Expected<void> BodyWalker<Sink>::legacy_delegate() {
  if (frames_.back().kind != FrameKind::LegacyTry) return fail_here("delegate without try");
  // The label counts from outside of the try.
  Control& target = label(1 + INGOT_TRY(read_.label(frames_.size() - 1)));
  if (frames_.back().forwarded)
    sink_.delegate(static_cast<SinkFrame&>(frames_.back()), static_cast<SinkFrame&>(target));
  return end();
}

}  // namespace ingot
