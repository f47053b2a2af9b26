// What paths mean, in both ways of resolving: what is allowed, what is refused and with which error.
#include <sys/stat.h>

#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

class Path : public testing::TestWithParam<ResolveMode> {
 protected:
  Path() {
    scratch.make_directory("outside");
    scratch.make_file("outside/secret", "secret");
    scratch.make_directory("root/dir/nested");
    scratch.make_file("root/file", "text");
    guest = std::make_unique<Guest>(scratch / "root", GetParam());
  }

  ScratchDirectory scratch;
  std::unique_ptr<Guest> guest;
};

TEST_P(Path, RefusesToLeaveTheDirectory) {
  scratch.make_link("root/escape", "../outside/secret");
  scratch.make_link("root/absolute", scratch / "outside/secret");
  scratch.make_link("root/absolute_inside", scratch / "root/file");
  EXPECT_EQ(guest->open("../outside/secret"), Errno::NotCapable);
  EXPECT_EQ(guest->open("dir/../../outside/secret"), Errno::NotCapable);
  EXPECT_EQ(guest->open("../root/file"), Errno::NotCapable);
  EXPECT_EQ(guest->open(scratch / "outside/secret"), Errno::NotCapable);
  EXPECT_EQ(guest->open("/"), Errno::NotCapable);
  EXPECT_EQ(guest->open("/file"), Errno::NotCapable);
  EXPECT_EQ(guest->open("..", 0, kOflagDirectory, kFdReaddir), Errno::NotCapable);
  EXPECT_EQ(guest->open("escape", kLookupSymlinkFollow), Errno::NotCapable);
  EXPECT_EQ(guest->open("absolute", kLookupSymlinkFollow), Errno::NotCapable);
  EXPECT_EQ(guest->open("absolute_inside", kLookupSymlinkFollow), Errno::NotCapable);
  EXPECT_EQ(guest->mkdir("../new"), Errno::NotCapable);
  EXPECT_EQ(guest->rmdir(".."), Errno::NotCapable);
  EXPECT_EQ(guest->unlink("../outside/secret"), Errno::NotCapable);
  EXPECT_EQ(guest->rename("file", "../file"), Errno::NotCapable);
  EXPECT_EQ(guest->rename("../outside/secret", "file"), Errno::NotCapable);
  EXPECT_EQ(guest->link("../outside/secret", "stolen"), Errno::NotCapable);
  EXPECT_EQ(guest->symlink("x", "../new"), Errno::NotCapable);
  EXPECT_EQ(guest->symlink("/etc/passwd", "new"), Errno::NotCapable);
  Filestat status;
  EXPECT_EQ(guest->stat("..", 0, &status), Errno::NotCapable);
  EXPECT_EQ(guest->stat("dir/../..", 0, &status), Errno::NotCapable);
  EXPECT_EQ(guest->set_times("../outside/secret", 0, 1), Errno::NotCapable);
}

TEST_P(Path, StaysBeneathTheDescriptorItStartsFrom) {
  const Fd dir = guest->must_open("dir", 0, kOflagDirectory, kDirectoryRights, kAllRights);
  EXPECT_EQ(guest->open("nested", 0, kOflagDirectory, kFdReaddir, 0, 0, dir), Errno::Success);
  EXPECT_EQ(guest->open("../file", 0, 0, kFdRead, 0, 0, dir), Errno::NotCapable);
}

TEST_P(Path, GoesUpAndDownInside) {
  std::string text;
  const Fd fd = guest->must_open("dir/.//nested/../../dir/nested/../nested///./../../file");
  ASSERT_EQ(guest->read(fd, 100, &text), Errno::Success);
  EXPECT_EQ(text, "text");
}

