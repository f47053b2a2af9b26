// BodyWalker: exceptions, those of Wasm 3.0 and the legacy ones.  Spec: Validation > Control Instructions.
// Included by body_walker.h.
//
// No sink has callbacks for them yet: try_table and try are shown as blocks, the rest only moves the stacks.
#pragma once

#include "compiler/validate/body_walker.h"

namespace ingot {

template <class Sink>
Expected<void> BodyWalker<Sink>::exception(const OpInfo& op) {
  switch (op.op) {
    case Op::Throw: {
      const uint32_t tagidx = INGOT_TRY(read_.tag());
      INGOT_CHECK(types_.pop(module_.func_type_at(module_.tags[tagidx].typeidx).params));
      set_unreachable();
      return {};
    }
    case Op::ThrowRef:
      INGOT_TRY(types_.pop(ValType::ref(HeapType::abstract(AbstractHeap::Exn), true)));
      set_unreachable();
      return {};
    case Op::Rethrow:
      if (label(INGOT_TRY(read_.label(frames_.size()))).kind != FrameKind::LegacyCatch) {
        return fail_here("invalid rethrow label");
      }
      set_unreachable();
      return {};
    case Op::Try: return open_block(FrameKind::LegacyTry);
    case Op::TryTable: return open_block(FrameKind::TryTable);
    case Op::Delegate: return legacy_delegate();
    default: return legacy_catch(op);
  }
}

/// Between block type and body; its labels are those around the block.
template <class Sink>
Expected<void> BodyWalker<Sink>::catch_clauses() {
  for (const CatchClause& clause : INGOT_TRY(read_.catches(frames_.size()))) {
    std::vector<ValType> caught;
    if (clause.has_tag()) caught = module_.func_type_at(module_.tags[clause.tag].typeidx).params;
    if (clause.kind == CatchClause::Kind::CatchRef || clause.kind == CatchClause::Kind::CatchAllRef) {
      caught.push_back(ValType::ref(HeapType::abstract(AbstractHeap::Exn), false));
    }
    Control& frame = label(clause.label);
    const bool fits = std::ranges::equal(caught, frame.label_types(),
                                         [&](const ValType& a, const ValType& b) { return subtypes_.matches(a, b); });
    if (!fits) return fail_here("type mismatch: what is caught does not fit label " + std::to_string(clause.label));
    if (reachable_) mark_targeted(frame);
  }
  return {};
}

/// Ends the body of a try or of the catch before.
template <class Sink>
Expected<void> BodyWalker<Sink>::legacy_catch(const OpInfo& op) {
  Control& frame = frames_.back();
  std::span<const ValType> caught;
  if (op.op == Op::Catch) {
    const uint32_t tagidx = INGOT_TRY(read_.tag());
    caught = module_.func_type_at(module_.tags[tagidx].typeidx).params;
  }
  const bool in_try = frame.kind == FrameKind::LegacyTry || frame.kind == FrameKind::LegacyCatch;
  if (!in_try || frame.has_catch_all) return fail_here("catch without try");
  INGOT_CHECK(types_.finish(frame.signature.results));
  types_.restart();
  types_.push(caught);
  locals_.unmark_to(frame.local_marks);
  frame.end_targeted = frame.end_targeted || reachable_;
  frame.kind = FrameKind::LegacyCatch;
  frame.has_catch_all = op.op == Op::CatchAll;
  reachable_ = frame.forwarded;
  follow_types(caught.size());
  return {};
}

/// Ends a try without catches.
template <class Sink>
Expected<void> BodyWalker<Sink>::legacy_delegate() {
  if (frames_.back().kind != FrameKind::LegacyTry) return fail_here("delegate without try");
  INGOT_TRY(read_.label(frames_.size() - 1));
  return end();
}

}  // namespace ingot
