// Counters of one function: see profile_sites.h. They are numbered in the order of the instructions: one for the entry,
// two for a branch (taken, not taken), one per label of a br_table, four for a call_indirect.
//
// What a call_indirect calls is found by vote: an element that is called more often than all others together stays the
// candidate in the end. Threads count without locks, and any count may be lost between them.
#include "compiler/lower/profile_sites.h"

#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include <algorithm>
#include <numeric>

#include "compiler/lower/profile.h"
#include "ingot/abi.h"

namespace ingot {
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

/// Boyer and Moore's vote: a candidate without votes is replaced. `hits` is how often the candidate was called since it
/// became one, so it has that many calls, at least; how many votes are left says nothing about its share.
void ProfileSites::count_table_call(llvm::IRBuilderBase& b, size_t site, llvm::Value* position) const {
  const auto load = [&](size_t counter) {
    return b.CreateLoad(b.getInt64Ty(), address(b, b.getInt64(site + counter)));
  };
  const auto store = [&](size_t counter, llvm::Value* value) {
    b.CreateStore(value, address(b, b.getInt64(site + counter)));
  };
  llvm::Value* element = b.CreateOr(position, b.getInt64(INGOT_PROFILE_ELEMENT));
  llvm::Value* candidate = load(kCandidate);
  llvm::Value* votes = load(kVotes);
  llvm::Value* hits = load(kHits);
  llvm::Value* is_same = b.CreateICmpEQ(candidate, element);
  llvm::Value* is_vacant = b.CreateIsNull(votes);
  llvm::Value* agrees = b.CreateOr(is_vacant, is_same);
  llvm::Value* kept_hits = b.CreateSelect(b.CreateAnd(is_vacant, b.CreateNot(is_same)), b.getInt64(0), hits);
  store(kCandidate, b.CreateSelect(is_vacant, element, candidate));
  store(kVotes, b.CreateAdd(votes, b.CreateSelect(agrees, b.getInt64(1), b.getInt64(UINT64_MAX))));
  store(kHits, b.CreateAdd(kept_hits, b.CreateZExt(agrees, b.getInt64Ty())));
  increment(b, b.getInt64(site + kCalls));
}

std::optional<LikelyElement> ProfileSites::table_call(llvm::IRBuilderBase& b, llvm::Value* position) {
  const size_t site = take(kCallCounters);
  if (counting_) count_table_call(b, site, position);
  const std::span<const uint64_t> counts = known(site, kCallCounters);
  if (counts.empty() || (counts[kCandidate] & INGOT_PROFILE_ELEMENT) == 0) return std::nullopt;
  const uint64_t calls = counts[kCalls], hits = std::min(counts[kHits], calls);
  // A comparison that mostly fails costs more than it gains.
  if (hits == 0 || hits < calls / 2) return std::nullopt;
  return LikelyElement{.position = counts[kCandidate] & ~INGOT_PROFILE_ELEMENT, .calls = hits, .others = calls - hits};
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
