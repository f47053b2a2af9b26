// Lookup by binary search over runs; parameters are found directly.
#include "compiler/validate/local_types.h"

#include <algorithm>

namespace ingot {
namespace {

bool defaultable(const ValType& type) { return !type.is_ref() || type.nullable; }

}  // namespace

void LocalTypes::reset(std::span<const ValType> params, std::span<const LocalRun> runs) {
  params_ = params;
  runs_ = runs;
  starts_.clear();
  set_.clear();
  order_.clear();
  all_default_ = true;
  uint64_t end = params.size();
  for (const LocalRun& run : runs) {
    starts_.push_back(end += run.count);
    all_default_ = all_default_ && defaultable(run.type);
  }
}

const ValType& LocalTypes::type_in_runs(uint32_t index) const {
  const auto run = std::ranges::upper_bound(starts_, uint64_t{index});
  return runs_[run - starts_.begin()].type;
}

bool LocalTypes::has_default(uint32_t index) const { return all_default_ || defaultable(type_in_runs(index)); }

void LocalTypes::mark_set(uint32_t index) {
  if (is_set(index)) return;
  set_.insert(index);
  order_.push_back(index);
}

void LocalTypes::unmark_to(size_t marks) {
  for (; order_.size() > marks; order_.pop_back()) set_.erase(order_.back());
}

}  // namespace ingot
