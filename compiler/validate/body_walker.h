// Decodes a function body or a constant expression, checks it, and tells a sink what it does.
// Spec: Binary Format > Expressions; Validation > Instructions; Appendix > Validation Algorithm.
//
// Types and values of operands live on two stacks that run in step: OperandTypes has the rules, values_ belongs to the
// sink and is only kept while control can reach the instruction. An instruction first pops and pushes types; if it can
// be reached, its values are then still the last ones of values_, are shown to the sink, and are replaced by results.
//
// Which instruction does what is decided by the opcode table: fixed signatures are checked from their letters
// (body_walker_fixed.h), the others by hand in the file of their group. Instructions of proposals that no sink has
// callbacks for yet are checked all the same; gate() knows the first of them.
//
// The sink is told by duck typing; body_sink.h is the list of what it may be told.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "compiler/support/diagnostic.h"
#include "compiler/validate/body_sink.h"
#include "compiler/validate/feature_gate.h"
#include "compiler/validate/gc_rules.h"
#include "compiler/validate/immediate_reader.h"
#include "compiler/validate/local_types.h"
#include "compiler/validate/operand_types.h"
#include "compiler/validate/subtyping.h"
#include "compiler/wasm/module.h"

namespace ingot {

/// `in function 12 "main", at i32.add`; the name and the instruction only if there are any.
std::string place_in_function(const Module& module, uint32_t funcidx, const OpInfo* op);

template <class Sink>
class BodyWalker {
 public:
  /// All three must outlive the walker. One walker can walk any number of bodies, one after the other.
  BodyWalker(const Module& module, const SubtypeContext& subtypes, Sink& sink)
      : module_(module),
        subtypes_(subtypes),
        sink_(sink),
        read_(module, gate_),
        types_(subtypes),
        gc_(module, subtypes, read_, types_) {}

  /// If set, ref.func must name one of these functions. Validated modules need no second check.
  void set_declared_functions(const std::vector<bool>* declared) { declared_ = declared; }

  /// A defined function.
  Expected<void> walk_function(uint32_t funcidx);
  /// Its value reaches the sink as the only fallthrough operand of the Function frame's end_block().
  /// kBottom expects any type. Only globals below `visible_globals` may be read: those in front of it if it initialises
  /// a global.
  Expected<void> walk_const(const ConstExpr& expression, const ValType& expected, uint32_t visible_globals);

  /// What the bodies walked so far need and nothing can compile yet.
  const FeatureGate& gate() const { return gate_; }

 private:
  using Value = typename Sink::Value;

  struct Control : Frame<Sink> {
    ValType single_result;      // where signature.results points if the block type is one value type
    OperandTypes::Scope outer;  // what end restores
    size_t height = 0;          // values_ below the frame
    size_t local_marks = 0;
    bool forwarded = false;      // control reaches its beginning, so the sink knows it
    bool end_targeted = false;   // a forwarded branch, or the end of the then-branch, goes to its end
    bool has_catch_all = false;  // LegacyCatch
    std::vector<Value> entry;    // If: parameters, which the else-branch starts with
    std::vector<CatchTarget<Frame<Sink>>> catches;  // TryTable
  };
  using SinkFrame = Frame<Sink>;

  // Frames and dispatch (below).
  Expected<void> walk(const ByteRange& code, std::span<const ValType> results);
  Expected<void> step();
  Expected<void> dispatch(const OpInfo& op);
  Expected<void> check_constant(const OpInfo& op) const;
  std::unexpected<Diagnostic> fail_here(std::string message) const { return fail_at(here_.offset, std::move(message)); }

  // Values. Only while reachable_.
  std::span<Value> operands(size_t count) { return std::span(values_).last(count); }
  Value take() {
    Value value = values_.back();
    values_.pop_back();
    return value;
  }
  void put(Value value) { values_.push_back(value); }
  /// Nothing is forwarded, but values_ follows types_; the last `results` operands are new.
  void follow_types(size_t results) {
    if (!reachable_) return;
    values_.resize(types_.size() - results);
    values_.resize(types_.size());
  }
  void set_unreachable() {
    types_.set_unreachable();
    reachable_ = false;
  }

