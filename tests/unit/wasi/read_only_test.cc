// A read-only grant against every call that could change something: all refused, and the tree is what it was. Beside it
// the same calls on a grant for writing, which must work: a call that is refused for another reason proves nothing.
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

/// The descriptors that a call may be made on.
struct Place {
  Guest& guest;
  Fd directory;  ///< granted
  Fd below;      ///< opened through it
  Fd file;
  Fd other;  ///< another grant, for writing
};

struct Mutation {
  const char* name;
  std::function<Errno(Place&)> call;
};

constexpr Address kName = Guest::kPath, kNew = Guest::kOtherPath, kOut = Guest::kResult;

/// Bytes of "file" and "new" are put there by the test.
std::vector<Mutation> mutations(bool below) {
  const auto at = [below](Place& p) { return below ? p.below : p.directory; };
  const auto open = [at](Place& p, Address path, Length length, uint32_t oflags, Rights base) {
    const Errno error = path_open(p.guest.context(), at(p), 0, path, length, oflags, base, 0, 0, kOut);
    if (error == Errno::Success) fd_close(p.guest.context(), p.guest.result32());
    return error;
  };
  return {
      {"path_open CREAT", [=](Place& p) { return open(p, kNew, 3, kOflagCreat, kFdRead); }},
      {"path_open CREAT EXCL", [=](Place& p) { return open(p, kNew, 3, kOflagCreat | kOflagExcl, 0); }},
      {"path_open TRUNC", [=](Place& p) { return open(p, kName, 4, kOflagTrunc, kFdRead); }},
      {"path_open TRUNC for nothing", [=](Place& p) { return open(p, kName, 4, kOflagTrunc, 0); }},
      {"path_open for writing", [=](Place& p) { return open(p, kName, 4, 0, kFdWrite); }},
      {"path_open for both", [=](Place& p) { return open(p, kName, 4, 0, kFdRead | kFdWrite); }},
      {"path_open to allocate", [=](Place& p) { return open(p, kName, 4, 0, kFdAllocate); }},
      {"path_open to resize", [=](Place& p) { return open(p, kName, 4, 0, kFdFilestatSetSize); }},
      {"path_open to set times", [=](Place& p) { return open(p, kName, 4, 0, kFdFilestatSetTimes); }},
      {"path_create_directory", [=](Place& p) { return path_create_directory(p.guest.context(), at(p), kNew, 3); }},
      {"path_remove_directory", [=](Place& p) { return path_remove_directory(p.guest.context(), at(p), kNew + 8, 5); }},
      {"path_unlink_file", [=](Place& p) { return path_unlink_file(p.guest.context(), at(p), kName, 4); }},
      {"path_rename within", [=](Place& p) { return path_rename(p.guest.context(), at(p), kName, 4, at(p), kNew, 3); }},
      {"path_rename out", [=](Place& p) { return path_rename(p.guest.context(), at(p), kName, 4, p.other, kNew, 3); }},
      {"path_rename in", [=](Place& p) { return path_rename(p.guest.context(), p.other, kName, 4, at(p), kNew, 3); }},
      {"path_link within", [=](Place& p) { return path_link(p.guest.context(), at(p), 0, kName, 4, at(p), kNew, 3); }},
      {"path_link out", [=](Place& p) { return path_link(p.guest.context(), at(p), 0, kName, 4, p.other, kNew, 3); }},
      {"path_link in", [=](Place& p) { return path_link(p.guest.context(), p.other, 0, kName, 4, at(p), kNew, 3); }},
      {"path_symlink", [=](Place& p) { return path_symlink(p.guest.context(), kName, 4, at(p), kNew, 3); }},
      {"path_filestat_set_times",
       [=](Place& p) { return path_filestat_set_times(p.guest.context(), at(p), 0, kName, 4, 1, 1, 5); }},
      {"fd_filestat_set_times of the directory",
       [=](Place& p) { return fd_filestat_set_times(p.guest.context(), at(p), 1, 1, 5); }},
      {"fd_filestat_set_times", [](Place& p) { return fd_filestat_set_times(p.guest.context(), p.file, 1, 1, 5); }},
      {"fd_filestat_set_size", [](Place& p) { return fd_filestat_set_size(p.guest.context(), p.file, 1); }},
      {"fd_allocate", [](Place& p) { return fd_allocate(p.guest.context(), p.file, 0, 100); }},
      {"fd_write", [](Place& p) { return fd_write(p.guest.context(), p.file, Guest::kIovs, 1, kOut); }},
      {"fd_pwrite", [](Place& p) { return fd_pwrite(p.guest.context(), p.file, Guest::kIovs, 1, 0, kOut); }},
  };
}

