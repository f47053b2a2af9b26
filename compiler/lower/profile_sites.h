// The places of one function that are counted (--profile-generate), or whose counts are known (--profile-use): its
// entry, branches, br_table, and what call_indirect calls. Without either, every call of this class does nothing.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include <optional>
#include <span>

#include "compiler/lower/module_plan.h"

namespace ingot {

/// What a call_indirect calls most.
struct LikelyElement {
  uint64_t position = 0;  ///< in the table
  uint64_t calls = 0;     ///< of it, at least
  uint64_t others = 0;    ///< all other calls, at most
};

class ProfileSites {
 public:
  ProfileSites(const ModulePlan& plan, llvm::Function& function, uint32_t funcidx);

  /// The function is entered.
  void enter(llvm::IRBuilderBase& b);

  /// A branch that is taken if `condition` is about to be made. Its weights, if they are known; else null.
  llvm::MDNode* branch(llvm::IRBuilderBase& b, llvm::Value* condition);

  /// A br_table with `count` labels, the default included, is about to be made. How often each was chosen; empty if
  /// that is not known.
  std::span<const uint64_t> table_branch(llvm::IRBuilderBase& b, llvm::Value* index, size_t count);

  /// A call_indirect of the element at `position`, an i64. The element that so many calls are of that
  /// it is worth a comparison, if it is known and there is one.
  std::optional<LikelyElement> table_call(llvm::IRBuilderBase& b, llvm::Value* position);

  /// All sites are known.
  void finish();

 private:
  /// The function's next `count` counters: the number of the first.
  size_t take(size_t count) { return std::exchange(next_, next_ + count); }
  /// Known values of counters; empty if there are none.
  std::span<const uint64_t> known(size_t first, size_t count) const;
  llvm::Value* address(llvm::IRBuilderBase& b, llvm::Value* counter) const;
  void count_table_call(llvm::IRBuilderBase& b, size_t site, llvm::Value* position) const;
  void increment(llvm::IRBuilderBase& b, llvm::Value* counter) const;

  llvm::Function& function_;
  const uint64_t key_;
  llvm::GlobalVariable* counting_ = nullptr;  ///< stands for the record until its size is known
  std::span<const uint64_t> counters_;        ///< of a profile
  size_t next_ = 0;
};

/// Branch weights in these proportions.
llvm::MDNode* profile_weights(llvm::LLVMContext& context, std::span<const uint64_t> counts);

}  // namespace ingot
