// What programs that count where they go (--profile-generate) tell the compiler (--profile-use).
//
// The counters of a function are numbered by its instructions in their order (profile_sites.h) and found by the shape
// of its body (profile_key.h), so that a profile fits whatever is done with the functions around it, and however they
// are shared among partitions. A function that has changed has no profile.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/support/diagnostic.h"

namespace llvm {
class Module;
class ProfileSummary;
}  // namespace llvm

namespace ingot {

/// The counters of a call_indirect, in this order: what it calls most (INGOT_PROFILE_ELEMENT), votes for it, calls of
/// it, all calls.
inline constexpr size_t kCandidate = 0, kVotes = 1, kHits = 2, kCalls = 3, kCallCounters = 4;

class Profile {
 public:
  Profile();
  Profile(Profile&&) noexcept;
  Profile& operator=(Profile&&) noexcept;
  ~Profile();

  /// Adds the counters of a file that a program has written. Fails if it is none.
  Expected<void> add(std::span<const uint8_t> bytes);

  /// Behind the last add(): what is often and what is rare in the whole program.
  void summarise();

  /// The counters of a function; empty if the profile has none.
  std::span<const uint64_t> counters(uint64_t key) const;

  /// Tells LLVM's passes what count is hot. Behind summarise().
  void describe_to(llvm::Module& module) const;

 private:
  std::map<uint64_t, std::vector<uint64_t>> functions_;
  std::unique_ptr<llvm::ProfileSummary> summary_;
};

}  // namespace ingot
