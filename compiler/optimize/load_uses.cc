// Accesses that DAGCombiner leaves out: see load_uses.h.
//
//   chosen         `select c, load p, load q` becomes a load of a chosen address, and so does a choice between two
//                  expressions that differ in their loads: what they have in common is pulled out first.
//   stored back    `store (load p), p` is nothing at all.
//   changed bits   `store (or (load p), 256), p` becomes a byte operation at p + 1. That combine asks only whether the
//                  store is volatile.
//
// IR passes know the first two as well, but keep such loads for their markers; these are the ones that show only behind
// the last such pass, or that no IR pass looks for.
#include "compiler/optimize/load_uses.h"

#include <llvm/Analysis/MemoryLocation.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>

namespace ingot {
namespace {

using llvm::Instruction;
using llvm::LoadInst;
using llvm::StoreInst;
using llvm::Value;

constexpr unsigned kMaxDepth = 3;  ///< of operations that DAGCombiner pulls out of a choice, one inside the other

/// Two loads become one only if both are plain.
void pin_pairs(Value* left, Value* right, unsigned depth = 0) {
  auto* left_load = llvm::dyn_cast<LoadInst>(left);
  auto* right_load = llvm::dyn_cast<LoadInst>(right);
  if (left_load && right_load) {
    if (left_load == right_load || left_load->isVolatile() || right_load->isVolatile()) return;
    (may_trap(*left_load) ? left_load : right_load)->setVolatile(true);
    return;
  }
  auto* left_operation = llvm::dyn_cast<Instruction>(left);
  auto* right_operation = llvm::dyn_cast<Instruction>(right);
  if (!left_operation || !right_operation || depth == kMaxDepth) return;
  if (left_operation->getOpcode() != right_operation->getOpcode() || llvm::isa<llvm::PHINode>(left)) return;
  for (Value* left_operand : left_operation->operands())
    for (Value* right_operand : right_operation->operands()) pin_pairs(left_operand, right_operand, depth + 1);
}

Value* without_casts(Value* value) {
  while (llvm::isa<llvm::CastInst>(value) || llvm::isa<llvm::FreezeInst>(value))
    value = llvm::cast<Instruction>(value)->getOperand(0);
  return value;
}

class StoredValues {
 public:
  explicit StoredValues(llvm::AAResults& aliases) : aliases_(aliases) {}

  void pin(StoreInst& store) {
    Value* value = without_casts(store.getValueOperand());
    if (LoadInst* load = load_from(store, value)) load->setVolatile(true);
    auto* operation = llvm::dyn_cast<llvm::BinaryOperator>(value);
    if (!operation || !operation->isBitwiseLogicOp()) return;
    for (Value* operand : operation->operands())
      if (load_from(store, without_casts(operand))) store.setVolatile(true);
  }

 private:
  /// `value` if it is a load from where `store` writes. Pointers that are different instructions may well be the same
  /// to the code generator.
  LoadInst* load_from(const StoreInst& store, Value* value) {
    auto* load = llvm::dyn_cast<LoadInst>(value);
    if (!load || load->getType()->isPointerTy() || !may_trap(*load)) return nullptr;
    return aliases_.isMustAlias(llvm::MemoryLocation::get(load), llvm::MemoryLocation::get(&store)) ? load : nullptr;
  }

  llvm::AAResults& aliases_;
};

}  // namespace

bool may_trap(const LoadInst& load) { return !load.hasMetadata(llvm::LLVMContext::MD_invariant_load); }

bool is_vector_gather(const Instruction& instruction) {
  auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction);
  return intrinsic && (intrinsic->getIntrinsicID() == llvm::Intrinsic::masked_gather ||
                       intrinsic->getIntrinsicID() == llvm::Intrinsic::masked_load);
}

void pin_combinable_accesses(llvm::Function& function, llvm::AAResults& aliases) {
  StoredValues stored(aliases);
  for (Instruction& instruction : llvm::instructions(function)) {
    if (auto* select = llvm::dyn_cast<llvm::SelectInst>(&instruction))
      pin_pairs(select->getTrueValue(), select->getFalseValue());
    else if (auto* store = llvm::dyn_cast<StoreInst>(&instruction))
      stored.pin(*store);
  }
}

void pin_all_accesses(llvm::Function& function) {
  for (Instruction& instruction : llvm::instructions(function)) {
    if (llvm::isa_and_nonnull<llvm::AllocaInst>(llvm::getLoadStorePointerOperand(&instruction))) continue;
    if (auto* load = llvm::dyn_cast<LoadInst>(&instruction))
      load->setVolatile(load->isVolatile() || may_trap(*load));
    else if (auto* store = llvm::dyn_cast<StoreInst>(&instruction))
      store->setVolatile(true);
  }
}

}  // namespace ingot
