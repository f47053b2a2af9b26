// Every shape of path, on every kind of thing, in every operation: the walk must answer what openat2 answers and leave
// the same tree, and nothing outside the directory may ever be touched.
#include <fcntl.h>
#include <unistd.h>

#include <functional>
#include <vector>

#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

const std::string kSecret = "TOP SECRET";

/// A tree with `root` in it, and around it things that a path might escape to.
void make_tree(const ScratchDirectory& scratch) {
  scratch.make_directory("outside");
  scratch.make_file("outside/secret", kSecret);
  scratch.make_directory("root/dir/nested");
  scratch.make_directory("root/empty");
  scratch.make_file("root/file", "file");
  scratch.make_file("root/dir/inner", "inner");
  scratch.make_link("root/to_file", "file");
  scratch.make_link("root/to_dir", "dir");
  scratch.make_link("root/to_dir_slash", "dir/");
  scratch.make_link("root/to_file_slash", "file/");
  scratch.make_link("root/chain1", "chain2");
  scratch.make_link("root/chain2", "dir/../to_dir/./chain3");
  scratch.make_link("root/dir/chain3", "../to_file");
  scratch.make_link("root/dangling", "missing");
  scratch.make_link("root/dangling_slash", "missing/");
  scratch.make_link("root/dangling_deep", "missing/deep");
  scratch.make_link("root/loop", "loop");
  scratch.make_link("root/loop1", "loop2");
  scratch.make_link("root/loop2", "loop1");
  scratch.make_link("root/absolute", scratch / "outside");
  scratch.make_link("root/absolute_inside", scratch / "root/dir");
  scratch.make_link("root/slash", "/");
  scratch.make_link("root/escape", "../outside");
  scratch.make_link("root/escape_file", "../outside/secret");
  scratch.make_link("root/dir/escape_deep", "../../outside");
  scratch.make_link("root/escape_and_back", "../root/dir");
  scratch.make_link("root/up", "..");
  scratch.make_link("root/here", ".");
  scratch.make_link("root/dir/to_root", "..");
}

const std::vector<std::string> kThings = {
    "file",
    "dir",
    "dir/nested",
    "dir/inner",
    "empty",
    "missing",
    "to_file",
    "to_dir",
    "to_dir_slash",
    "to_file_slash",
    "chain1",
    "chain2",
    "dangling",
    "dangling_slash",
    "dangling_deep",
    "loop",
    "loop1",
    "absolute",
    "slash",
    "escape",
    "escape_file",
    "escape_and_back",
    "absolute_inside",
    "up",
    "here",
    "dir/to_root",
    "dir/escape_deep",
    "missing/deep",
    "dir/chain3",
};

/// `%` stands for the thing. All of them for operations that look, the first for those that change something, which
/// treat the way to the last component alike.
const std::vector<std::string> kShapes = {
    "%", "%/", "%//", "%/.", "%/..", "%/../%", "../%", "/%", "%/inner", "%/new", "%/new/", "dir/to_root/%",
    // From here on for operations that look.
    "./%", ".//%", "%/./", "%/../", "dir/../%", "to_dir/../%", "%/../..", "//%", "%/inner/", "%/../file",
    "%/nested/../inner", "here/here/%", "%/secret", "dir/nested/../../../root/%", "%/../../outside/secret", "up/%",
    "%/nested/..", "%/%"};
constexpr size_t kChangingShapes = 12;

std::string shape_path(const std::string& shape, const std::string& thing) {
  std::string path;
  for (char c : shape) path += c == '%' ? thing : std::string(1, c);
  return path;
}

/// Does something with a path; what is seen goes into the text.
using Operation = std::function<std::string(Guest&, const std::string&)>;

std::string describe(Errno error) { return "errno " + std::to_string(static_cast<int>(error)); }