TEST_P(Path, TrailingSlashes) {
  Filestat status;
  EXPECT_EQ(guest->open("file/"), Errno::NotDir);
  EXPECT_EQ(guest->open("file///"), Errno::NotDir);
  EXPECT_EQ(guest->open("dir/nested///", 0, kOflagDirectory, kFdReaddir), Errno::Success);
  EXPECT_EQ(guest->open("new/", 0, kOflagCreat), Errno::IsDir);
  EXPECT_EQ(guest->stat("file/", 0, &status), Errno::NotDir);
  EXPECT_EQ(guest->stat("dir/", 0, &status), Errno::Success);
  EXPECT_EQ(guest->unlink("file/"), Errno::NotDir);
  EXPECT_EQ(guest->unlink("dir/"), Errno::IsDir);
  EXPECT_EQ(guest->mkdir("made/"), Errno::Success);
  EXPECT_EQ(guest->rename("made/", "moved"), Errno::Success);
  EXPECT_EQ(guest->rmdir("moved/"), Errno::Success);
  EXPECT_EQ(guest->symlink("file", "link/"), Errno::NoEnt);
  EXPECT_EQ(guest->link("file", "link/"), Errno::NoEnt);
  EXPECT_EQ(guest->link("file/", "link"), Errno::NotDir);
  EXPECT_EQ(guest->link("dir/", "link"), Errno::Perm);
}

TEST_P(Path, LastComponentDots) {
  EXPECT_EQ(guest->mkdir("."), Errno::Exist);
  EXPECT_EQ(guest->mkdir("dir/.."), Errno::Exist);
  EXPECT_EQ(guest->rmdir("dir/."), Errno::Inval);
  EXPECT_EQ(guest->rmdir("dir/nested/.."), Errno::NotEmpty);
  EXPECT_EQ(guest->unlink("dir/.."), Errno::IsDir);
  EXPECT_EQ(guest->rename("dir/.", "new"), Errno::Busy);
  EXPECT_EQ(guest->rename("file", "dir/.."), Errno::Busy);
  EXPECT_EQ(guest->link("dir/..", "new"), Errno::Perm);
  EXPECT_EQ(guest->symlink("x", "."), Errno::Exist);
  std::string target;
  EXPECT_EQ(guest->readlink(".", &target), Errno::Inval);
  EXPECT_EQ(guest->open(".", 0, kOflagDirectory, kFdReaddir), Errno::Success);
}

TEST_P(Path, EmptyAndNul) {
  EXPECT_EQ(guest->open(""), Errno::NoEnt);
  EXPECT_EQ(guest->mkdir(""), Errno::NoEnt);
  EXPECT_EQ(guest->symlink("", "new"), Errno::NoEnt);
  EXPECT_EQ(guest->open(std::string("file\0", 5)), Errno::Inval);
  EXPECT_EQ(guest->open(std::string("\0file", 5)), Errno::Inval);
  EXPECT_EQ(guest->mkdir(std::string("a\0b", 3)), Errno::Inval);
}

TEST_P(Path, Lengths) {
  EXPECT_EQ(guest->open(std::string(255, 'a'), 0, kOflagCreat), Errno::Success);
  EXPECT_EQ(guest->open(std::string(256, 'a'), 0, kOflagCreat), Errno::NameTooLong);
  std::string dots;
  while (dots.size() < 4088) dots += "./";
  EXPECT_EQ(guest->open(dots + "././fil"), Errno::NoEnt);  // 4095 bytes
  EXPECT_EQ(guest->open(dots + "./.file"), Errno::NoEnt);
  EXPECT_EQ(guest->open(dots + "///file"), Errno::Success);
  EXPECT_EQ(guest->open(dots + "////file"), Errno::NameTooLong);
  EXPECT_EQ(guest->open(std::string(5000, 'a')), Errno::NameTooLong);
}

TEST_P(Path, DeepDirectories) {
  std::string path;
  for (int depth = 0; depth < 300; depth++) {
    path += depth == 0 ? "d" : "/d";
    ASSERT_EQ(guest->mkdir(path), Errno::Success) << depth;
  }
  EXPECT_EQ(guest->open(path + "/../d", 0, kOflagDirectory, kFdReaddir), Errno::Success);
  std::string up = path;
  for (int depth = 0; depth < 300; depth++) up += "/..";
  EXPECT_EQ(guest->open(up + "/file"), Errno::Success);
  EXPECT_EQ(guest->open(up + "/../outside/secret"), Errno::NotCapable);
}

