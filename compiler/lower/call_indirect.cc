// Calls through tables.  Spec: Execution > Control Instructions (call_indirect, return_call_indirect).
//
// A program's table that nothing writes is known: which positions hold a function of a type, and which function. So the
// index alone decides wherever that takes few comparisons:
//
//   few positions of the type    the index is compared with each, and its function called directly
//   the positions are a range    one comparison of the index; the code is loaded
//   else                         the index is compared with the size, the type at the position with the expected one
//
// That is sound because no instruction and no host can change such a table (ModulePlan::table_is_constant). What the
// comparisons leave goes to a cold block, which finds out which of the three traps it is.
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/CallPromotionUtils.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"
#include "compiler/lower/state_module.h"
#include "compiler/lower/trap.h"

namespace ingot {
namespace {

using V = FunctionLowering::V;

/// From so many on, comparing costs more than an indirect call that is predicted.
constexpr size_t kMaxKnownPositions = 3;

/// Targets of one type are ordered by position, and no position is there twice.
bool is_range(std::span<const TableTarget> targets) {
  return !targets.empty() && targets.front().type_id == targets.back().type_id &&
         targets.back().position - targets.front().position == targets.size() - 1;
}

/// Where calls that exclude each other go on, with the results of the one that was made.
class CallJoin {
 public:
  explicit CallJoin(llvm::BasicBlock* after) : after_(after) {}

  void add(llvm::IRBuilderBase& b, std::span<const V> results) {
    edges_.emplace_back(b.GetInsertBlock(), std::vector<V>(results.begin(), results.end()));
    b.CreateBr(after_);
  }

  /// Results, in the block behind the calls.
  void merge(std::span<V> results) const {
    if (edges_.size() == 1) return;
    for (size_t i = 0; i < results.size(); ++i) {
      if (edges_.empty()) continue;
      auto* merged = llvm::PHINode::Create(edges_[0].second[i]->getType(), edges_.size(), "", after_);
      for (const auto& [block, values] : edges_) merged->addIncoming(values[i], block);
      results[i] = merged;
    }
  }