/// Type and inode of what was opened; inodes of one tree differ from those of another, so sizes stand in for them.
std::string open_and_look(Guest& guest, const std::string& path, uint32_t lookup, uint32_t oflags, Rights rights) {
  const Errno error = guest.open(path, lookup, oflags, rights);
  if (error != Errno::Success) return describe(error);
  const Fd fd = guest.result32();
  Filestat status = {};
  EXPECT_EQ(fd_filestat_get(guest.context(), fd, Guest::kBuffer, Layout::Preview1), Errno::Success);
  status = guest.load<Filestat>(Guest::kBuffer);
  std::string seen = "type " + std::to_string(status.filetype);
  if (status.filetype == static_cast<uint8_t>(FileType::RegularFile) && (rights & kFdRead) != 0) {
    std::string text;
    EXPECT_EQ(guest.read(fd, 100, &text), Errno::Success);
    seen += " '" + text + "'";
  }
  fd_close(guest.context(), fd);
  return seen;
}

std::string look(Guest& guest, const std::string& path, uint32_t lookup) {
  Filestat status = {};
  const Errno error = guest.stat(path, lookup, &status);
  return describe(error) + " type " + std::to_string(status.filetype) + " size " +
         (status.filetype == static_cast<uint8_t>(FileType::RegularFile) ? std::to_string(status.size) : "");
}

struct NamedOperation {
  const char* name;
  bool changes;  ///< needs a fresh tree every time
  Operation run;
};

