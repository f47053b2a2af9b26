// Landlock: files are reachable through the granted directories only, whatever the process asks the kernel for.
//
// Used from its second version on (Linux 5.19): the first one forbids to move files between directories. The
// structures are the kernel's (linux/landlock.h), whose headers are not among those of the C library.
#include "runtime/wasi/landlock.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ingot::wasi {
namespace {

// The same on every architecture.
constexpr long kCreateRuleset = 444, kAddRule = 445, kRestrictSelf = 446;
constexpr unsigned kAskVersion = 1, kPathBeneath = 1;

struct RulesetAttributes {
  uint64_t handled_files;
  uint64_t handled_net;  // version 4
  uint64_t scoped;       // version 6
};
struct PathBeneath {
  uint64_t allowed;
  int32_t parent_fd;
} __attribute__((packed));

constexpr uint64_t kWriteFile = 1u << 1, kReadFile = 1u << 2, kReadDirectory = 1u << 3, kRemoveDirectory = 1u << 4,
                   kRemoveFile = 1u << 5, kMakeDirectory = 1u << 7, kMakeFile = 1u << 8, kMakeLink = 1u << 12,
                   kRefer = 1u << 13, kTruncate = 1u << 14;
/// All of version 2; kTruncate comes with version 3. Not handled: ioctl on devices (version 5), of which the filter of
/// system calls leaves two harmless ones.
constexpr uint64_t kAllFiles = (1u << 14) - 1;
constexpr uint64_t kReading = kReadFile | kReadDirectory;
constexpr uint64_t kWriting =
    kWriteFile | kRemoveDirectory | kRemoveFile | kMakeDirectory | kMakeFile | kMakeLink | kRefer;
constexpr uint64_t kAllNet = 3;     // bind and connect of TCP: listeners are bound already
constexpr uint64_t kAllScoped = 3;  // abstract sockets and signals of others

int create_ruleset(int version) {
  RulesetAttributes attributes = {.handled_files = kAllFiles, .handled_net = kAllNet, .scoped = kAllScoped};
  if (version >= 3) attributes.handled_files |= kTruncate;
  const size_t byte_length = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  return static_cast<int>(syscall(kCreateRuleset, &attributes, byte_length, 0));
}

bool add_rule(int ruleset, const FdEntry& directory, int version) {
  uint64_t allowed = kReading;
  if (!directory.read_only) allowed |= kWriting | (version >= 3 ? kTruncate : 0);
  const PathBeneath rule = {.allowed = allowed, .parent_fd = directory.host_fd};
  return syscall(kAddRule, ruleset, kPathBeneath, &rule, 0) == 0;
}

bool is_grant(const FdEntry* entry) { return entry != nullptr && entry->preopen_name != nullptr; }

/// Returns 0 or errno.
int restrict_to(FdTable& fds, uint32_t end, int version) {
  const int ruleset = create_ruleset(version);
  if (ruleset < 0) return errno;
  bool done = true;
  for (uint32_t fd = 3; done && fd < end; fd++)
    if (is_grant(fds.find(fd))) done = add_rule(ruleset, *fds.find(fd), version);
  if (done) done = syscall(kRestrictSelf, ruleset, 0) == 0;
  const int error = done ? 0 : errno;
  close(ruleset);
  return error;
}

}  // namespace

IngotWasiDirectories restrict_to_grants(FdTable& fds) {
  IngotWasiDirectories result = {};
  uint32_t end = 3;
  for (; fds.find(end) != nullptr; end++) result.count += is_grant(fds.find(end)) ? 1 : 0;
  if (result.count == 0) return result;
  const long version = syscall(kCreateRuleset, nullptr, 0, kAskVersion);
  result.landlock_abi = static_cast<int>(version);
  if (version < 0) {
    result.error = errno;
  } else {
    result.error = version < 2 ? EOPNOTSUPP : restrict_to(fds, end, result.landlock_abi);
  }
  return result;
}

}  // namespace ingot::wasi