 private:
  llvm::BasicBlock* const after_;
  std::vector<std::pair<llvm::BasicBlock*, std::vector<V>>> edges_;
};

}  // namespace

void FunctionLowering::call_indirect(uint32_t typeidx, uint32_t tableidx, V index, std::span<const V> arguments,
                                     std::span<V> results) {
  const FuncType& type = module_.func_type_at(typeidx);
  if (!state_.table_is_constant(tableidx)) {
    std::optional<LikelyTarget> likely;
    llvm::CallBase* call = call_callee(type, table_callee(typeidx, tableidx, index, false, likely), arguments, results);
    if (likely) likely_calls_.push_back({call, *likely});
    return;
  }
  V position = table_operand(tableidx, index);
  const KnownTargets known = known_targets(typeidx, tableidx, position);
  llvm::BasicBlock* after = llvm::BasicBlock::Create(b_.getContext(), "called");
  CallJoin join(after);
  for (size_t i = 0; i < results.size(); ++i) results[i] = zero_value(b_.getContext(), type.results[i]);
  try_targets(known, position, [&](uint32_t funcidx) {
    call(funcidx, arguments, results);
    join.add(b_, results);
  });
  if (known.are_all) {
    trap_at_position(b_, tableidx, position);
  } else {
    call_callee(type, constant_table_callee(typeidx, tableidx, position, false), arguments, results);
    join.add(b_, results);
  }
  after->insertInto(&function_, first_cold_);
  continue_at(after);
  join.merge(results);
  call_results_.insert(call_results_.end(), results.begin(), results.end());
}

void FunctionLowering::return_call_indirect(uint32_t typeidx, uint32_t tableidx, V index,
                                            std::span<const V> arguments) {
  const FuncType& type = module_.func_type_at(typeidx);
  if (!state_.table_is_constant(tableidx)) {
    std::optional<LikelyTarget> likely;  // Its site counts, but a jump is not promoted.
    return leave_by_unknown_call(type, table_callee(typeidx, tableidx, index, true, likely), arguments);
  }
  V position = table_operand(tableidx, index);
  const KnownTargets known = known_targets(typeidx, tableidx, position);
  try_targets(known, position, [&](uint32_t funcidx) { return_call(funcidx, arguments); });
  if (known.are_all) return trap_at_position(b_, tableidx, position);
  leave_by_unknown_call(type, constant_table_callee(typeidx, tableidx, position, true), arguments);
}

/// What is worth a comparison of the index: what a profile says, and all there is if that is little.
FunctionLowering::KnownTargets FunctionLowering::known_targets(uint32_t typeidx, uint32_t tableidx, V position) {
  KnownTargets known{.likely = likely_target(typeidx, tableidx, position)};
  if (known.likely) known.targets.push_back(known.likely->target);
  const std::span<const TableTarget> targets = plan_.table_targets(tableidx, typeidx);
  if (!plan_.options().passes.known_callees || targets.size() > kMaxKnownPositions) return known;
  known.are_all = true;
  for (const TableTarget& target : targets)
    if (!known.likely || target != known.likely->target) known.targets.push_back(target);
  return known;
}

/// Makes a block for each target, in which `call_target` calls it and ends the block. Code goes on where the position
/// is none of them: in a cold block if these are all that there are.
template <typename CallTarget>
void FunctionLowering::try_targets(const KnownTargets& known, V position, CallTarget call_target) {
  for (const TableTarget& target : known.targets) {
    const bool is_last = known.are_all && target == known.targets.back();
    llvm::BasicBlock* match = new_block("known");
    llvm::BasicBlock* other = is_last ? new_cold_block("no_target") : new_block("");
    llvm::MDNode* weights = known.likely && target == known.likely->target ? known.likely->weights : nullptr;
    V position_of_target = b_.getInt64(target.position);
    if (is_last)
      b_.CreateCondBr(b_.CreateICmpNE(position, position_of_target), other, match, unlikely_weights(b_.getContext()));
    else
      b_.CreateCondBr(b_.CreateICmpEQ(position, position_of_target), match, other, weights);
    continue_at(match);
    call_target(target.funcidx);
    continue_at(other);
  }
}

/// Ends a block that only positions without a function of the expected type get to.
void FunctionLowering::trap_at_position(llvm::IRBuilderBase& b, uint32_t tableidx, V position) {
  const ConstantTable table = state_.constant_table(tableidx);
  llvm::BasicBlock* inside = new_cold_block("inside");
  llvm::BasicBlock* outside = new_cold_block("trap");
  b.CreateCondBr(b.CreateICmpULT(position, b.getInt64(table.size)), inside, outside);
  b.SetInsertPoint(outside);
  emit_trap(b, IngotTrapUndefinedElement, location_.offset);
  b.SetInsertPoint(inside);
  V id = b.CreateLoad(b.getInt32Ty(), b.CreateInBoundsGEP(b.getInt32Ty(), table.types, position));
  trap_either(inside, llvm::CmpInst::ICMP_EQ, id, b.getInt32(0), IngotTrapUninitializedElement,
              IngotTrapIndirectCallTypeMismatch);
}

/// Closed world: the ids of a type and of its subtypes are a range (SubtypeContext).
V FunctionLowering::is_other_type(V id, uint32_t typeidx) {
  llvm::Type* type = id->getType();
  V first = llvm::ConstantInt::get(type, plan_.valid().canonical_type(typeidx));
  const uint32_t count = plan_.valid().subtype_count(typeidx);
  if (count == 1) return b_.CreateICmpNE(id, first);
  return b_.CreateICmpUGE(b_.CreateSub(id, first), llvm::ConstantInt::get(type, count));
}

/// Open world: another module may have subtypes of any type that is not final, so that only equality is decided here.
void FunctionLowering::check_hosted_type(V reference, V id, uint32_t typeidx) {
  V expected = state_.type_id(b_, typeidx);
  V differs = b_.CreateICmpNE(id, expected);
  if (module_.types[typeidx].is_final) return trap_if(differs, IngotTrapIndirectCallTypeMismatch);
  llvm::IRBuilder<> cold(branch_to_cold(differs, "subtype"));
  llvm::BasicBlock* next = b_.GetInsertBlock();
  V type = load_pointer_field(cold, reference, INGOT_FIELD(IngotFuncRef, type), FieldKind::Invariant);
  V matches = call_builtin(cold, Builtin::type_matches, {type, expected});
  llvm::BasicBlock* trap = new_cold_block("trap");
  cold.CreateCondBr(cold.CreateIsNull(matches), trap, next, unlikely_weights(b_.getContext()));
  cold.SetInsertPoint(trap);
  emit_trap(cold, IngotTrapIndirectCallTypeMismatch, location_.offset);
}

/// Leaves only positions whose function has the type.
void FunctionLowering::check_position(uint32_t typeidx, uint32_t tableidx, V position) {
  const std::span<const TableTarget> targets = plan_.table_targets(tableidx, typeidx);
  if (plan_.options().passes.known_callees && is_range(targets)) {
    V distance = b_.CreateSub(position, b_.getInt64(targets.front().position));
    V outside = b_.CreateICmpUGE(distance, b_.getInt64(targets.size()));
    llvm::IRBuilder<> cold(branch_to_cold(outside, "no_target"));
    return trap_at_position(cold, tableidx, position);
  }
  const ConstantTable table = state_.constant_table(tableidx);
  trap_if(b_.CreateICmpUGE(position, b_.getInt64(table.size)), IngotTrapUndefinedElement);
  // One comparison finds null entries too, which have id 0.
  V id = b_.CreateLoad(b_.getInt32Ty(), b_.CreateInBoundsGEP(b_.getInt32Ty(), table.types, position));
  trap_either(branch_to_cold(is_other_type(id, typeidx), "wrong_type"), llvm::CmpInst::ICMP_EQ, id, b_.getInt32(0),
              IngotTrapUninitializedElement, IngotTrapIndirectCallTypeMismatch);
}

WasmCallee FunctionLowering::constant_table_callee(uint32_t typeidx, uint32_t tableidx, V position,
                                                   bool for_tail_call) {
  check_position(typeidx, tableidx, position);
  const ConstantTable table = state_.constant_table(tableidx);
  const auto code = [&](llvm::Constant* codes) {
    return b_.CreateLoad(b_.getPtrTy(), b_.CreateInBoundsGEP(b_.getPtrTy(), codes, position));
  };
  WasmCallee callee{
      .code = code(table.codes), .base = state_.base_argument(), .may_throw = plan_.type_may_throw(typeidx)};
  if (for_tail_call) callee.tail_code = code(table.tail_codes);
  return callee;
}

WasmCallee FunctionLowering::table_callee(uint32_t typeidx, uint32_t tableidx, V index, bool for_tail_call,
                                          std::optional<LikelyTarget>& likely) {
  V size = load_integer_field(b_, state_.table(b_, tableidx), INGOT_FIELD(IngotTable, size));
  V position = table_operand(tableidx, index);
  trap_if(b_.CreateICmpUGE(position, size), IngotTrapUndefinedElement);
  likely = likely_target(typeidx, tableidx, position);

  V reference =
      b_.CreateLoad(b_.getPtrTy(), b_.CreateGEP(b_.getPtrTy(), state_.table_elements(b_, tableidx), position));
  trap_if(b_.CreateIsNull(reference), IngotTrapUninitializedElement);
  // What a reference points to never changes.
  V id = load_integer_field(b_, reference, INGOT_FIELD(IngotFuncRef, type_id), FieldKind::Invariant);
  if (plan_.is_program())
    trap_if(is_other_type(id, typeidx), IngotTrapIndirectCallTypeMismatch);
  else
    check_hosted_type(reference, id, typeidx);
  WasmCallee callee = reference_callee(reference, for_tail_call);
  callee.may_throw = plan_.type_may_throw(typeidx);
  return callee;
}

/// What most calls here are of, if there is a profile and it knows one. Of a table that changes, the element may be
/// another function by now: there the code that is called gets compared (promote_likely_calls).
std::optional<FunctionLowering::LikelyTarget> FunctionLowering::likely_target(uint32_t typeidx, uint32_t tableidx,
                                                                              V position) {
  const std::optional<LikelyElement> element = profile_.table_call(b_, position);
  if (!element || !plan_.is_program() || element->position >= plan_.table_image(tableidx).size()) return std::nullopt;
  const std::optional<uint32_t> funcidx = plan_.table_image(tableidx)[element->position];
  if (!funcidx || module_.functions[*funcidx].imported || !plan_.is_live(*funcidx)) return std::nullopt;
  // A file may say what it likes; a function of another type cannot be called here.
  const uint32_t type_id = plan_.valid().canonical_type(module_.functions[*funcidx].typeidx);
  if (type_id != plan_.valid().canonical_type(typeidx)) return std::nullopt;
  const uint64_t counts[] = {element->calls, element->others};
  return LikelyTarget{.target = {type_id, static_cast<uint32_t>(element->position), *funcidx},
                      .weights = profile_weights(b_.getContext(), counts)};
}

/// Calls the likely callee directly if it is the one, so that it may be inlined.
void FunctionLowering::promote_likely_calls() {
  for (const auto& [call, likely] : likely_calls_) {
    llvm::Function* code = program_code(*function_.getParent(), plan_, likely.target.funcidx);
    llvm::promoteCallWithIfThenElse(*call, code, likely.weights);
  }
}

}  // namespace ingot
