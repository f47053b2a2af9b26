// The table of descriptors, rights, and what may be asked and changed about open files.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

class Descriptors : public testing::Test {
 protected:
  Descriptors() {
    scratch.make_directory("dir");
    scratch.make_file("file", "text");
    guest = std::make_unique<Guest>(scratch.path());
  }

  Fdstat fdstat(Fd fd) {
    EXPECT_EQ(fd_fdstat_get(guest->context(), fd, Guest::kBuffer), Errno::Success);
    return guest->load<Fdstat>(Guest::kBuffer);
  }

  Fd insert_host_fd(int host_fd) {
    uint32_t fd;
    EXPECT_TRUE(guest->context().fds.insert({.host_fd = host_fd, .unresolved = true}, 0, &fd));
    return fd;
  }

  ScratchDirectory scratch;
  std::unique_ptr<Guest> guest;
};

TEST(FdTable, GivesTheLowestFreeNumberAndGrows) {
  FdTable table;
  uint32_t fd;
  for (uint32_t i = 0; i < 5000; i++) {
    ASSERT_TRUE(table.insert({.host_fd = static_cast<int>(i)}, 0, &fd));
    ASSERT_EQ(fd, i);
  }
  for (uint32_t i : {17u, 31u, 32u, 4999u}) table.remove(i);
  EXPECT_EQ(table.find(17), nullptr);
  for (uint32_t i : {17u, 31u, 32u, 4999u, 5000u}) {
    ASSERT_TRUE(table.insert({.host_fd = 7}, 0, &fd));
    EXPECT_EQ(fd, i);
  }
  EXPECT_EQ(table.find(100)->host_fd, 100);
  EXPECT_EQ(table.find(1u << 30), nullptr);
}

TEST_F(Descriptors, Preopens) {
  ASSERT_EQ(fd_prestat_get(guest->context(), 3, Guest::kBuffer), Errno::Success);
  EXPECT_EQ(guest->load<Prestat>(Guest::kBuffer).name_length, 1u);
  EXPECT_EQ(fd_prestat_dir_name(guest->context(), 3, Guest::kBuffer, 0), Errno::NameTooLong);
  EXPECT_EQ(fd_prestat_dir_name(guest->context(), 3, Guest::kBuffer, 2), Errno::Success);
  EXPECT_EQ(guest->get(Guest::kBuffer, 1), "/");
  EXPECT_EQ(fd_prestat_get(guest->context(), 0, Guest::kBuffer), Errno::BadFd);
  EXPECT_EQ(fd_prestat_get(guest->context(), 4, Guest::kBuffer), Errno::BadFd);
}

TEST_F(Descriptors, RightsOfADirectory) {
  const Fdstat status = fdstat(Guest::kRoot);
  EXPECT_EQ(status.filetype, static_cast<uint8_t>(FileType::Directory));
  EXPECT_EQ(status.rights_base, kDirectoryRights);
  EXPECT_EQ(status.rights_inheriting, kAllRights);
  std::string text;
  EXPECT_EQ(guest->read(Guest::kRoot, 1, &text), Errno::IsDir);
  EXPECT_EQ(guest->write(Guest::kRoot, "x"), Errno::IsDir);
  EXPECT_EQ(fd_seek(guest->context(), Guest::kRoot, 0, kWhenceCur, Guest::kResult), Errno::IsDir);
}

TEST_F(Descriptors, RightsAreWhatWasAskedFor) {
  const Fd reader = guest->must_open("file", 0, 0, kFdRead);
  EXPECT_EQ(fdstat(reader).rights_base, kFdRead);
  EXPECT_EQ(guest->write(reader, "x"), Errno::NotCapable);
  EXPECT_EQ(fd_filestat_get(guest->context(), reader, Guest::kBuffer, Layout::Preview1), Errno::NotCapable);
  const Fd everything = guest->must_open("file", 0, 0, UINT64_MAX, UINT64_MAX);
  EXPECT_EQ(fdstat(everything).rights_base, kFileRights);
  EXPECT_EQ(guest->open("foo", 0, 0, kFdRead, 0, 0, everything), Errno::NotDir);
}

