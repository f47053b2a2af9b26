// Loads and masks: see masked_loads.h.
//
// Masks come from choices: a `select` of vectors, or of floats, becomes a masked move, and the operation that computes
// what is chosen becomes masked itself; so does a comparison whose result is and-ed with another. Instruction selection
// works block by block, so uses of a load are followed in its block until one of these is found, or until the value
// is none that lies in a vector register any more.
#include "compiler/optimize/masked_loads.h"

#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>

namespace ingot {
namespace {

using llvm::Instruction;
using llvm::LoadInst;

constexpr unsigned kMaxUses = 64;  ///< A value with more of them is hidden without looking.

bool lies_in_vector_register(const llvm::Type* type) { return type->isVectorTy() || type->isFloatingPointTy(); }

/// `select`, or the and of two masks, as bits or widened to lanes.
bool is_choice(const Instruction& user) {
  if (!lies_in_vector_register(user.getType())) return false;
  if (user.getOpcode() == Instruction::Select) return true;
  if (user.getOpcode() != Instruction::And) return false;
  const auto is_mask = [](const llvm::Value* operand) {
    return operand->getType()->getScalarSizeInBits() == 1 || llvm::isa<llvm::SExtInst>(operand);
  };
  return is_mask(user.getOperand(0)) || is_mask(user.getOperand(1));
}

/// A value that is hidden already.
bool is_fence(const Instruction& user) {
  auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&user);
  return intrinsic && intrinsic->getIntrinsicID() == llvm::Intrinsic::arithmetic_fence;
}

bool reaches_choice(const LoadInst& load) {
  llvm::SmallVector<const Instruction*, 16> reached = {&load};
  llvm::SmallPtrSet<const Instruction*, 16> seen;
  while (!reached.empty()) {
    for (const llvm::User* user : reached.pop_back_val()->users()) {
      auto* instruction = llvm::cast<Instruction>(user);
      if (instruction->getParent() != load.getParent() || !lies_in_vector_register(instruction->getType())) continue;
      if (is_fence(*instruction)) continue;
      if (is_choice(*instruction) || seen.size() == kMaxUses) return true;
      if (!llvm::isa<llvm::PHINode>(instruction) && seen.insert(instruction).second) reached.push_back(instruction);
    }
  }
  return false;
}

/// The fence takes floats only; null for widths that are not made of them, i8 and i16, of which no instruction with a
/// mask reads volatile ones.
llvm::Type* float_type_for(LoadInst& load) {
  llvm::Type* type = load.getType();
  llvm::Type* element = llvm::Type::getFloatTy(load.getContext());
  if (type->getScalarType()->isFloatingPointTy()) return type;
  const uint64_t bits = type->getPrimitiveSizeInBits().getFixedValue();
  if (type->isVectorTy()) return bits % 32 == 0 ? llvm::FixedVectorType::get(element, bits / 32) : nullptr;
  if (bits == 64) return llvm::Type::getDoubleTy(load.getContext());
  return bits == 32 ? element : nullptr;
}

void hide(LoadInst& load) {
  llvm::Type* floats = float_type_for(load);
  if (!floats) return load.setVolatile(true);
  llvm::IRBuilder<> builder(load.getNextNode());
  const llvm::SmallVector<llvm::Use*, 8> uses(llvm::make_pointer_range(load.uses()));
  llvm::Value* fenced =
      builder.CreateIntrinsic(llvm::Intrinsic::arithmetic_fence, {floats}, {builder.CreateBitCast(&load, floats)});
  llvm::Value* same = builder.CreateBitCast(fenced, load.getType());
  for (llvm::Use* use : uses) use->set(same);
}

}  // namespace

bool hide_loads_from_masks(llvm::Function& function) {
  llvm::SmallVector<LoadInst*, 16> loads;
  for (Instruction& instruction : llvm::instructions(function)) {
    auto* load = llvm::dyn_cast<LoadInst>(&instruction);
    if (load && !load->getType()->isPtrOrPtrVectorTy() && reaches_choice(*load)) loads.push_back(load);
  }
  for (LoadInst* load : loads) hide(*load);
  return !loads.empty();
}

}  // namespace ingot