/// The rest of the table: calls that change nothing in a folder or a file.
constexpr const char* kHarmless[] = {
    "args_get",        "args_sizes_get",    "clock_res_get",       "clock_time_get",
    "environ_get",     "environ_sizes_get", "fd_advise",           "fd_close",
    "fd_datasync",     "fd_fdstat_get",     "fd_fdstat_set_flags", "fd_fdstat_set_rights",
    "fd_filestat_get", "fd_pread",          "fd_prestat_dir_name", "fd_prestat_get",
    "fd_read",         "fd_readdir",        "fd_renumber",         "fd_seek",
    "fd_sync",         "fd_tell",           "path_filestat_get",   "path_readlink",
    "poll_oneoff",     "proc_exit",         "proc_raise",          "random_get",
    "sched_yield",     "sock_accept",       "sock_recv",           "sock_send",
    "sock_shutdown"};

TEST(ReadOnlyTable, EveryCallIsTriedOrHarmless) {
  std::set<std::string> tried;
  for (const Mutation& mutation : mutations(false)) {
    const std::string name = mutation.name;
    tried.insert(name.substr(0, name.find(' ')));
  }
  const std::set<std::string> harmless(std::begin(kHarmless), std::end(kHarmless));
  size_t calls = 0;
#define WASI_CALL(name, signature, unstable, memory, system_calls)     \
  EXPECT_NE(tried.contains(#name), harmless.contains(#name)) << #name; \
  calls++;
#include "ingot/wasi_preview1.def"
  EXPECT_EQ(tried.size() + harmless.size(), calls);
}

class ReadOnlyGrant : public testing::Test {
 protected:
  /// Makes the call on fresh trees. With everything asked for that can be had.
  Errno make(const Mutation& mutation, const char* suffix, ResolveMode mode) {
    ScratchDirectory scratch;
    for (const char* folder : {"tree", "tree/dir", "other"}) {
      scratch.make_directory(std::string(folder) + "/empty");
      scratch.make_file(std::string(folder) + "/file", "text");
    }
    Guest guest(scratch / "other", mode);
    const std::string grant = (scratch / "tree") + "::/tree" + suffix;
    EXPECT_TRUE(add_grant(&guest.context(), grant.data(), static_cast<uint32_t>(grant.size())));
    Place place = {.guest = guest, .directory = 4, .below = 0, .file = 0, .other = 3};
    Fdstat status;
    EXPECT_EQ(fd_fdstat_get(guest.context(), 4, Guest::kBuffer), Errno::Success);
    status = guest.load<Fdstat>(Guest::kBuffer);
    EXPECT_EQ(guest.open("dir", 0, kOflagDirectory, status.rights_base, status.rights_inheriting, 0, 4),
              Errno::Success);
    place.below = guest.result32();
    EXPECT_EQ(guest.open("file", 0, 0, status.rights_inheriting, 0, 0, 4), Errno::Success);
    place.file = guest.result32();
    guest.put(kName, "file");
    guest.put(kNew, "new");
    guest.put(kNew + 8, "empty");
    guest.put(Guest::kBuffer, "evil");
    guest.store(Guest::kIovs, Iovec{.buf = Guest::kBuffer, .buf_len = 4});
    const std::string before = scratch.listing();
    const Errno error = mutation.call(place);
    if (error != Errno::Success) {
      EXPECT_EQ(scratch.listing(), before) << mutation.name;
      EXPECT_EQ(scratch.read_file("tree/file"), "text") << mutation.name;
    }
    return error;
  }
};

TEST_F(ReadOnlyGrant, RefusesEveryMutation) {
  for (const ResolveMode mode : {ResolveMode::Kernel, ResolveMode::Walk}) {
    for (const bool below : {false, true}) {
      for (const Mutation& mutation : mutations(below)) {
        EXPECT_EQ(make(mutation, ":ro", mode), Errno::NotCapable) << mutation.name << below;
        EXPECT_EQ(make(mutation, "", mode), Errno::Success) << mutation.name << below;
        EXPECT_EQ(make(mutation, ":rw", mode), Errno::Success) << mutation.name << below;
      }
    }
  }
}

TEST_F(ReadOnlyGrant, RightsCannotBeTakenBack) {
  ScratchDirectory scratch;
  scratch.make_file("file", "text");
  Guest guest(scratch.path());
  const std::string grant = scratch.path() + ":ro";
  ASSERT_TRUE(add_grant(&guest.context(), grant.data(), static_cast<uint32_t>(grant.size())));
  EXPECT_EQ(fd_fdstat_set_rights(guest.context(), 4, kDirectoryRights, kAllRights), Errno::NotCapable);
  // What is moved to the number of a grant for writing keeps its own rights.
  EXPECT_EQ(fd_renumber(guest.context(), 4, 3), Errno::Success);
  EXPECT_EQ(guest.unlink("file"), Errno::NotCapable);
  EXPECT_EQ(scratch.read_file("file"), "text");
}

}  // namespace
}  // namespace ingot::wasi
