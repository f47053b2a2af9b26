// Control instructions.  Spec: Execution > Control Instructions.
//
// A frame's label becomes an LLVM block when the first branch needs it, so blocks that nobody branches to leave no
// trace. Operands that a label takes become phis: at a join when its `end` is reached and all edges are known, at a
// loop header right away. Phis of locals are made by SsaBuilder.
#include <llvm/ADT/MapVector.h>
#include <llvm/IR/MDBuilder.h>

#include <algorithm>
#include <numeric>

#include "compiler/lower/function_lowering.h"

namespace ingot {

void FunctionLowering::begin_function(FunctionFrame&) {
  llvm::BasicBlock* entry = new_block("entry");
  continue_at(entry);
  begin_locals();
  profile_.enter(b_);
  begin_straight_code();
}

void FunctionLowering::begin_loop(FunctionFrame& frame, std::span<V> params) {
  llvm::BasicBlock* before = b_.GetInsertBlock();
  Block& block = frame.block;
  block.label = new_block("loop");
  b_.CreateBr(block.label);
  block.segment = ssa_.add_loop(block.label);
  ssa_.add_edge(block.segment, before);
  ssa_.enter(block.segment);
  continue_at(block.label);
  for (V& param : params) {
    llvm::PHINode* phi = b_.CreatePHI(param->getType(), 2);
    phi->addIncoming(param, before);
    block.params.push_back(phi);
    param = phi;
  }
  begin_straight_code();
}

void FunctionLowering::begin_if(FunctionFrame& frame, V condition_operand) {
  Block& block = frame.block;
  llvm::BasicBlock* before = b_.GetInsertBlock();
  llvm::BasicBlock* then_block = new_block("then");
  block.else_block = llvm::BasicBlock::Create(b_.getContext(), "else");
  V taken = condition(condition_operand);
  llvm::MDNode* weights = branch_weights(taken);
  b_.CreateCondBr(taken, then_block, block.else_block, weights);
  block.else_segment = ssa_.add_segment(block.else_block);
  // The then-branch belongs to the segment in front of it; the else-branch sees the locals as they are now.
  ssa_.add_edge(block.else_segment, before);
  continue_at(then_block);
  begin_straight_code();
}

void FunctionLowering::begin_else(FunctionFrame& frame, std::span<const V> fallthrough, bool then_reachable) {
  if (then_reachable) br(frame, fallthrough);
  Block& block = frame.block;
  block.else_block->insertInto(&function_, first_cold_);
  ssa_.enter(block.else_segment);
  continue_at(block.else_block);
  begin_straight_code();
}

void FunctionLowering::end_block(FunctionFrame& frame, std::span<const V> fallthrough, bool reachable,
                                 std::span<V> results) {
  Block& block = frame.block;
  const bool is_join = frame.kind != FrameKind::Loop && block.label;
  if (frame.kind == FrameKind::Loop) ssa_.seal_loop(block.segment);
  if (frame.kind == FrameKind::LegacyTry || frame.kind == FrameKind::LegacyCatch) end_legacy_try(frame);
  if (is_join) {
    if (reachable) br(frame, fallthrough);
    block.label->insertInto(&function_, first_cold_);
    ssa_.enter(block.segment);
    continue_at(block.label);
    merge_results(frame, results);
    begin_straight_code();
  } else if (reachable) {
    std::copy(fallthrough.begin(), fallthrough.end(), results.begin());
  }
  if (frame.kind == FrameKind::Function) finish_function(results);
}

void FunctionLowering::prepare_join(FunctionFrame& frame) {
  if (frame.block.label) return;
  frame.block.label = llvm::BasicBlock::Create(b_.getContext(), "end");
  frame.block.segment = ssa_.add_segment(frame.block.label);
}

/// An edge from the end of `from` to the frame's label, which exists.
void FunctionLowering::add_edge(FunctionFrame& frame, llvm::BasicBlock* from, std::span<const V> values) {
  Block& block = frame.block;
  if (frame.kind == FrameKind::Loop) {
    for (size_t i = 0; i < values.size(); ++i) block.params[i]->addIncoming(values[i], from);
  } else {
    block.carried.insert(block.carried.end(), values.begin(), values.end());
  }
  ssa_.add_edge(block.segment, from);
}

void FunctionLowering::merge_results(FunctionFrame& frame, std::span<V> results) {
  const Block& block = frame.block;
  const size_t edges = ssa_.edge_count(block.segment);
  for (size_t i = 0; i < results.size(); ++i) {
    if (edges == 1) {
      results[i] = block.carried[i];
      continue;
    }
    llvm::PHINode* phi = b_.CreatePHI(block.carried[i]->getType(), static_cast<unsigned>(edges));
    for (size_t edge = 0; edge < edges; ++edge)
      phi->addIncoming(block.carried[edge * results.size() + i], ssa_.edge_source(block.segment, edge));
    results[i] = phi;
  }
}

void FunctionLowering::br(FunctionFrame& frame, std::span<const V> values) {
  prepare_join(frame);
  add_edge(frame, b_.GetInsertBlock(), values);
  b_.CreateBr(frame.block.label);
}

void FunctionLowering::br_if(FunctionFrame& frame, V condition_operand, std::span<const V> values) {
  branch_if(frame, condition(condition_operand), values);
}

void FunctionLowering::br_on_null(FunctionFrame& frame, V reference, std::span<const V> values) {
  branch_if(frame, b_.CreateIsNull(reference), values);
}

void FunctionLowering::br_on_non_null(FunctionFrame& frame, std::span<const V> values) {
  branch_if(frame, b_.CreateIsNotNull(values.back()), values);
}

void FunctionLowering::branch_if(FunctionFrame& frame, V taken, std::span<const V> values) {
  llvm::MDNode* weights = branch_weights(taken);
  prepare_join(frame);
  add_edge(frame, b_.GetInsertBlock(), values);
  llvm::BasicBlock* next = new_block("");
  b_.CreateCondBr(taken, frame.block.label, next, weights);
  continue_at(next);
  begin_straight_code();
}

llvm::MDNode* FunctionLowering::branch_weights(V condition) {
  llvm::MDNode* weights = profile_.branch(b_, condition);
  return weights ? weights : hinted_weights();
}

/// As strong as __builtin_expect: enough for block placement, and a loop behind it still counts.
llvm::MDNode* FunctionLowering::hinted_weights() {
  const std::vector<BranchHint>& hints = module_.branch_hints;
  const auto hint = std::ranges::lower_bound(hints, location_.offset, {}, &BranchHint::offset);
  if (hint == hints.end() || hint->offset != location_.offset) return nullptr;
  constexpr uint32_t kLikely = 2000;
  return llvm::MDBuilder(b_.getContext()).createBranchWeights(hint->likely ? kLikely : 1, hint->likely ? 1 : kLikely);
}

void FunctionLowering::br_table(V index, std::span<FunctionFrame* const> targets, std::span<const V> values) {
  // Cases that do what the default does are left out. Targets of several cases are reached through a block of their
  // own, so that a label has one edge, and its phis one operand, per br_table.
  const std::span<const uint64_t> counts = profile_.table_branch(b_, index, targets.size());
  FunctionFrame* const default_target = targets.back();
  llvm::MapVector<FunctionFrame*, unsigned> uses;
  uses[default_target] = 1;
  for (FunctionFrame* target : targets.first(targets.size() - 1))
    if (target != default_target) ++uses[target];

  llvm::BasicBlock* before = b_.GetInsertBlock();
  llvm::DenseMap<FunctionFrame*, llvm::BasicBlock*> blocks;
  for (auto [target, count] : uses) {
    prepare_join(*target);
    if (count == 1) {
      add_edge(*target, before, values);
      blocks[target] = target->block.label;
    } else {
      llvm::BasicBlock* edge = new_block("case");
      llvm::BranchInst::Create(target->block.label, edge);
      add_edge(*target, edge, values);
      blocks[target] = edge;
    }
  }
  llvm::SwitchInst* dispatch =
      b_.CreateSwitch(index, blocks[default_target], static_cast<unsigned>(targets.size() - 1));
  for (size_t i = 0; i + 1 < targets.size(); ++i)
    if (targets[i] != default_target) dispatch->addCase(b_.getInt32(static_cast<uint32_t>(i)), blocks[targets[i]]);
  if (!counts.empty()) weigh_cases(*dispatch, counts);
}

/// By how often each case was chosen; those that are left out are the default's.
void FunctionLowering::weigh_cases(llvm::SwitchInst& dispatch, std::span<const uint64_t> counts) {
  std::vector<uint64_t> weights = {std::accumulate(counts.begin(), counts.end(), uint64_t{0})};
  for (const auto& one : dispatch.cases()) {
    weights.push_back(counts[one.getCaseValue()->getZExtValue()]);
    weights[0] -= weights.back();
  }
  if (llvm::MDNode* node = profile_weights(b_.getContext(), weights))
    dispatch.setMetadata(llvm::LLVMContext::MD_prof, node);
}

void FunctionLowering::finish_function(std::span<const V> results) {
  // Without an edge to the end of the body, and without falling through to it, nothing returns.
  if (b_.GetInsertBlock() && !b_.GetInsertBlock()->getTerminator()) emit_return(b_, plan_, type_, results);
  finish_fuel();
  finish_landing_pads();
  ssa_.finish();
  profile_.finish();
  delete_unused_bools();
  mark_unused_results();  // after finish(): a phi that it deletes is no use
  promote_likely_calls();
}

}  // namespace ingot