const std::vector<NamedOperation> kOperations = {
    {"open nofollow", false,
     [](Guest& g, const std::string& p) { return open_and_look(g, p, 0, 0, kFdRead | kFdFilestatGet); }},
    {"open follow", false,
     [](Guest& g, const std::string& p) { return open_and_look(g, p, 1, 0, kFdRead | kFdFilestatGet); }},
    {"open directory nofollow", false,
     [](Guest& g, const std::string& p) {
       return open_and_look(g, p, 0, kOflagDirectory, kFdReaddir | kFdFilestatGet);
     }},
    {"open directory follow", false,
     [](Guest& g, const std::string& p) {
       return open_and_look(g, p, 1, kOflagDirectory, kFdReaddir | kFdFilestatGet);
     }},
    {"open write follow", false,
     [](Guest& g, const std::string& p) { return open_and_look(g, p, 1, 0, kFdWrite | kFdFilestatGet); }},
    {"stat nofollow", false, [](Guest& g, const std::string& p) { return look(g, p, 0); }},
    {"stat follow", false, [](Guest& g, const std::string& p) { return look(g, p, 1); }},
    {"readlink", false,
     [](Guest& g, const std::string& p) {
       std::string target;
       const Errno error = g.readlink(p, &target);
       return describe(error) + (target[0] == '/' ? "absolute" : target);
     }},
    {"create", true,
     [](Guest& g, const std::string& p) { return open_and_look(g, p, 0, kOflagCreat, kFdRead | kFdFilestatGet); }},
    {"create follow", true,
     [](Guest& g, const std::string& p) { return open_and_look(g, p, 1, kOflagCreat, kFdRead | kFdFilestatGet); }},
    {"create exclusive", true,
     [](Guest& g, const std::string& p) {
       return open_and_look(g, p, 1, kOflagCreat | kOflagExcl, kFdRead | kFdFilestatGet);
     }},
    {"truncate follow", true,
     [](Guest& g, const std::string& p) { return open_and_look(g, p, 1, kOflagTrunc, kFdFilestatGet); }},
    {"set times nofollow", true,
     [](Guest& g, const std::string& p) { return describe(g.set_times(p, 0, 1'000'000'000)); }},
    {"set times follow", true,
     [](Guest& g, const std::string& p) { return describe(g.set_times(p, 1, 1'000'000'000)); }},
    {"mkdir", true, [](Guest& g, const std::string& p) { return describe(g.mkdir(p)); }},
    {"rmdir", true, [](Guest& g, const std::string& p) { return describe(g.rmdir(p)); }},
    {"unlink", true, [](Guest& g, const std::string& p) { return describe(g.unlink(p)); }},
    {"symlink", true, [](Guest& g, const std::string& p) { return describe(g.symlink("dir", p)); }},
    {"link from", true, [](Guest& g, const std::string& p) { return describe(g.link(p, "new_link")); }},
    {"link to", true, [](Guest& g, const std::string& p) { return describe(g.link("file", p)); }},
    {"rename from", true, [](Guest& g, const std::string& p) { return describe(g.rename(p, "new_name")); }},
    {"rename to", true, [](Guest& g, const std::string& p) { return describe(g.rename("file", p)); }},
    {"rename directory to", true, [](Guest& g, const std::string& p) { return describe(g.rename("empty", p)); }},
};

/// Descriptors of this process, to find leaks.
int count_open_files() {
  int count = 0;
  for (int fd = 0; fd < 256; fd++) count += fcntl(fd, F_GETFD) >= 0;
  return count;
}

/// A tree for one of the two modes, made anew when an operation has changed it: most are refused and change nothing.
class Tree {
 public:
  explicit Tree(ResolveMode mode) : mode_(mode) {}
  ~Tree() { expect_unchanged("at the end"); }

  struct Outcome {
    std::string seen;
    std::string left;  ///< the tree afterwards, if something was done to it
  };

  Outcome run(const NamedOperation& operation, const std::string& path) {
    if (scratch_ == nullptr) {
      scratch_ = std::make_unique<ScratchDirectory>();
      make_tree(*scratch_);
      fresh_ = listing();
    }
    Outcome outcome;
    Guest guest(*scratch_ / "root", mode_);
    outcome.seen = operation.run(guest, path);
    const bool refused = outcome.seen.starts_with("errno") && outcome.seen != "errno 0";
    if (!operation.changes || refused) return outcome;
    outcome.left = listing();
    EXPECT_EQ(scratch_->read_file("outside/secret"), kSecret) << operation.name << " " << path;
    EXPECT_EQ(outcome.left.find("outside/new"), std::string::npos) << operation.name << " " << path;
    if (outcome.left != fresh_) scratch_ = nullptr;
    return outcome;
  }

  /// What was refused must have changed nothing.
  void expect_unchanged(const std::string& when) const {
    if (scratch_ == nullptr) return;
    EXPECT_EQ(listing(), fresh_) << when;
    EXPECT_EQ(scratch_->read_file("outside/secret"), kSecret) << when;
  }

 private:
  /// Absolute targets name the tree they lie in.
  std::string listing() const {
    std::string text = scratch_->listing();
    for (size_t at; (at = text.find(scratch_->path())) != std::string::npos;)
      text.replace(at, scratch_->path().size(), "TREE");
    return text;
  }

  const ResolveMode mode_;
  std::unique_ptr<ScratchDirectory> scratch_;
  std::string fresh_;
};

class PathMatrix : public testing::TestWithParam<size_t> {};

TEST_P(PathMatrix, WalkDoesWhatTheKernelDoes) {
  const NamedOperation& operation = kOperations[GetParam()];
  const int open_before = count_open_files();
  Tree kernel(ResolveMode::Kernel), walk(ResolveMode::Walk);
  for (const std::string& thing : kThings) {
    for (size_t i = 0; i < (operation.changes ? kChangingShapes : kShapes.size()); i++) {
      const std::string path = shape_path(kShapes[i], thing);
      const Tree::Outcome expected = kernel.run(operation, path);
      const Tree::Outcome actual = walk.run(operation, path);
      EXPECT_EQ(expected.seen, actual.seen) << operation.name << " '" << path << "'";
      EXPECT_EQ(expected.left, actual.left) << operation.name << " '" << path << "'";
      EXPECT_EQ(expected.seen.find(kSecret), std::string::npos) << operation.name << " '" << path << "'";
    }
    kernel.expect_unchanged(thing);
    walk.expect_unchanged(thing);
  }
  EXPECT_EQ(count_open_files(), open_before);
}

std::string operation_name(const testing::TestParamInfo<size_t>& info) {
  std::string name = kOperations[info.param].name;
  for (char& c : name)
    if (c == ' ') c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Operations, PathMatrix, testing::Range<size_t>(0, kOperations.size()), operation_name);

}  // namespace
}  // namespace ingot::wasi