  // body_walker_control.h
  Control& label(uint32_t depth) { return frames_[frames_.size() - 1 - depth]; }
  Expected<void> control(const OpInfo& op);
  Control& open(FrameKind kind, const BlockSignature& signature);
  Expected<void> open_block(FrameKind kind);
  Expected<void> else_branch();
  Expected<void> end();
  void continue_behind(Control& frame);
  Expected<void> br();
  Expected<void> br_if();
  Expected<void> br_table();
  Expected<void> return_to_caller();
  void mark_targeted(Control& frame) { frame.end_targeted = frame.end_targeted || frame.kind != FrameKind::Loop; }

  // body_walker_exception.h
  Expected<void> exception(const OpInfo& op);
  Expected<void> throw_tag();
  Expected<void> rethrow();
  Expected<std::vector<CatchTarget<SinkFrame>>> catch_clauses();
  void end_try_table(Control& frame);
  Expected<void> legacy_catch(const OpInfo& op);
  Expected<void> legacy_delegate();

  // body_walker_variable.h: calls, variables, drop and select
  Expected<void> call(const OpInfo& op);
  Expected<void> call_indirect();
  Expected<void> call_ref();
  template <class Forward>
  Expected<void> call_with(const FuncType& type, bool has_callee, Forward forward);
  template <class Forward>
  Expected<void> tail_call(const FuncType& type, bool has_callee, Forward forward);
  Expected<void> variable(const OpInfo& op);
  Expected<void> global(const OpInfo& op);
  Expected<void> drop();
  Expected<void> select();
  Expected<void> select_typed();
  void forward_select(const ValType& type);

  // body_walker_fixed.h: everything that the table's letters describe
  Expected<void> fixed(const OpInfo& op);
  Expected<void> apply_signature(const OpInfo& op, const ValType& address);
  Expected<void> constant(const OpInfo& op);
  Expected<void> memory_access(const OpInfo& op);
  Expected<void> memory_operation(const OpInfo& op);
  void forward_lane_access(const OpInfo& op, const MemArg& arg, uint8_t lane);
  void forward_atomic(const OpInfo& op, const MemArg& arg);
  Expected<void> lane(const OpInfo& op);
  Expected<void> shuffle(const OpInfo& op);
  void forward_simple(const OpInfo& op);

  // body_walker_table.h: bulk memory, tables, references
  Expected<void> bulk(const OpInfo& op);
  Expected<void> memory_init();
  Expected<void> memory_copy();
  Expected<void> table(const OpInfo& op);
  Expected<void> table_init();
  Expected<void> table_copy();
  Expected<void> table_fill(uint32_t tableidx);
  Expected<void> reference(const OpInfo& op);
  Expected<void> ref_func();
  Expected<void> br_on_null();
  Expected<void> br_on_non_null();
  Expected<void> br_on_cast(bool on_fail);

