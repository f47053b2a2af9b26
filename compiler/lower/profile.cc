// Reads profiles. The file is what start-up made of the section of the counters (include/ingot/abi.h): a header, one
// record per function, zeros up to the end of a page. Nothing in it is trusted: at worst, it makes a slow program.
#include "compiler/lower/profile.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/ProfileSummary.h>
#include <llvm/ProfileData/ProfileCommon.h>

#include <algorithm>
#include <cstring>

#include "ingot/abi.h"

namespace ingot {

namespace {

/// The candidates of two runs: the same one has the calls of both; of two, the one with more calls stays.
void add_table_call(std::span<uint64_t, kCallCounters> sum, std::span<const uint64_t, kCallCounters> more) {
  const uint64_t calls = llvm::SaturatingAdd(sum[kCalls], more[kCalls]);
  if (sum[kCandidate] == more[kCandidate]) {
    sum[kHits] = llvm::SaturatingAdd(sum[kHits], more[kHits]);
  } else if (more[kHits] > sum[kHits]) {
    std::ranges::copy(more, sum.begin());
  }
  sum[kCalls] = calls;
}

void add_counters(std::vector<uint64_t>& sum, const std::vector<uint64_t>& more) {
  const std::span<uint64_t> left(sum);
  const std::span<const uint64_t> right(more);
  for (size_t i = 0; i < sum.size(); ++i) {
    if (((sum[i] | more[i]) & INGOT_PROFILE_ELEMENT) != 0 && sum.size() - i >= kCallCounters) {
      add_table_call(left.subspan(i).first<kCallCounters>(), right.subspan(i).first<kCallCounters>());
      i += kCalls;
    } else {
      sum[i] = llvm::SaturatingAdd(sum[i], more[i]);
    }
  }
}

/// What counts how often something was done: no positions in tables, nor their votes.
std::vector<uint64_t> counts_in(std::span<const uint64_t> counters) {
  std::vector<uint64_t> counts;
  for (size_t i = 0; i < counters.size(); ++i) {
    if ((counters[i] & INGOT_PROFILE_ELEMENT) != 0) i += std::min(kCalls, counters.size() - i - 1);
    counts.push_back(counters[i]);
  }
  return counts;
}

}  // namespace

Profile::Profile() = default;
Profile::Profile(Profile&&) noexcept = default;
Profile& Profile::operator=(Profile&&) noexcept = default;
Profile::~Profile() = default;

Expected<void> Profile::add(std::span<const uint8_t> bytes) {
  IngotProfileHeader header;
  if (bytes.size() < sizeof(header)) return fail("not a profile: too short");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (std::memcmp(header.magic, INGOT_PROFILE_MAGIC, sizeof(header.magic)) != 0) return fail("not a profile");
  size_t at = sizeof(header);
  while (bytes.size() - at >= sizeof(IngotProfileRecord)) {
    IngotProfileRecord record;
    std::memcpy(&record, bytes.data() + at, sizeof(record));
    at += sizeof(record);
    if (record.count == 0) return {};  // the zeros at the end
    if (record.count > (bytes.size() - at) / sizeof(uint64_t)) return fail_at(at, "the profile is cut off");
    std::vector<uint64_t> counters(record.count);
    std::memcpy(counters.data(), bytes.data() + at, record.count * sizeof(uint64_t));
    at += record.count * sizeof(uint64_t);
    std::vector<uint64_t>& known = functions_.try_emplace(record.key, record.count).first->second;
    if (known.size() != counters.size()) continue;  // of another compiler: its sites are not ours
    add_counters(known, counters);
  }
  if (at != bytes.size()) return fail_at(at, "the profile is cut off");
  return {};
}

void Profile::summarise() {
  llvm::InstrProfSummaryBuilder builder(llvm::ArrayRef(llvm::ProfileSummaryBuilder::DefaultCutoffs));
  for (const auto& [key, counters] : functions_) builder.addRecord(llvm::InstrProfRecord(counts_in(counters)));
  summary_ = builder.getSummary();
}

std::span<const uint64_t> Profile::counters(uint64_t key) const {
  const auto found = functions_.find(key);
  return found == functions_.end() ? std::span<const uint64_t>() : found->second;
}

void Profile::describe_to(llvm::Module& module) const {
  module.setProfileSummary(summary_->getMD(module.getContext()), llvm::ProfileSummary::PSK_Instr);
}

}  // namespace ingot
