// Files in a folder that is made for each test.
#include "compiler/support/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace ingot {
namespace {

namespace fs = std::filesystem;

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "ingot-file-test-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const char* name) const { return folder_ / name; }
  std::string text_of(const char* name) const {
    const auto bytes = read_file(path(name));
    return bytes ? std::string(bytes->begin(), bytes->end()) : bytes.error().message;
  }
  size_t file_count() const { return std::distance(fs::directory_iterator(folder_), fs::directory_iterator()); }

  fs::path folder_;
};

TEST_F(FileTest, ReadsWhatWasWritten) {
  ASSERT_TRUE(write_file_atomically(path("a"), bytes_of("hello")));
  EXPECT_EQ(text_of("a"), "hello");
  EXPECT_EQ(file_count(), 1u);
}

TEST_F(FileTest, ReadsAnEmptyFile) {
  ASSERT_TRUE(write_file_atomically(path("a"), {}));
  EXPECT_EQ(text_of("a"), "");
}

TEST_F(FileTest, ReplacesAFile) {
  ASSERT_TRUE(write_file_atomically(path("a"), bytes_of("first and long")));
  ASSERT_TRUE(write_file_atomically(path("a"), bytes_of("second")));
  EXPECT_EQ(text_of("a"), "second");
}

TEST_F(FileTest, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(text_of("missing"), "cannot open '" + path("missing") + "': no such file or directory");
  const auto folder = read_file(folder_);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().message, "cannot read '" + folder_.string() + "': is a directory");
}

TEST_F(FileTest, RefusesAFileOfFourGibibytes) {
  ASSERT_TRUE(write_file_atomically(path("large"), {}));
  ASSERT_EQ(truncate(path("large").c_str(), off_t{1} << 32), 0);  // sparse
  EXPECT_NE(text_of("large").find("file too large"), std::string::npos);
}

TEST_F(FileTest, ReadsAPipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "piped", 5), 5);
  close(ends[1]);
  const auto bytes = read_file("/dev/fd/" + std::to_string(ends[0]));
  close(ends[0]);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(std::string(bytes->begin(), bytes->end()), "piped");
}

TEST_F(FileTest, ReadsStandardInput) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "typed", 5), 5);
  close(ends[1]);
  const int saved = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  const auto bytes = read_file("-");
  dup2(saved, STDIN_FILENO);
  close(saved);
  close(ends[0]);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(std::string(bytes->begin(), bytes->end()), "typed");
}

TEST_F(FileTest, LeavesNothingBehindIfTheFolderIsMissing) {
  const auto written = write_file_atomically(path("missing/a"), bytes_of("x"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "cannot write '" + path("missing/a") + "': no such file or directory");
  EXPECT_EQ(file_count(), 0u);
}

TEST_F(FileTest, DoesNotReplaceAFolder) {
  fs::create_directory(path("folder"));
  EXPECT_FALSE(write_file_atomically(path("folder"), bytes_of("x")));
  EXPECT_EQ(file_count(), 1u);
}

TEST_F(FileTest, WritesThroughALink) {
  ASSERT_TRUE(write_file_atomically(path("target"), bytes_of("old")));
  fs::create_symlink("target", path("link"));
  ASSERT_TRUE(write_file_atomically(path("link"), bytes_of("new")));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(text_of("target"), "new");
}

TEST_F(FileTest, WritesToDevicesInPlace) {
  EXPECT_TRUE(write_file_atomically("/dev/null", bytes_of("x")));
  struct stat status {};
  ASSERT_EQ(stat("/dev/null", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));
}

// A pipe stands for all special files: a device would be destroyed for the whole machine if this failed as root.
TEST_F(FileTest, PendingFileDoesNotReplaceAPipe) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  {
    auto pending = PendingFile::create(path("pipe"));
    ASSERT_TRUE(pending);
    ASSERT_TRUE(write_file_atomically(pending->path(), bytes_of("linked")));
    ASSERT_TRUE(pending->commit());
    EXPECT_NE(pending->path(), "");
  }
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
  EXPECT_EQ(file_count(), 1u);
  char text[16] = {};
  EXPECT_EQ(read(reader, text, sizeof text), 6);
  EXPECT_STREQ(text, "linked");
  close(reader);
}

TEST_F(FileTest, HonoursUmaskAndMode) {
  const mode_t saved = umask(027);
  ASSERT_TRUE(write_file_atomically(path("data"), {}));
  ASSERT_TRUE(write_file_atomically(path("program"), {}, FileMode::Executable));
  umask(saved);
  EXPECT_EQ(fs::status(path("data")).permissions(), fs::perms(0640));
  EXPECT_EQ(fs::status(path("program")).permissions(), fs::perms(0750));
}

TEST_F(FileTest, PendingFileDisappearsUnlessCommitted) {
  std::string temporary;
  {
    auto pending = PendingFile::create(path("a"));
    ASSERT_TRUE(pending);
    temporary = pending->path();
    EXPECT_TRUE(fs::exists(temporary));
    EXPECT_EQ(fs::path(temporary).parent_path(), folder_);
  }
  EXPECT_FALSE(fs::exists(temporary));
  EXPECT_EQ(file_count(), 0u);

  auto pending = PendingFile::create(path("a"));
  ASSERT_TRUE(pending);
  ASSERT_TRUE(pending->commit());
  EXPECT_TRUE(fs::exists(path("a")));
}

}  // namespace
}  // namespace ingot
