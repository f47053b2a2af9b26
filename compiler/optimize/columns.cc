// Columns of matrices: see columns.h.
//
// Down a column of a matrix in rows, the vectoriser makes gathers and scatters where the CPU has them. These are slow
// on many CPUs, and need a vector of addresses; loads of single elements at a constant distance from one address, put
// together by inserts, take half the time while the matrix is in the caches. Where each element is in another page,
// gathers are faster; so only distances below a page count.
//
//   gather (getelementptr [s x i8], row, <i, i + 1, ...>)     load (row + s * i), load (row + s * i + s), ...
//
// That keeps all traps: the mask is all ones, each lane is loaded by a load of its own, at the same place and of the
// same bytes, and markers are put behind each afterwards (pause_markers.h). Stores are in the order of lanes, which is
// what a scatter promises.
#include "compiler/optimize/columns.h"

#include <llvm/ADT/APInt.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/VectorUtils.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/PatternMatch.h>

#include "compiler/optimize/preserved.h"

namespace ingot {
namespace {

using llvm::Value;
using llvm::PatternMatch::m_AllOnes;
using llvm::PatternMatch::m_c_Add;
using llvm::PatternMatch::m_Constant;
using llvm::PatternMatch::m_Value;
using llvm::PatternMatch::match;

constexpr uint64_t kPage = 4096;
constexpr unsigned kMaxAdds = 16;  ///< Vectors side by side: the index of each is the last one's and a constant.

/// Whether the lanes of `vector` are n, n + 1, ...; n, then.
llvm::ConstantInt* first_of_consecutive(llvm::Constant* vector) {
  auto* type = llvm::dyn_cast<llvm::FixedVectorType>(vector->getType());
  auto* first = type ? llvm::dyn_cast_or_null<llvm::ConstantInt>(vector->getAggregateElement(0U)) : nullptr;
  if (!first) return nullptr;
  for (unsigned lane = 1; lane < type->getNumElements(); ++lane) {
    auto* element = llvm::dyn_cast_or_null<llvm::ConstantInt>(vector->getAggregateElement(lane));
    if (!element || element->getValue() != first->getValue() + lane) return nullptr;
  }
  return first;
}

/// A vector as the sum of another one and a constant, the same for all lanes.
struct Sum {
  Value* value;
  llvm::APInt added;
};

Sum added_to_all_lanes(Value& vector) {
  Sum sum{&vector, llvm::APInt::getZero(vector.getType()->getScalarSizeInBits())};
  for (unsigned depth = 0; depth < kMaxAdds; ++depth) {
    llvm::Constant* constant = nullptr;
    Value* other = nullptr;
    if (!match(sum.value, m_c_Add(m_Value(other), m_Constant(constant)))) break;
    auto* added = llvm::dyn_cast_or_null<llvm::ConstantInt>(constant->getSplatValue());
    if (!added) break;
    sum = {other, sum.added + added->getValue()};
  }
  return sum;
}

class Columns {
 public:
  /// Whether `access`, a gather or a scatter, has been replaced and can be erased.
  bool replace(llvm::IntrinsicInst& access) {
    const bool is_gather = access.getIntrinsicID() == llvm::Intrinsic::masked_gather;
    const unsigned at = is_gather ? 0 : 1;  // of the operands, the addresses; then alignment, mask
    if (!match(access.getArgOperand(at + 2), m_AllOnes())) return false;
    auto* addresses = llvm::dyn_cast<llvm::GetElementPtrInst>(access.getArgOperand(at));
    if (!addresses || addresses->getNumIndices() != 1) return false;
    const llvm::TypeSize step = access.getModule()->getDataLayout().getTypeAllocSize(addresses->getSourceElementType());
    if (addresses->getPointerOperand()->getType()->isVectorTy() || step.isScalable() || step >= kPage) return false;
    Value* index = first_lane(*addresses->getOperand(1));
    if (!index) return false;
    llvm::IRBuilder<> builder(&access);
    Value* first = builder.CreateGEP(addresses->getSourceElementType(), addresses->getPointerOperand(), index);
    const llvm::Align alignment(llvm::cast<llvm::ConstantInt>(access.getArgOperand(at + 1))->getZExtValue());
    if (is_gather)
      access.replaceAllUsesWith(load_lanes(builder, access, first, step, alignment));
    else
      store_lanes(builder, access, first, step, alignment);
    return true;
  }

