// Reading, writing, sizes, and listing directories.
#include <fcntl.h>
#include <unistd.h>

#include <set>

#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

class Io : public testing::Test {
 protected:
  Io() : guest(scratch.path()) {}

  struct Entry {
    std::string name;
    Dirent head;
  };

  /// One call; complete entries only.
  std::vector<Entry> readdir(Fd fd, uint32_t length, uint64_t cookie, bool* at_end) {
    EXPECT_EQ(fd_readdir(guest.context(), fd, Guest::kBuffer, length, cookie, Guest::kResult), Errno::Success);
    const uint32_t used = guest.result32();
    EXPECT_LE(used, length);
    *at_end = used < length;
    std::vector<Entry> entries;
    for (uint32_t at = 0; at + sizeof(Dirent) <= used;) {
      const Dirent head = guest.load<Dirent>(Guest::kBuffer + at);
      at += sizeof(Dirent);
      if (at + head.name_length > used) break;
      entries.push_back({guest.get(Guest::kBuffer + at, head.name_length), head});
      at += head.name_length;
    }
    return entries;
  }

  ScratchDirectory scratch;
  Guest guest;
};

TEST_F(Io, GathersAndScatters) {
  const Fd fd = guest.must_open("file", 0, kOflagCreat, kFdRead | kFdWrite | kFdSeek);
  guest.put(Guest::kBuffer, "abcdefgh");
  guest.store(Guest::kIovs, Iovec{.buf = Guest::kBuffer + 4, .buf_len = 4});
  guest.store(Guest::kIovs + 8, Iovec{.buf = 0, .buf_len = 0});
  guest.store(Guest::kIovs + 16, Iovec{.buf = Guest::kBuffer, .buf_len = 4});
  EXPECT_EQ(fd_write(guest.context(), fd, Guest::kIovs, 3, Guest::kResult), Errno::Success);
  EXPECT_EQ(guest.result32(), 8u);
  EXPECT_EQ(scratch.read_file("file"), "efghabcd");
  EXPECT_EQ(fd_pread(guest.context(), fd, Guest::kIovs, 1, 6, Guest::kResult), Errno::Success);
  EXPECT_EQ(guest.result32(), 2u);
  EXPECT_EQ(guest.get(Guest::kBuffer + 4, 2), "cd");
  EXPECT_EQ(fd_pwrite(guest.context(), fd, Guest::kIovs, 1, 0, Guest::kResult), Errno::Success);
  EXPECT_EQ(scratch.read_file("file"), "cdghabcd");
  EXPECT_EQ(fd_pread(guest.context(), fd, Guest::kIovs, 1, UINT64_MAX, Guest::kResult), Errno::Inval);
}

TEST_F(Io, LongListsAreDoneInPart) {
  const Fd fd = guest.must_open("file", 0, kOflagCreat, kFdWrite);
  guest.put(Guest::kBuffer, "x");
  for (uint32_t i = 0; i < 1000; i++) guest.store(Guest::kIovs + 8 * i, Iovec{.buf = Guest::kBuffer, .buf_len = i % 2});
  EXPECT_EQ(fd_write(guest.context(), fd, Guest::kIovs, 1000, Guest::kResult), Errno::Success);
  EXPECT_EQ(guest.result32(), 128u);
  EXPECT_EQ(scratch.read_file("file"), std::string(128, 'x'));
}

TEST_F(Io, Sizes) {
  const Rights rights = kFdWrite | kFdFilestatSetSize | kFdAllocate | kFdAdvise;
  const Fd fd = guest.must_open("file", 0, kOflagCreat, rights);
  EXPECT_EQ(fd_filestat_set_size(guest.context(), fd, 10), Errno::Success);
  EXPECT_EQ(scratch.read_file("file"), std::string(10, '\0'));
  EXPECT_EQ(fd_filestat_set_size(guest.context(), fd, UINT64_MAX), Errno::Inval);
  EXPECT_EQ(fd_advise(guest.context(), fd, 0, 5, 0), Errno::Success);
  EXPECT_EQ(fd_advise(guest.context(), fd, 0, 5, 6), Errno::Inval);
  EXPECT_EQ(fd_advise(guest.context(), fd, UINT64_MAX, 5, 0), Errno::Inval);
  EXPECT_EQ(fd_allocate(guest.context(), fd, UINT64_MAX, 5), Errno::FileTooBig);
  const Errno allocated = fd_allocate(guest.context(), fd, 0, 20);
  EXPECT_TRUE(allocated == Errno::Success || allocated == Errno::NotSup) << allocated;
}

