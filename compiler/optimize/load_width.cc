// Demanded bits of vector loads: see load_width.h.
//
// DemandedBits knows nothing of lanes. Uses are followed while it is clear which bytes they need. What is unknown
// counts as needing none, since that is the answer that is safe.
#include "compiler/optimize/load_width.h"

#include <llvm/ADT/APInt.h>
#include <llvm/Analysis/VectorUtils.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IntrinsicInst.h>

namespace ingot {
namespace {

using llvm::APInt;
using llvm::Instruction;
using llvm::Value;

constexpr unsigned kMaxDepth = 8;
constexpr unsigned kMaxUses = 128;

/// 0 for pointers, which nothing here follows.
unsigned bits_of(const llvm::Type* type) {
  return static_cast<unsigned>(type->getPrimitiveSizeInBits().getFixedValue());
}

unsigned lane_count(const llvm::Type* type) {
  auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(type);
  return vector ? vector->getNumElements() : 1;
}

/// A bit per lane: lanes of which all bits are used.
APInt whole_lanes(const APInt& bits, unsigned lanes) {
  const unsigned width = bits.getBitWidth() / lanes;
  APInt whole = APInt::getZero(lanes);
  for (unsigned lane = 0; lane < lanes; ++lane)
    if (bits.extractBits(width, lane * width).isAllOnes()) whole.setBit(lane);
  return whole;
}

/// The inverse for lanes of `width` bits.
APInt bits_of_lanes(const APInt& lanes, unsigned width) {
  APInt bits = APInt::getZero(lanes.getBitWidth() * width);
  for (unsigned lane = 0; lane < lanes.getBitWidth(); ++lane)
    if (lanes[lane]) bits.setBits(lane * width, (lane + 1) * width);
  return bits;
}

class UsedBits {
 public:
  /// Bits of `value` that are certainly used.
  APInt of(const Value& value, unsigned depth = 0) {
    const unsigned bits = bits_of(value.getType());
    APInt used = APInt::getZero(bits);
    if (depth == kMaxDepth) return used;
    for (const llvm::Use& use : value.uses()) {
      if (used.isAllOnes() || ++uses_seen_ > kMaxUses) break;
      used |= by(use, bits, depth + 1);
    }
    return used;
  }

 private:
  APInt by(const llvm::Use& use, unsigned bits, unsigned depth) {
    auto* user = llvm::cast<Instruction>(use.getUser());
    switch (user->getOpcode()) {
      case Instruction::Store:
        if (use.getOperandNo() == 0) return APInt::getAllOnes(bits);
        break;
      case Instruction::PHI:
      case Instruction::Br:
      case Instruction::Switch:
      case Instruction::Ret: return APInt::getAllOnes(bits);
      case Instruction::Call:
        if (!llvm::isa<llvm::IntrinsicInst>(user)) return APInt::getAllOnes(bits);
        return by_intrinsic(llvm::cast<llvm::IntrinsicInst>(*user), bits, depth);
      case Instruction::BitCast: return of(*user, depth);
      case Instruction::Select:
        if (use.getOperandNo() == 0) return by_lanes(*user, bits, depth);
        if (!llvm::isa<llvm::Constant>(user->getOperand(0))) return of(*user, depth);
        break;
      case Instruction::ShuffleVector:
      case Instruction::ExtractElement:
      case Instruction::InsertElement: return by_lane_move(use, bits, depth);
      default:
        if (is_lanewise(*user)) return by_lanes(*user, bits, depth);
    }
    return APInt::getZero(bits);
  }

  APInt by_intrinsic(const llvm::IntrinsicInst& call, unsigned bits, unsigned depth) {
    switch (call.getIntrinsicID()) {
      case llvm::Intrinsic::vector_reduce_add:
      case llvm::Intrinsic::vector_reduce_and:
      case llvm::Intrinsic::vector_reduce_or:
      case llvm::Intrinsic::vector_reduce_xor:
      case llvm::Intrinsic::vector_reduce_smax:
      case llvm::Intrinsic::vector_reduce_smin:
      case llvm::Intrinsic::vector_reduce_umax:
      case llvm::Intrinsic::vector_reduce_umin:
        return of(call, depth).isAllOnes() ? APInt::getAllOnes(bits) : APInt::getZero(bits);
      default: break;
    }
    // "Trivially vectorizable": it works lane by lane.
    const bool is_lanewise = llvm::isTriviallyVectorizable(call.getIntrinsicID());
    return is_lanewise ? by_lanes(call, bits, depth) : APInt::getZero(bits);
  }

