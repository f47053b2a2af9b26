// Reads profiles. The file is what start-up made of the section of the counters (include/ingot/abi.h): a header, one
// record per function, zeros up to the end of a page. Nothing in it is trusted: at worst, it makes a slow program.
#include "compiler/lower/profile.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/ProfileSummary.h>
#include <llvm/ProfileData/ProfileCommon.h>

#include <cstring>

#include "ingot/abi.h"

namespace ingot {

Profile::Profile() = default;
Profile::Profile(Profile&&) noexcept = default;
Profile& Profile::operator=(Profile&&) noexcept = default;
Profile::~Profile() = default;

Expected<void> Profile::add(std::span<const uint8_t> bytes) {
  IngotProfileHeader header;
  if (bytes.size() < sizeof(header)) return fail("not a profile: too short");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (std::memcmp(header.magic, INGOT_PROFILE_MAGIC, sizeof(header.magic)) != 0) return fail("not a profile");
  for (size_t at = sizeof(header); bytes.size() - at >= sizeof(IngotProfileRecord);) {
    IngotProfileRecord record;
    std::memcpy(&record, bytes.data() + at, sizeof(record));
    at += sizeof(record);
    if (record.count == 0) break;  // the zeros at the end
    if (record.count > (bytes.size() - at) / sizeof(uint64_t)) return fail_at(at, "the profile is cut off");
    std::vector<uint64_t> counters(record.count);
    std::memcpy(counters.data(), bytes.data() + at, record.count * sizeof(uint64_t));
    at += record.count * sizeof(uint64_t);
    std::vector<uint64_t>& known = functions_.try_emplace(record.key, record.count).first->second;
    if (known.size() != counters.size()) continue;  // of another compiler: its sites are not ours
    for (size_t i = 0; i < counters.size(); ++i) known[i] = llvm::SaturatingAdd(known[i], counters[i]);
  }
  return {};
}

void Profile::summarise() {
  llvm::InstrProfSummaryBuilder builder(llvm::ArrayRef(llvm::ProfileSummaryBuilder::DefaultCutoffs));
  for (const auto& [key, counters] : functions_) builder.addRecord(llvm::InstrProfRecord(counters));
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
