// Counters of one function: see profile_sites.h. They are numbered in the order of the instructions: one for the entry,
// two for a branch (taken, not taken), one per label of a br_table, three for a call_indirect.
//
// What a call_indirect calls is found by vote: an element that is called more often than all others together stays the
// candidate in the end (Boyer and Moore). A vote may be lost between threads, as may any count.
#include "compiler/lower/profile_sites.h"

#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include <algorithm>
#include <numeric>

#include "compiler/lower/profile.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

/// Of a call_indirect: {element + 1, its votes, all calls}.
constexpr size_t kCandidate = 0, kVotes = 1, kCalls = 2, kCallCounters = 3;

}  // namespace

ProfileSites::ProfileSites(const ModulePlan& plan, llvm::Function& function, uint32_t funcidx)
    : function_(function), key_(plan.profile_key(funcidx)) {
  if (plan.options().profile_generate)
    counting_ = new llvm::GlobalVariable(*function.getParent(), llvm::Type::getInt8Ty(function.getContext()), false,
                                         llvm::GlobalValue::ExternalLinkage, nullptr, "counters");
  else if (plan.options().profile)
    counters_ = plan.options().profile->counters(key_);
}

std::span<const uint64_t> ProfileSites::known(size_t first, size_t count) const {
  return count <= counters_.size() && first <= counters_.size() - count ? counters_.subspan(first, count)
                                                                        : std::span<const uint64_t>();
}

llvm::Value* ProfileSites::address(llvm::IRBuilderBase& b, llvm::Value* counter) const {
  return b.CreateGEP(b.getInt64Ty(), b.CreateConstGEP1_64(b.getInt8Ty(), counting_, sizeof(IngotProfileRecord)),
                     counter);
}

void ProfileSites::increment(llvm::IRBuilderBase& b, llvm::Value* counter) const {
  llvm::Value* at = address(b, counter);
  b.CreateStore(b.CreateAdd(b.CreateLoad(b.getInt64Ty(), at), b.getInt64(1)), at);
}

void ProfileSites::enter(llvm::IRBuilderBase& b) {
  const size_t site = take(1);
  if (counting_) return increment(b, b.getInt64(site));
  if (const std::span<const uint64_t> counts = known(site, 1); !counts.empty()) function_.setEntryCount(counts[0]);
}

llvm::MDNode* ProfileSites::branch(llvm::IRBuilderBase& b, llvm::Value* condition) {
  const size_t site = take(2);
  if (counting_) increment(b, b.CreateSelect(condition, b.getInt64(site), b.getInt64(site + 1)));
  return profile_weights(b.getContext(), known(site, 2));
}

std::span<const uint64_t> ProfileSites::table_branch(llvm::IRBuilderBase& b, llvm::Value* index, size_t count) {
  const size_t site = take(count);
  if (counting_) {
    llvm::Value* wide = b.CreateZExt(index, b.getInt64Ty());
    llvm::Value* label = b.CreateBinaryIntrinsic(llvm::Intrinsic::umin, wide, b.getInt64(count - 1));
    increment(b, b.CreateAdd(label, b.getInt64(site)));
  }
  return known(site, count);
}

std::optional<uint64_t> ProfileSites::table_call(llvm::IRBuilderBase& b, llvm::Value* position) {
  const size_t site = take(kCallCounters);
  if (counting_) {
    llvm::Value* candidate_at = address(b, b.getInt64(site + kCandidate));
    llvm::Value* votes_at = address(b, b.getInt64(site + kVotes));
    llvm::Value* element = b.CreateAdd(position, b.getInt64(1));
    llvm::Value* candidate = b.CreateLoad(b.getInt64Ty(), candidate_at);
    llvm::Value* votes = b.CreateLoad(b.getInt64Ty(), votes_at);
    llvm::Value* is_vacant = b.CreateIsNull(votes);
    llvm::Value* agrees = b.CreateOr(is_vacant, b.CreateICmpEQ(candidate, element));
    b.CreateStore(b.CreateSelect(is_vacant, element, candidate), candidate_at);
    b.CreateStore(b.CreateAdd(votes, b.CreateSelect(agrees, b.getInt64(1), b.getInt64(UINT64_MAX))), votes_at);
    increment(b, b.getInt64(site + kCalls));
  }
  const std::span<const uint64_t> counts = known(site, kCallCounters);
  // Votes of a quarter of the calls: five of eight calls, at least, are of this element.
  if (counts.empty() || counts[kCandidate] == 0 || counts[kVotes] == 0 || counts[kVotes] < counts[kCalls] / 4)
    return std::nullopt;
  return counts[kCandidate] - 1;
}

void ProfileSites::finish() {
  if (!counting_) return;
  llvm::Module& module = *function_.getParent();
  llvm::Type* i64 = llvm::Type::getInt64Ty(module.getContext());
  auto* counters = llvm::ArrayType::get(i64, next_);
  llvm::Constant* record =
      llvm::ConstantStruct::getAnon({llvm::ConstantInt::get(i64, key_), llvm::ConstantInt::get(i64, next_),
                                     llvm::ConstantAggregateZero::get(counters)});
  auto* global = new llvm::GlobalVariable(module, record->getType(), /*isConstant=*/false,
                                          llvm::GlobalValue::PrivateLinkage, record, "profile");
  global->setSection(INGOT_PROFILE_SECTION);
  global->setAlignment(llvm::Align(alignof(IngotProfileRecord)));
  llvm::appendToUsed(module, {global});
  counting_->replaceAllUsesWith(global);
  counting_->eraseFromParent();
}

llvm::MDNode* profile_weights(llvm::LLVMContext& context, std::span<const uint64_t> counts) {
  const uint64_t most = counts.empty() ? 0 : std::ranges::max(counts);
  if (most == 0) return nullptr;
  const uint64_t scale = most / UINT32_MAX + 1;
  llvm::SmallVector<uint32_t> weights;
  // What happened is not impossible, however rare.
  for (uint64_t count : counts) weights.push_back(static_cast<uint32_t>(std::max(count / scale, uint64_t{count != 0})));
  return llvm::MDBuilder(context).createBranchWeights(weights);
}

}  // namespace ingot
