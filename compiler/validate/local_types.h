// Types of a function's locals, and which of those without a default value have been set.  Spec: Validation > Locals.
//
// Locals stay in the runs that the binary format declares: a body of ten bytes can declare 50,000 of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include "compiler/wasm/module.h"

namespace ingot {

class LocalTypes {
 public:
  void reset(std::span<const ValType> params, std::span<const LocalRun> runs);

  uint64_t count() const { return starts_.empty() ? params_.size() : starts_.back(); }
  /// Requires index < count().
  const ValType& operator[](uint32_t index) const {
    return index < params_.size() ? params_[index] : type_in_runs(index);
  }

  /// A local of a non-nullable reference type is set from its first local.set to the end of the block around it.
  bool is_set(uint32_t index) const { return index < params_.size() || has_default(index) || set_.contains(index); }
  void mark_set(uint32_t index);
  size_t marks() const { return order_.size(); }
  void unmark_to(size_t marks);

 private:
  const ValType& type_in_runs(uint32_t index) const;
  bool has_default(uint32_t index) const;

  std::span<const ValType> params_;
  std::span<const LocalRun> runs_;
  std::vector<uint64_t> starts_;  // index of the local behind each run
  bool all_default_ = true;
  std::unordered_set<uint32_t> set_;
  std::vector<uint32_t> order_;
};

}  // namespace ingot