TEST_F(Descriptors, RightsOnlyShrink) {
  const Fd fd = guest->must_open("dir", 0, kOflagDirectory, kPathOpen | kPathCreateFile, kFdRead | kFdWrite);
  EXPECT_EQ(fd_fdstat_set_rights(guest->context(), fd, kPathOpen | kPathUnlinkFile, kFdRead), Errno::NotCapable);
  EXPECT_EQ(fd_fdstat_set_rights(guest->context(), fd, kPathOpen, kFdRead), Errno::Success);
  EXPECT_EQ(fd_fdstat_set_rights(guest->context(), fd, kPathOpen | kPathCreateFile, kFdRead), Errno::NotCapable);
  EXPECT_EQ(guest->open("new", 0, kOflagCreat, kFdRead, 0, 0, fd), Errno::NotCapable);
  EXPECT_EQ(guest->open("new", 0, 0, kFdWrite, 0, 0, fd), Errno::NotCapable);
  EXPECT_EQ(guest->open("new", 0, 0, kFdRead, 0, 0, fd), Errno::NoEnt);
}

TEST_F(Descriptors, TruncatingNeedsARight) {
  EXPECT_EQ(fd_fdstat_set_rights(guest->context(), Guest::kRoot, kDirectoryRights & ~kPathFilestatSetSize, kAllRights),
            Errno::Success);
  EXPECT_EQ(guest->open("file", 0, kOflagTrunc), Errno::NotCapable);
  EXPECT_EQ(scratch.read_file("file"), "text");
}

TEST_F(Descriptors, ReadOnlyPreopen) {
  guest = std::make_unique<Guest>(scratch.path(), ResolveMode::Detect, /*read_only=*/true);
  std::string text;
  const Fd fd = guest->must_open("file");
  EXPECT_EQ(guest->read(fd, 10, &text), Errno::Success);
  EXPECT_EQ(text, "text");
  EXPECT_EQ(guest->open("file", 0, 0, kFdWrite), Errno::NotCapable);
  EXPECT_EQ(guest->open("file", 0, kOflagTrunc), Errno::NotCapable);
  EXPECT_EQ(guest->open("new", 0, kOflagCreat), Errno::NotCapable);
  EXPECT_EQ(guest->mkdir("new"), Errno::NotCapable);
  EXPECT_EQ(guest->unlink("file"), Errno::NotCapable);
  EXPECT_EQ(guest->rename("file", "new"), Errno::NotCapable);
  EXPECT_EQ(guest->set_times("file", 0, 1), Errno::NotCapable);
  EXPECT_EQ(guest->link("file", "new"), Errno::NotCapable);
  EXPECT_EQ(guest->symlink("file", "new"), Errno::NotCapable);
  const Fd dir = guest->must_open("dir", 0, kOflagDirectory, kFdReaddir | kPathOpen, kFdRead);
  EXPECT_EQ(guest->open("new", 0, kOflagCreat, kFdRead, 0, 0, dir), Errno::NotCapable);
}

TEST_F(Descriptors, Renumber) {
  const Fd from = guest->must_open("file");
  const Fd to = guest->must_open("dir", 0, kOflagDirectory, kFdReaddir);
  EXPECT_EQ(fd_renumber(guest->context(), from, to), Errno::Success);
  EXPECT_EQ(fd_close(guest->context(), from), Errno::BadFd);
  std::string text;
  EXPECT_EQ(guest->read(to, 10, &text), Errno::Success);
  EXPECT_EQ(text, "text");
  EXPECT_EQ(fd_renumber(guest->context(), to, to), Errno::Success);
  EXPECT_EQ(fd_renumber(guest->context(), to, 99), Errno::BadFd);
  EXPECT_EQ(fd_renumber(guest->context(), to, Guest::kRoot), Errno::Success);
  EXPECT_EQ(fd_prestat_get(guest->context(), Guest::kRoot, Guest::kBuffer), Errno::BadFd);
}