  const Module& module_;
  const SubtypeContext& subtypes_;
  Sink& sink_;
  const std::vector<bool>* declared_ = nullptr;
  FeatureGate gate_;
  ImmediateReader read_;
  OperandTypes types_;
  GcRules gc_;
  LocalTypes locals_;
  std::vector<Value> values_;
  std::vector<Value> results_;  // scratch
  std::deque<Control> frames_;  // a deque: frames keep their addresses
  Location here_;
  bool reachable_ = false;
  bool is_const_ = false;
  uint32_t visible_globals_ = 0;
};

template <class Sink>
Expected<void> BodyWalker<Sink>::walk_function(uint32_t funcidx) {
  const Function& function = module_.functions[funcidx];
  const FuncType& type = module_.func_type(funcidx);
  is_const_ = false;
  visible_globals_ = module_.globals.size();
  here_ = {function.body_offset, nullptr};
  for (const LocalRun& run : function.locals) INGOT_CHECK(read_.check_type(run.type, function.body_offset));
  locals_.reset(type.params, function.locals);
  Expected<void> walked = walk(function.body, type.results);
  if (!walked) walked.error().note = place_in_function(module_, funcidx, here_.op);
  return walked;
}

template <class Sink>
Expected<void> BodyWalker<Sink>::walk_const(const ConstExpr& expression, const ValType& expected,
                                            uint32_t visible_globals) {
  is_const_ = true;
  visible_globals_ = visible_globals;
  locals_.reset({}, {});
  const ValType result = expected;
  return walk(expression, std::span(&result, 1));
}

template <class Sink>
Expected<void> BodyWalker<Sink>::walk(const ByteRange& code, std::span<const ValType> results) {
  read_.start(code);
  types_.clear();
  values_.clear();
  frames_.clear();
  reachable_ = true;
  Control& function = open(FrameKind::Function, {{}, results});
  sink_.begin_function(static_cast<SinkFrame&>(function));
  while (!frames_.empty()) INGOT_CHECK(step());
  if (!read_.at_end()) return fail_at(read_.offset(), "section size mismatch: code goes on behind the last end");
  return {};
}

template <class Sink>
Expected<void> BodyWalker<Sink>::step() {
  here_ = {read_.offset(), nullptr};
  const OpInfo& op = *INGOT_TRY(read_.opcode());
  here_.op = &op;
  types_.set_offset(here_.offset);
  gate_.require(op.feature, here_.offset);
  if (is_const_) INGOT_CHECK(check_constant(op));
  // The ends of a forwarded frame are forwarded even where control does not reach them.
  const bool ends_frame =
      op.op == Op::Else || op.op == Op::End || op.op == Op::Catch || op.op == Op::CatchAll || op.op == Op::Delegate;
  if (reachable_ || (ends_frame && frames_.back().forwarded)) sink_.at(here_);
  return dispatch(op);
}

template <class Sink>
Expected<void> BodyWalker<Sink>::dispatch(const OpInfo& op) {
  if (!op.is_special()) return fixed(op);
  switch (op.group) {
    case OpGroup::Control: return control(op);
    case OpGroup::Call: return call(op);
    case OpGroup::Variable: return variable(op);
    case OpGroup::Parametric:
      if (op.op == Op::Drop) return drop();
      return op.op == Op::Select ? select() : select_typed();
    case OpGroup::Bulk: return bulk(op);
    case OpGroup::Table: return table(op);
    case OpGroup::Reference: return reference(op);
    case OpGroup::Exception: return exception(op);
    case OpGroup::Gc:
      if (op.op == Op::BrOnCast || op.op == Op::BrOnCastFail) return br_on_cast(op.op == Op::BrOnCastFail);
      INGOT_CHECK(gc_.check(op));
      follow_types(GcRules::result_count(op.op));
      return {};
    default: return fail_here(std::string(op.text) + " is not supported yet");
  }
}

/// Spec: Validation > Constant Expressions.
template <class Sink>
Expected<void> BodyWalker<Sink>::check_constant(const OpInfo& op) const {
  switch (op.op) {
    case Op::I32Const:
    case Op::I64Const:
    case Op::F32Const:
    case Op::F64Const:
    case Op::V128Const:
    case Op::I32Add:
    case Op::I32Sub:
    case Op::I32Mul:
    case Op::I64Add:
    case Op::I64Sub:
    case Op::I64Mul:
    case Op::RefNull:
    case Op::RefFunc:
    case Op::RefI31:
    case Op::GlobalGet:
    case Op::StructNew:
    case Op::StructNewDefault:
    case Op::ArrayNew:
    case Op::ArrayNewDefault:
    case Op::ArrayNewFixed:
    case Op::AnyConvertExtern:
    case Op::ExternConvertAny:
    case Op::End: return {};
    default: return fail_here("constant expression required: " + std::string(op.text) + " is not constant");
  }
}

}  // namespace ingot

#include "compiler/validate/body_walker_control.h"
#include "compiler/validate/body_walker_exception.h"
#include "compiler/validate/body_walker_fixed.h"
#include "compiler/validate/body_walker_table.h"
#include "compiler/validate/body_walker_variable.h"