 private:
  static Value* load_lanes(llvm::IRBuilder<>& builder, llvm::IntrinsicInst& gather, Value* first, uint64_t step,
                           llvm::Align alignment) {
    auto* type = llvm::cast<llvm::FixedVectorType>(gather.getType());
    Value* lanes = llvm::PoisonValue::get(type);
    for (unsigned lane = 0; lane < type->getNumElements(); ++lane) {
      Value* address = builder.CreateConstGEP1_64(builder.getInt8Ty(), first, lane * step);
      llvm::LoadInst* load = builder.CreateAlignedLoad(type->getElementType(), address, alignment);
      load->setAAMetadata(gather.getAAMetadata());
      lanes = builder.CreateInsertElement(lanes, load, lane);
    }
    return lanes;
  }

  static void store_lanes(llvm::IRBuilder<>& builder, llvm::IntrinsicInst& scatter, Value* first, uint64_t step,
                          llvm::Align alignment) {
    Value* lanes = scatter.getArgOperand(0);
    const unsigned count = llvm::cast<llvm::FixedVectorType>(lanes->getType())->getNumElements();
    for (unsigned lane = 0; lane < count; ++lane) {
      Value* address = builder.CreateConstGEP1_64(builder.getInt8Ty(), first, lane * step);
      llvm::StoreInst* store =
          builder.CreateAlignedStore(builder.CreateExtractElement(lanes, lane), address, alignment);
      store->setAAMetadata(scatter.getAAMetadata());
    }
  }

  /// The first lane of an index whose lanes are consecutive, as a scalar; null if they are not known to be.
  Value* first_lane(Value& index) {
    const Sum sum = added_to_all_lanes(index);
    auto* phi = llvm::dyn_cast<llvm::PHINode>(sum.value);
    Value* first = phi ? first_lane_of_phi(*phi) : nullptr;
    if (!first || sum.value == &index) return first;
    return llvm::IRBuilder<>(llvm::cast<llvm::Instruction>(&index))
        .CreateAdd(first, llvm::ConstantInt::get(first->getType(), sum.added));
  }

  /// For a recurrence that adds the same to all lanes, one of the first lane is made.
  Value* first_lane_of_phi(llvm::PHINode& phi) {
    Value*& first = firsts_[&phi];
    if (first || phi.getNumIncomingValues() != 2) return first;
    for (const unsigned around : {0U, 1U}) {
      auto* next = llvm::dyn_cast<llvm::Instruction>(phi.getIncomingValue(around));
      if (!next || next == &phi) continue;
      const Sum sum = added_to_all_lanes(*next);
      if (sum.value != &phi) continue;
      Value* start = first_lane_of_start(*phi.getIncomingValue(1 - around));
      if (!start) return nullptr;
      llvm::PHINode* scalar = llvm::IRBuilder<>(&phi).CreatePHI(start->getType(), 2);
      scalar->addIncoming(start, phi.getIncomingBlock(1 - around));
      llvm::Constant* step = llvm::ConstantInt::get(start->getType(), sum.added);
      scalar->addIncoming(llvm::IRBuilder<>(next).CreateAdd(scalar, step), phi.getIncomingBlock(around));
      return first = scalar;
    }
    return nullptr;
  }

  static Value* first_lane_of_start(Value& start) {
    if (auto* constant = llvm::dyn_cast<llvm::Constant>(&start)) return first_of_consecutive(constant);
    llvm::Constant* lanes = nullptr;
    Value* same = nullptr;
    auto* sum = llvm::dyn_cast<llvm::Instruction>(&start);
    if (!sum || !match(sum, m_c_Add(m_Value(same), m_Constant(lanes)))) return nullptr;
    Value* base = llvm::getSplatValue(same);
    llvm::ConstantInt* added = first_of_consecutive(lanes);
    return base && added ? llvm::IRBuilder<>(sum).CreateAdd(base, added) : nullptr;
  }

  llvm::DenseMap<llvm::PHINode*, Value*> firsts_;
};

bool is_column_access(const llvm::IntrinsicInst& access) {
  return access.getIntrinsicID() == llvm::Intrinsic::masked_gather ||
         access.getIntrinsicID() == llvm::Intrinsic::masked_scatter;
}

}  // namespace

llvm::PreservedAnalyses ColumnsPass::run(llvm::Function& function, llvm::FunctionAnalysisManager&) {
  llvm::SmallVector<llvm::IntrinsicInst*, 16> accesses;
  for (llvm::Instruction& instruction : llvm::instructions(function))
    if (auto* access = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction); access && is_column_access(*access))
      accesses.push_back(access);
  Columns columns;
  bool changed = false;
  for (llvm::IntrinsicInst* access : accesses) {
    if (!columns.replace(*access)) continue;
    access->eraseFromParent();
    changed = true;
  }
  return control_flow_is_preserved(changed || !accesses.empty());
}

}  // namespace ingot