  /// A constant that cannot mask a lane: `and` with zero, `or` with all ones, multiplication by zero.
  static bool masks_no_lane(const Value* operand) {
    auto* constant = llvm::dyn_cast<llvm::Constant>(operand);
    if (!constant) return true;
    const llvm::Constant* lane = constant->getSplatValue();
    return lane && !lane->isNullValue() && !lane->isAllOnesValue();
  }

  /// Operations that read something of each lane for each lane of the result that somebody reads in full. For vectors,
  /// that is enough: no instruction loads parts of lanes.
  static bool is_lanewise(const Instruction& user) {
    const Value* left = user.getOperand(0);
    const Value* right = user.getNumOperands() > 1 ? user.getOperand(1) : nullptr;
    if (left == right) return false;
    switch (user.getOpcode()) {
      case Instruction::Add:
      case Instruction::Sub:
      case Instruction::FAdd:
      case Instruction::FSub:
      case Instruction::FMul:
      case Instruction::FDiv:
      case Instruction::FNeg:
      case Instruction::FPExt:
      case Instruction::FPTrunc:
      case Instruction::SIToFP:
      case Instruction::UIToFP:
      case Instruction::SExt:
      case Instruction::ZExt: return true;
      case Instruction::And:
      case Instruction::Or:
      case Instruction::Xor:
      case Instruction::Mul: return user.getType()->isVectorTy() && masks_no_lane(left) && masks_no_lane(right);
      case Instruction::FCmp: return user.getType()->isVectorTy();
      case Instruction::ICmp: return user.getType()->isVectorTy() || llvm::cast<llvm::ICmpInst>(user).isEquality();
      default: return false;
    }
  }

  APInt by_lanes(const Instruction& user, unsigned bits, unsigned depth) {
    const unsigned lanes = lane_count(user.getType());
    const APInt used = of(user, depth);
    if (used.getBitWidth() == 0 || bits % lanes != 0) return APInt::getZero(bits);
    return bits_of_lanes(whole_lanes(used, lanes), bits / lanes);
  }

  APInt by_lane_move(const llvm::Use& use, unsigned bits, unsigned depth) {
    auto* user = llvm::cast<Instruction>(use.getUser());
    APInt none = APInt::getZero(bits);
    const APInt used = of(*user, depth);
    if (used.getBitWidth() == 0) return none;
    if (auto* shuffle = llvm::dyn_cast<llvm::ShuffleVectorInst>(user))
      return by_shuffle(*shuffle, use.getOperandNo(), used, bits);
    const bool is_insert = llvm::isa<llvm::InsertElementInst>(user);
    const Value* index_operand = user->getOperand(is_insert ? 2 : 1);
    auto* index = llvm::dyn_cast<llvm::ConstantInt>(index_operand);
    auto* type = llvm::cast<llvm::FixedVectorType>(user->getOperand(0)->getType());
    if (!index || index->getZExtValue() >= type->getNumElements()) return none;
    const unsigned lane = static_cast<unsigned>(index->getZExtValue());
    const unsigned width = bits_of(type->getElementType());
    if (width == 0) return none;
    if (!is_insert) {  // the lane becomes a scalar
      none.insertBits(used, lane * width);
      return none;
    }
    if (use.getOperandNo() == 1) return used.extractBits(width, lane * width);
    APInt others = used;
    others.insertBits(APInt::getZero(width), lane * width);
    return use.getOperandNo() == 0 ? others : none;
  }

  static APInt by_shuffle(const llvm::ShuffleVectorInst& shuffle, unsigned operand, const APInt& used, unsigned bits) {
    const unsigned lanes = lane_count(shuffle.getOperand(0)->getType());
    const unsigned width = bits / lanes;
    APInt result = APInt::getZero(bits);
    if (width == 0) return result;
    const llvm::ArrayRef<int> mask = shuffle.getShuffleMask();
    for (unsigned i = 0; i < mask.size(); ++i) {
      if (mask[i] < 0 || static_cast<unsigned>(mask[i]) / lanes != operand) continue;
      const unsigned lane = static_cast<unsigned>(mask[i]) % lanes;
      const APInt of_lane = used.extractBits(width, i * width);
      result |= of_lane.zext(bits).shl(lane * width);
    }
    return result;
  }

  unsigned uses_seen_ = 0;
};

}  // namespace

bool all_bytes_are_used(const Value& value) {
  const APInt used = UsedBits().of(value);
  return used.getBitWidth() > 0 && used.isAllOnes();
}

}  // namespace ingot