TEST_P(Path, FollowsFortyLinksAndNoMore) {
  scratch.make_link("root/link0", "file");
  for (int i = 1; i <= 40; i++) scratch.make_link("root/link" + std::to_string(i), "link" + std::to_string(i - 1));
  EXPECT_EQ(guest->open("link39", kLookupSymlinkFollow), Errno::Success);
  EXPECT_EQ(guest->open("link40", kLookupSymlinkFollow), Errno::Loop);
  scratch.make_link("root/self", "self");
  EXPECT_EQ(guest->open("self", kLookupSymlinkFollow), Errno::Loop);
  EXPECT_EQ(guest->open("self/x"), Errno::Loop);
  EXPECT_EQ(guest->open("link0"), Errno::Loop);
}

TEST_P(Path, DanglingLinks) {
  scratch.make_link("root/dangling", "dir/made");
  EXPECT_EQ(guest->open("dangling", kLookupSymlinkFollow), Errno::NoEnt);
  EXPECT_EQ(guest->open("dangling", kLookupSymlinkFollow, kOflagCreat | kOflagExcl), Errno::Exist);
  EXPECT_EQ(guest->open("dangling", 0, kOflagCreat), Errno::Loop);
  EXPECT_EQ(guest->open("dangling", kLookupSymlinkFollow, kOflagCreat), Errno::Success);
  EXPECT_EQ(guest->unlink("dir/made"), Errno::Success);
}

TEST_P(Path, LinksThemselves) {
  ASSERT_EQ(guest->symlink("../file", "dir/link"), Errno::Success);
  std::string target;
  EXPECT_EQ(guest->readlink("dir/link", &target), Errno::Success);
  EXPECT_EQ(target, "../file");
  EXPECT_EQ(guest->readlink("file", &target), Errno::Inval);
  Filestat status;
  EXPECT_EQ(guest->stat("dir/link", 0, &status), Errno::Success);
  EXPECT_EQ(status.filetype, static_cast<uint8_t>(FileType::SymbolicLink));
  EXPECT_EQ(guest->stat("dir/link", kLookupSymlinkFollow, &status), Errno::Success);
  EXPECT_EQ(status.filetype, static_cast<uint8_t>(FileType::RegularFile));
  EXPECT_EQ(guest->set_times("dir/link", 0, 5'000'000'007), Errno::Success);
  EXPECT_EQ(guest->stat("dir/link", 0, &status), Errno::Success);
  EXPECT_EQ(status.mtim, 5'000'000'007u);
  EXPECT_EQ(guest->stat("file", 0, &status), Errno::Success);
  EXPECT_NE(status.mtim, 5'000'000'007u);
  EXPECT_EQ(guest->set_times("dir/link", kLookupSymlinkFollow, 6'000'000'008), Errno::Success);
  EXPECT_EQ(guest->stat("file", 0, &status), Errno::Success);
  EXPECT_EQ(status.mtim, 6'000'000'008u);
  EXPECT_EQ(guest->link("dir/link", "copy"), Errno::Success);
  EXPECT_EQ(guest->readlink("copy", &target), Errno::Success);
}

TEST_P(Path, NeverFollowsMagicLinks) {
  guest = std::make_unique<Guest>("/proc/self", GetParam());
  for (const char* path : {"root", "cwd", "exe", "fd/0", "root/etc/passwd", "cwd/x", "task/../root/etc"}) {
    const Errno error = guest->open(path, kLookupSymlinkFollow);
    EXPECT_TRUE(error == Errno::Loop || error == Errno::NotCapable || error == Errno::NoEnt) << path << " " << error;
  }
}

TEST_P(Path, RefusesToWriteBelowProc) {
  guest = std::make_unique<Guest>("/proc/self", GetParam());
  EXPECT_EQ(guest->open("mem", 0, 0, kFdRead | kFdWrite), Errno::NotCapable);
  EXPECT_EQ(guest->open("mem", 0, 0, kFdWrite), Errno::NotCapable);
  EXPECT_EQ(guest->open("status"), Errno::Success);
}

std::string mode_name(const testing::TestParamInfo<ResolveMode>& info) {
  constexpr const char* kNames[] = {"Detect", "Kernel", "Walk"};
  return kNames[static_cast<int>(info.param)];
}

INSTANTIATE_TEST_SUITE_P(Modes, Path, testing::Values(ResolveMode::Kernel, ResolveMode::Walk, ResolveMode::Detect),
                         mode_name);

}  // namespace
}  // namespace ingot::wasi
