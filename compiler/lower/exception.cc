// Exceptions.  Spec: Execution > Control Instructions (throw, throw_ref, try_table).
//
// Calls that may throw, in the body of a try, are invokes whose landing pad leads to the dispatch of that try: compare
// the exception's tag with one clause after the other, and go to the label of the first that fits, or to the dispatch
// of the try around it, or on out of the function. A path that does not throw sees none of this.
//
// The dispatch of a try is built at its end, when all calls that lead there are known. A throw in the body of a try of
// the same function that is sure to catch it is a branch to that dispatch.
//
// Clauses of landing pads are for the runtime, which walks up the stack and stops at the first frame with a clause that
// fits (runtime/exception). A landing pad has those of its try and, since its dispatch may go on there, of those
// around it.
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/IR/Module.h>

#include <algorithm>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"

namespace ingot {
namespace {

/// A landing pad that would have to look further for its clauses stops every exception instead: nesting is up to the
/// input, and the work must not be its square.
constexpr unsigned kMaxSteps = 64;

llvm::StructType* landing_pad_type(llvm::LLVMContext& context) {
  return llvm::StructType::get(llvm::PointerType::getUnqual(context), llvm::Type::getInt32Ty(context));
}

/// Gives the landing pad the clauses of its try and of those around it, up to the first that catches everything.
void add_clauses(const TryHandler& innermost, StateAccess& state) {
  llvm::LandingPadInst& pad = *innermost.landing_pad;
  llvm::Constant* everything = llvm::ConstantPointerNull::get(llvm::PointerType::getUnqual(pad.getContext()));
  llvm::SmallPtrSet<llvm::Constant*, 8> known;
  unsigned steps = 0;
  for (const TryHandler* handler = &innermost; handler; handler = handler->outer) {
    if (++steps > kMaxSteps) return pad.addClause(everything);
    for (std::optional<uint32_t> tagidx : handler->tags) {
      llvm::Constant* clause = tagidx && ++steps <= kMaxSteps ? state.tag_clause(*tagidx) : everything;
      if (known.insert(clause).second) pad.addClause(clause);
      if (clause == everything) return;
    }
  }
  // Nothing is caught here: the runtime takes no notice of a cleanup.
  if (known.empty()) pad.setCleanup(true);
}

bool is_caught(const TryHandler* handler, uint32_t tagidx) {
  unsigned steps = 0;
  for (; handler && ++steps <= kMaxSteps; handler = handler->outer) {
    if (handler->may_delegate) return false;
    for (std::optional<uint32_t> caught : handler->tags) {
      if (!caught || *caught == tagidx) return true;
      if (++steps > kMaxSteps) return false;
    }
  }
  return false;
}

}  // namespace

// ---- Throwing ----

void FunctionLowering::throw_exception(uint32_t tagidx, std::span<const V> payload) {
  V exception = call_builtin(b_, Builtin::exception_new, {state_.tag(b_, tagidx)});
  V slots = byte_offset(b_, exception, sizeof(IngotException));
  for (size_t i = 0; i < payload.size(); ++i) store_slot(b_, payload[i], slots, i);
  // Only if it is sure to be caught here: the report of an uncaught exception says where it was thrown.
  if (is_caught(innermost_handler(), tagidx)) return throw_to(*innermost_handler(), exception);
  call_throw(exception);
}

void FunctionLowering::throw_ref(V exception) {
  trap_if(b_.CreateIsNull(exception), IngotTrapNullReference);
  throw_known(exception);
}

/// Throws what has been thrown before.
void FunctionLowering::throw_known(V exception) {
  if (TryHandler* handler = innermost_handler()) return throw_to(*handler, exception);
  call_throw(exception);
}

void FunctionLowering::call_throw(V exception) {
  const llvm::FunctionCallee callee = declare_builtin(*function_.getParent(), Builtin::throw_exception);
  const uint32_t offset = INGOT_TRAP_CODE(IngotTrapNone, location_.offset);
  if (llvm::BasicBlock* pad = unwind_target()) {
    llvm::BasicBlock* next = new_cold_block("");
    b_.CreateInvoke(callee, next, pad, {exception, b_.getInt32(offset)});
    continue_at(next);
  } else {
    b_.CreateCall(callee, {exception, b_.getInt32(offset)});
  }
  b_.CreateUnreachable();
}

/// Goes to the dispatch of a try of this function.
void FunctionLowering::throw_to(TryHandler& handler, V exception) {
  if (!handler.dispatch) {
    handler.dispatch = llvm::BasicBlock::Create(b_.getContext(), "dispatch");
    handler.dispatch_segment = ssa_.add_segment(handler.dispatch);
  }
  ssa_.add_edge(handler.dispatch_segment, b_.GetInsertBlock());
  handler.thrown.push_back(exception);
  b_.CreateBr(handler.dispatch);
}

// ---- Handlers ----

TryHandler& FunctionLowering::open_handler(FunctionFrame& frame) {
  TryHandler& handler = tries_.emplace_back();
  handler.outer = innermost_handler();
  handler.depth = frame.depth;
  handler.may_delegate = frame.kind == FrameKind::LegacyTry;
  frame.block.handler = &handler;
  open_handlers_.push_back(&handler);
  return handler;
}

llvm::BasicBlock* FunctionLowering::unwind_target() {
  TryHandler* handler = innermost_handler();
  if (!handler) return nullptr;
  if (!handler->pad) {
    handler->pad = llvm::BasicBlock::Create(b_.getContext(), "pad");
    handler->pad_segment = ssa_.add_segment(handler->pad);
  }
  ssa_.add_edge(handler->pad_segment, b_.GetInsertBlock());
  return handler->pad;
}

void FunctionLowering::begin_try_table(FunctionFrame& frame, std::span<const CatchTarget<FunctionFrame>> catches) {
  TryHandler& handler = open_handler(frame);
  for (const CatchTarget<FunctionFrame>& target : catches) {
    handler.tags.push_back(target.clause.has_tag() ? std::optional(target.clause.tag) : std::nullopt);
    if (!target.clause.has_tag()) break;
  }
}

void FunctionLowering::end_try_table(FunctionFrame& frame, std::span<CatchTarget<FunctionFrame>> catches) {
  TryHandler& handler = *frame.block.handler;
  open_handlers_.pop_back();
  for (CatchTarget<FunctionFrame>& target : catches) target.reached = false;
  if (!handler.pad && !handler.dispatch) return;

  llvm::BasicBlock* const body_end = b_.GetInsertBlock();
  const SsaBuilder::Segment body_segment = ssa_.current();
  V exception = enter_dispatch(handler);
  for (CatchTarget<FunctionFrame>& target : catches.first(handler.tags.size())) {
    target.reached = true;
    if (!target.clause.has_tag()) {
      deliver(target, exception);
      break;
    }
    llvm::BasicBlock* caught = new_cold_block("caught");
    llvm::BasicBlock* next = new_cold_block("");
    b_.CreateCondBr(tag_matches(exception, target.clause.tag), caught, next);
    continue_at(caught);
    deliver(target, exception);
    continue_at(next);
  }
  if (handler.tags.empty() || handler.tags.back()) leave_dispatch(handler, exception);
  ssa_.enter(body_segment);
  continue_at(body_end);
}

/// Code goes on in the handler's dispatch, which something leads to; returns the exception.
FunctionLowering::V FunctionLowering::enter_dispatch(TryHandler& handler) {
  if (handler.pad) {
    handler.pad->insertInto(&function_);
    if (!first_cold_) first_cold_ = handler.pad;
    ssa_.enter(handler.pad_segment);
    continue_at(handler.pad);
    handler.landing_pad = b_.CreateLandingPad(landing_pad_type(b_.getContext()), 0);
    throw_to(handler, b_.CreateExtractValue(handler.landing_pad, 0));
  }
  handler.dispatch->insertInto(&function_);
  if (!first_cold_) first_cold_ = handler.dispatch;
  ssa_.enter(handler.dispatch_segment);
  continue_at(handler.dispatch);
  if (handler.thrown.size() == 1) return handler.thrown.front();
  llvm::PHINode* exception = b_.CreatePHI(b_.getPtrTy(), static_cast<unsigned>(handler.thrown.size()));
  for (size_t edge = 0; edge < handler.thrown.size(); ++edge)
    exception->addIncoming(handler.thrown[edge], ssa_.edge_source(handler.dispatch_segment, edge));
  return exception;
}

/// The try does not catch the exception.
void FunctionLowering::leave_dispatch(TryHandler& handler, V exception) {
  if (handler.outer) return throw_to(*handler.outer, exception);
  // What inlining turns into a branch, and LowerMarkersPass into a call of the runtime if it is left.
  llvm::Value* pad = llvm::PoisonValue::get(landing_pad_type(b_.getContext()));
  pad = b_.CreateInsertValue(pad, exception, 0);
  b_.CreateResume(b_.CreateInsertValue(pad, b_.getInt32(0), 1));
}

FunctionLowering::V FunctionLowering::tag_matches(V exception, uint32_t tagidx) {
  V tag = load_pointer_field(b_, exception, INGOT_FIELD(IngotException, tag), FieldKind::Invariant);
  return b_.CreateICmpEQ(tag, state_.tag(b_, tagidx));
}

void FunctionLowering::load_payload(V exception, uint32_t tagidx, std::span<V> payload) {
  const std::vector<ValType>& types = module_.func_type_at(module_.tags[tagidx].typeidx).params;
  V slots = byte_offset(b_, exception, sizeof(IngotException));
  for (size_t i = 0; i < payload.size(); ++i)
    payload[i] = load_slot(b_, slots, i, wasm_type(b_.getContext(), types[i]));
}

/// Goes to the clause's label with its operands.
void FunctionLowering::deliver(const CatchTarget<FunctionFrame>& target, V exception) {
  const CatchClause& clause = target.clause;
  std::vector<V> values(target.label->label_types().size());
  const size_t payload_count = values.size() - (clause.has_ref() ? 1 : 0);
  if (clause.has_tag()) load_payload(exception, clause.tag, std::span(values).first(payload_count));
  if (clause.has_ref()) {
    values.back() = exception;
    call_builtin(b_, Builtin::exception_capture, {exception});
  } else {
    call_builtin(b_, Builtin::exception_release, {exception});
  }
  br(*target.label, values);
}

/// At the end of the function: now all handlers know what they catch.
void FunctionLowering::finish_landing_pads() {
  bool any = false;
  for (TryHandler& handler : tries_) {
    if (handler.landing_pad) add_clauses(handler, state_);
    any = any || handler.dispatch;  // whose `resume` needs a personality even without a landing pad
  }
  if (!any) return;
  llvm::Module& module = *function_.getParent();
  auto* type = llvm::FunctionType::get(b_.getInt32Ty(), true);
  function_.setPersonalityFn(
      llvm::cast<llvm::Constant>(module.getOrInsertFunction(INGOT_PERSONALITY_SYMBOL, type).getCallee()));
}

}  // namespace ingot