TEST_F(Descriptors, SeekAndTell) {
  const Fd fd = guest->must_open("file", 0, 0, kFdRead | kFdSeek | kFdTell);
  EXPECT_EQ(fd_seek(guest->context(), fd, static_cast<uint64_t>(-1), kWhenceEnd, Guest::kResult), Errno::Success);
  EXPECT_EQ(guest->result64(), 3u);
  EXPECT_EQ(fd_tell(guest->context(), fd, Guest::kResult), Errno::Success);
  EXPECT_EQ(guest->result64(), 3u);
  EXPECT_EQ(fd_seek(guest->context(), fd, static_cast<uint64_t>(-9), kWhenceCur, Guest::kResult), Errno::Inval);
  EXPECT_EQ(fd_seek(guest->context(), fd, 0, 3, Guest::kResult), Errno::Inval);
  // wasi_unstable counts CUR, END, SET.
  EXPECT_EQ(unstable_fd_seek(guest->context(), fd, 1, 2, Guest::kResult), Errno::Success);
  EXPECT_EQ(guest->result64(), 1u);
  EXPECT_EQ(unstable_fd_seek(guest->context(), fd, 1, 0, Guest::kResult), Errno::Success);
  EXPECT_EQ(guest->result64(), 2u);
  EXPECT_EQ(unstable_fd_seek(guest->context(), fd, 1, 1, Guest::kResult), Errno::Success);
  EXPECT_EQ(guest->result64(), 5u);
  const Fd teller = guest->must_open("file", 0, 0, kFdRead | kFdTell);
  EXPECT_EQ(fd_seek(guest->context(), teller, 0, kWhenceCur, Guest::kResult), Errno::Success);
  EXPECT_EQ(fd_seek(guest->context(), teller, 1, kWhenceCur, Guest::kResult), Errno::NotCapable);
}

TEST_F(Descriptors, Flags) {
  const Rights rights = kFdRead | kFdWrite | kFdFdstatSetFlags;
  const Fd fd = guest->must_open("file", 0, 0, rights, 0, kFdflagAppend | kFdflagSync);
  EXPECT_EQ(fdstat(fd).flags, kFdflagAppend | kFdflagSync);
  EXPECT_EQ(fd_fdstat_set_flags(guest->context(), fd, kFdflagAppend), Errno::NotSup);
  EXPECT_EQ(fd_fdstat_set_flags(guest->context(), fd, kFdflagNonblock | kFdflagSync), Errno::Success);
  EXPECT_EQ(fdstat(fd).flags, kFdflagNonblock | kFdflagSync);
  EXPECT_EQ(fd_fdstat_set_flags(guest->context(), fd, 32), Errno::Inval);
  EXPECT_EQ(guest->open("file", 0, 0, kFdRead, 0, 32), Errno::Inval);
  EXPECT_EQ(guest->open("file", 0, 16), Errno::Inval);
  EXPECT_EQ(guest->open("file", 2), Errno::Inval);
  EXPECT_EQ(guest->open("new", 0, kOflagCreat | kOflagDirectory), Errno::Inval);
}

TEST_F(Descriptors, StandardStreamsAreWhatTheyAre) {
  int pipe_fds[2];
  ASSERT_EQ(pipe(pipe_fds), 0);
  const Fd pipe_in = insert_host_fd(pipe_fds[0]);
  EXPECT_EQ(fdstat(pipe_in).filetype, static_cast<uint8_t>(FileType::Unknown));
  EXPECT_EQ(fdstat(pipe_in).rights_base & (kFdSeek | kFdTell | kFdWrite), 0u);
  EXPECT_EQ(fd_seek(guest->context(), pipe_in, 0, kWhenceCur, Guest::kResult), Errno::SeekPipe);
  const Fd regular = insert_host_fd(open((scratch / "file").c_str(), O_RDWR));
  EXPECT_EQ(fdstat(regular).filetype, static_cast<uint8_t>(FileType::RegularFile));
  EXPECT_EQ(fdstat(regular).rights_base & (kFdSeek | kFdTell), kFdSeek | kFdTell);
  const Fd null = insert_host_fd(open("/dev/null", O_WRONLY));
  EXPECT_EQ(fdstat(null).filetype, static_cast<uint8_t>(FileType::CharacterDevice));
  EXPECT_EQ(fdstat(null).rights_base & (kFdSeek | kFdTell | kFdRead), kFdSeek | kFdTell);  // Not a terminal.
  close(pipe_fds[1]);
}

