// Demanded bytes of loads: see load_width.h.
//
// Scalars that stay scalars are DemandedBits' affair, which sees through arithmetic better than this does. It knows
// nothing of lanes, so vectors, and whatever goes into vectors, are handled here: uses are followed while it is clear
// which bytes they need. What is unknown counts as needing none, since that is the answer that is safe.
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

unsigned bytes_of(const llvm::Type* type) {
  // Lanes of one bit, and pointers, count as what nothing here follows.
  const unsigned bits = static_cast<unsigned>(type->getPrimitiveSizeInBits().getFixedValue());
  return bits % 8 == 0 ? bits / 8 : 0;
}

unsigned lane_count(const llvm::Type* type) {
  auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(type);
  return vector ? vector->getNumElements() : 1;
}

/// Bit per lane, from bit per byte: lanes of which all bytes are used.
APInt whole_lanes(const APInt& bytes, unsigned lanes) {
  const unsigned width = bytes.getBitWidth() / lanes;
  APInt whole = APInt::getZero(lanes);
  for (unsigned lane = 0; lane < lanes; ++lane)
    if (bytes.extractBits(width, lane * width).isAllOnes()) whole.setBit(lane);
  return whole;
}

/// The inverse for lanes of `width` bytes.
APInt bytes_of_lanes(const APInt& lanes, unsigned width) {
  APInt bytes = APInt::getZero(lanes.getBitWidth() * width);
  for (unsigned lane = 0; lane < lanes.getBitWidth(); ++lane)
    if (lanes[lane]) bytes.setBits(lane * width, (lane + 1) * width);
  return bytes;
}

class UsedBytes {
 public:
  /// Bit per byte of `value` that is certainly used.
  APInt of(const Value& value, unsigned depth = 0) {
    const unsigned bytes = bytes_of(value.getType());
    APInt used = APInt::getZero(bytes);
    if (depth == kMaxDepth) return used;
    for (const llvm::Use& use : value.uses()) {
      if (used.isAllOnes() || ++uses_seen_ > kMaxUses) break;
      used |= by(use, bytes, depth + 1);
    }
    return used;
  }

 private:
  APInt by(const llvm::Use& use, unsigned bytes, unsigned depth) {
    auto* user = llvm::cast<Instruction>(use.getUser());
    switch (user->getOpcode()) {
      case Instruction::Store:
        if (use.getOperandNo() == 0) return APInt::getAllOnes(bytes);
        break;
      case Instruction::PHI:
      case Instruction::Ret: return APInt::getAllOnes(bytes);
      case Instruction::Call:
        if (auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(user)) {
          // "Trivially vectorizable": it works lane by lane.
          if (llvm::isTriviallyVectorizable(intrinsic->getIntrinsicID())) return by_lanes(*user, bytes, depth);
          break;
        }
        return APInt::getAllOnes(bytes);
      case Instruction::BitCast: return of(*user, depth);
      case Instruction::Select:
        if (use.getOperandNo() > 0 && !llvm::isa<llvm::Constant>(user->getOperand(0))) return of(*user, depth);
        break;
      case Instruction::ShuffleVector:
      case Instruction::ExtractElement:
      case Instruction::InsertElement: return by_lane_move(use, bytes, depth);
      default:
        if (is_lanewise(*user)) return by_lanes(*user, bytes, depth);
    }
    return APInt::getZero(bytes);
  }

  /// Operations that read each lane in full for each lane of the result that somebody reads in full.
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
      // A constant could mask lanes.
      case Instruction::And:
      case Instruction::Or:
      case Instruction::Xor:
      case Instruction::Mul: return !llvm::isa<llvm::Constant>(left) && !llvm::isa<llvm::Constant>(right);
      default: return false;
    }
  }

  APInt by_lanes(const Instruction& user, unsigned bytes, unsigned depth) {
    const unsigned lanes = lane_count(user.getType());
    const APInt used = of(user, depth);
    if (used.getBitWidth() == 0 || bytes % lanes != 0) return APInt::getZero(bytes);
    return bytes_of_lanes(whole_lanes(used, lanes), bytes / lanes);
  }

  APInt by_lane_move(const llvm::Use& use, unsigned bytes, unsigned depth) {
    auto* user = llvm::cast<Instruction>(use.getUser());
    APInt none = APInt::getZero(bytes);
    const APInt used = of(*user, depth);
    if (used.getBitWidth() == 0) return none;
    if (auto* shuffle = llvm::dyn_cast<llvm::ShuffleVectorInst>(user))
      return by_shuffle(*shuffle, use.getOperandNo(), used, bytes);
    const bool is_insert = llvm::isa<llvm::InsertElementInst>(user);
    const Value* index_operand = user->getOperand(is_insert ? 2 : 1);
    auto* index = llvm::dyn_cast<llvm::ConstantInt>(index_operand);
    auto* type = llvm::cast<llvm::FixedVectorType>(user->getOperand(0)->getType());
    if (!index || index->getZExtValue() >= type->getNumElements()) return none;
    const unsigned lane = static_cast<unsigned>(index->getZExtValue());
    const unsigned width = bytes_of(type->getElementType());
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

  static APInt by_shuffle(const llvm::ShuffleVectorInst& shuffle, unsigned operand, const APInt& used, unsigned bytes) {
    const unsigned lanes = lane_count(shuffle.getOperand(0)->getType());
    const unsigned width = bytes / lanes;
    APInt result = APInt::getZero(bytes);
    if (width == 0) return result;
    const llvm::ArrayRef<int> mask = shuffle.getShuffleMask();
    for (unsigned i = 0; i < mask.size(); ++i) {
      if (mask[i] < 0 || static_cast<unsigned>(mask[i]) / lanes != operand) continue;
      const unsigned lane = static_cast<unsigned>(mask[i]) % lanes;
      const APInt of_lane = used.extractBits(width, i * width);
      result |= of_lane.zext(bytes).shl(lane * width);
    }
    return result;
  }

  unsigned uses_seen_ = 0;
};

/// True if a scalar's bits go into a vector, or become a float or an integer: DemandedBits takes such uses for full.
bool changes_kind(const llvm::LoadInst& load) {
  for (const llvm::User* user : load.users())
    if (llvm::isa<llvm::InsertElementInst>(user) || llvm::isa<llvm::BitCastInst>(user)) return true;
  return false;
}

}  // namespace

bool all_bytes_are_used(const Value& value) {
  const APInt used = UsedBytes().of(value);
  return used.getBitWidth() > 0 && used.isAllOnes();
}

bool could_be_narrowed(const llvm::LoadInst& load, llvm::DemandedBits& demanded_bits) {
  const llvm::Type* type = load.getType();
  if (type->isVectorTy() || (!type->isPointerTy() && changes_kind(load))) return !all_bytes_are_used(load);
  if (!type->isIntegerTy() || type->isIntegerTy(8)) return false;
  return !demanded_bits.getDemandedBits(const_cast<llvm::LoadInst*>(&load)).isAllOnes();
}

}  // namespace ingot
