// Exceptions as toolchains emitted them before Wasm 3.0: try, catch, catch_all, delegate, rethrow.  Spec: the proposal
// "Exception Handling", legacy version.
//
// They share handlers, landing pads and dispatch with try_table (exception.cc). The dispatch comes between the body and
// the first catch; every catch tests its tag where the one before has said no, and what is left behind the last one
// goes on to the try around it. The exception stays at hand in a catch for rethrow; only functions that have one keep
// it alive beyond the beginning of the catch.
#include <algorithm>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"

namespace ingot {

bool FunctionLowering::begin_legacy_catch(FunctionFrame& frame, std::optional<uint32_t> tagidx,
                                          std::span<const V> fallthrough, bool reachable, std::span<V> caught) {
  if (reachable) br(frame, fallthrough);
  TryHandler& handler = *frame.block.handler;
  const bool is_first = frame.kind == FrameKind::LegacyTry;
  if (is_first) open_handlers_.pop_back();
  handler.tags.push_back(tagidx);
  if (!handler.pad && !handler.dispatch) return false;

  if (is_first) {
    handler.exception = enter_dispatch(handler);
  } else {
    handler.next->insertInto(&function_, first_cold_);
    ssa_.enter(handler.next_segment);
    continue_at(handler.next);
    handler.next = nullptr;
  }
  V exception = handler.exception;
  if (tagidx) {
    llvm::BasicBlock* body = new_block("catch");
    handler.next = llvm::BasicBlock::Create(b_.getContext(), "");
    handler.next_segment = ssa_.add_segment(handler.next);
    ssa_.add_edge(handler.next_segment, b_.GetInsertBlock());
    b_.CreateCondBr(tag_matches(exception, *tagidx), body, handler.next);
    continue_at(body);
    load_payload(exception, *tagidx, caught);
  }
  const bool kept = facts_.rethrows;
  call_builtin(b_, kept ? Builtin::exception_capture : Builtin::exception_release, {exception});
  begin_straight_code();
  return true;
}

/// Before the end of the frame: what no catch takes goes on to the try around it, or where delegate says.
void FunctionLowering::end_legacy_try(FunctionFrame& frame) {
  TryHandler& handler = *frame.block.handler;
  const bool has_catches = frame.kind == FrameKind::LegacyCatch;
  if (innermost_handler() == &handler) open_handlers_.pop_back();
  const bool is_reached = has_catches ? handler.next != nullptr : handler.pad || handler.dispatch;
  if (!is_reached) return;

  llvm::BasicBlock* const body_end = b_.GetInsertBlock();
  const SsaBuilder::Segment body_segment = ssa_.current();
  if (has_catches) {
    handler.next->insertInto(&function_, first_cold_);
    ssa_.enter(handler.next_segment);
    continue_at(handler.next);
    leave_dispatch(handler, handler.exception);
  } else {
    leave_dispatch(handler, enter_dispatch(handler));
  }
  ssa_.enter(body_segment);
  continue_at(body_end);
}

void FunctionLowering::delegate(FunctionFrame& frame, FunctionFrame& target) {
  open_handlers_.pop_back();
  // The innermost that is the target or around it. By ascending depth; those whose catches are open are none any more.
  const auto behind = std::ranges::upper_bound(open_handlers_, target.depth, {}, &TryHandler::depth);
  frame.block.handler->outer = behind == open_handlers_.begin() ? nullptr : *std::prev(behind);
}

void FunctionLowering::rethrow(FunctionFrame& catching) { throw_known(catching.block.handler->exception); }

}  // namespace ingot