TEST_F(Descriptors, Sockets) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const Fd fd = insert_host_fd(ends[0]);
  EXPECT_EQ(fdstat(fd).filetype, static_cast<uint8_t>(FileType::SocketStream));
  guest->put(Guest::kBuffer, "hello");
  guest->store(Guest::kIovs, Iovec{.buf = Guest::kBuffer, .buf_len = 5});
  EXPECT_EQ(sock_send(guest->context(), fd, Guest::kIovs, 1, 0, Guest::kResult), Errno::Success);
  EXPECT_EQ(guest->result32(), 5u);
  char text[5];
  EXPECT_EQ(read(ends[1], text, 5), 5);
  EXPECT_EQ(write(ends[1], "abc", 3), 3);
  EXPECT_EQ(sock_recv(guest->context(), fd, Guest::kIovs, 1, kRecvPeek, Guest::kResult, Guest::kResult + 4),
            Errno::Success);
  EXPECT_EQ(sock_recv(guest->context(), fd, Guest::kIovs, 1, 0, Guest::kResult, Guest::kResult + 4), Errno::Success);
  EXPECT_EQ(guest->result32(), 3u);
  EXPECT_EQ(guest->get(Guest::kBuffer, 3), "abc");
  EXPECT_EQ(sock_shutdown(guest->context(), fd, 0), Errno::Inval);
  EXPECT_EQ(sock_shutdown(guest->context(), fd, kShutWrite), Errno::Success);
  EXPECT_EQ(read(ends[1], text, 5), 0);
  const Fd file = guest->must_open("file");
  EXPECT_EQ(sock_shutdown(guest->context(), file, kShutRead), Errno::NotSock);
  EXPECT_EQ(sock_accept(guest->context(), file, 0, Guest::kResult), Errno::NotSock);
  EXPECT_EQ(sock_accept(guest->context(), fd, 1, Guest::kResult), Errno::Inval);
  close(ends[1]);
}

TEST_F(Descriptors, FilestatLayouts) {
  const Fd fd = guest->must_open("file", 0, 0, kFdFilestatGet | kFdFilestatSetTimes);
  EXPECT_EQ(fd_filestat_set_times(guest->context(), fd, 1'000'000'001, 2'000'000'002, kFstAtim | kFstMtim),
            Errno::Success);
  ASSERT_EQ(fd_filestat_get(guest->context(), fd, Guest::kBuffer, Layout::Preview1), Errno::Success);
  const Filestat status = guest->load<Filestat>(Guest::kBuffer);
  ASSERT_EQ(fd_filestat_get(guest->context(), fd, Guest::kBuffer, Layout::Unstable), Errno::Success);
  const UnstableFilestat unstable = guest->load<UnstableFilestat>(Guest::kBuffer);
  EXPECT_EQ(status.size, 4u);
  EXPECT_EQ(status.nlink, 1u);
  EXPECT_EQ(status.atim, 1'000'000'001u);
  EXPECT_EQ(status.mtim, 2'000'000'002u);
  EXPECT_EQ(unstable.ino, status.ino);
  EXPECT_EQ(unstable.nlink, 1u);
  EXPECT_EQ(unstable.size, 4u);
  EXPECT_EQ(unstable.mtim, 2'000'000'002u);
  EXPECT_EQ(fd_filestat_set_times(guest->context(), fd, 0, 0, kFstAtim | kFstAtimNow), Errno::Inval);
  EXPECT_EQ(fd_filestat_set_times(guest->context(), fd, 0, 0, 16), Errno::Inval);
}

}  // namespace
}  // namespace ingot::wasi