TEST_F(Io, ListsADirectoryInPieces) {
  std::set<std::string> expected = {".", ".."};
  for (int i = 0; i < 300; i++) {
    const std::string name = "name_" + std::to_string(i) + std::string(i % 40, 'x');
    scratch.make_file(name);
    expected.insert(name);
  }
  for (uint32_t length : {24u + 50, 100u, 256u, 4096u, 20000u}) {
    std::set<std::string> seen;
    uint64_t cookie = 0;
    for (bool at_end = false; !at_end;) {
      for (const Entry& entry : readdir(Guest::kRoot, length, cookie, &at_end)) {
        EXPECT_TRUE(seen.insert(entry.name).second) << entry.name;
        cookie = entry.head.next;
      }
    }
    EXPECT_EQ(seen, expected) << length;
  }
}

TEST_F(Io, CookiesStayGoodWhenEntriesGo) {
  for (int i = 0; i < 50; i++) scratch.make_file("file" + std::to_string(i));
  bool at_end;
  const std::vector<Entry> all = readdir(Guest::kRoot, 20000, 0, &at_end);
  ASSERT_EQ(all.size(), 52u);
  for (size_t i = 0; i < 20; i++)
    if (all[i].name[0] != '.') unlink((scratch / all[i].name).c_str());
  const std::vector<Entry> rest = readdir(Guest::kRoot, 20000, all[25].head.next, &at_end);
  ASSERT_EQ(rest.size(), 26u);
  for (size_t i = 0; i < rest.size(); i++) EXPECT_EQ(rest[i].name, all[26 + i].name);
}

TEST_F(Io, MadeUpCookies) {
  scratch.make_file("file");
  for (uint64_t cookie : {uint64_t{1}, uint64_t{12345}, uint64_t{1} << 40, uint64_t{INT64_MAX}, UINT64_MAX}) {
    const Errno error = fd_readdir(guest.context(), Guest::kRoot, Guest::kBuffer, 4096, cookie, Guest::kResult);
    EXPECT_TRUE(error == Errno::Success || error == Errno::Inval) << cookie << " " << error;
  }
}

TEST_F(Io, EntriesHaveTypesAndInodes) {
  scratch.make_file("file");
  scratch.make_directory("dir");
  scratch.make_link("link", "file");
  bool at_end;
  for (const Entry& entry : readdir(Guest::kRoot, 4096, 0, &at_end)) {
    if (entry.name == "..") continue;
    Filestat status;
    ASSERT_EQ(guest.stat(entry.name, 0, &status), Errno::Success);
    // The call for status has overwritten the buffer; the entry is a copy.
    EXPECT_EQ(entry.head.filetype, status.filetype) << entry.name;
    EXPECT_EQ(entry.head.ino, status.ino) << entry.name;
  }
}

TEST_F(Io, ReadlinkCutsOff) {
  scratch.make_link("link", "target");
  guest.put(Guest::kPath, "link");
  guest.put(Guest::kBuffer, "........");
  for (uint32_t length : {0u, 4u, 6u, 8u}) {
    EXPECT_EQ(path_readlink(guest.context(), Guest::kRoot, Guest::kPath, 4, Guest::kBuffer, length, Guest::kResult),
              Errno::Success);
    EXPECT_EQ(guest.result32(), std::min(length, 6u));
  }
  EXPECT_EQ(guest.get(Guest::kBuffer, 8), "target..");
}

TEST_F(Io, RandomBytes) {
  EXPECT_EQ(random_get(guest.context(), Guest::kBuffer, 1000), Errno::Success);
  EXPECT_NE(guest.get(Guest::kBuffer, 1000), std::string(1000, '\0'));
  EXPECT_EQ(guest.get(Guest::kBuffer + 1000, 8), std::string(8, '\0'));
}

}  // namespace
}  // namespace ingot::wasi
