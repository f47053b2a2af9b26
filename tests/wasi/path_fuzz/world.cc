// Folders, oracle and mover of the path fuzzer.
#include "tests/wasi/path_fuzz/world.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ingot::wasi::fuzz {
namespace {

namespace fs = std::filesystem;

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

void link_to(const std::string& target, const std::string& path) { fs::create_symlink(target, path); }

/// The things of the table in the issue: chains, dangling links, loops, absolute targets, ways out.
void fill(const std::string& root) {
  for (const char* name : {"dir", "dir/deep", "dir/deep/sub", "empty", "swap", "park", "park/deep"})
    fs::create_directory(root + "/" + name);
  for (const char* name : {"file", "dir/file", "dir/deep/file", "swap/secret", "swap/file", "park/deep/file"})
    write_file(root + "/" + name, "inside");
  const std::pair<const char*, const char*> links[] = {{"to_file", "file"},
                                                       {"to_dir", "dir"},
                                                       {"to_dir_slash", "dir/"},
                                                       {"chain", "chain1"},
                                                       {"chain1", "dir/../chain2"},
                                                       {"chain2", "to_dir/./deep"},
                                                       {"dangling", "missing"},
                                                       {"dangling_deep", "missing/deep"},
                                                       {"loop", "loop1"},
                                                       {"loop1", "./loop"},
                                                       {"out", "../outside"},
                                                       {"out_file", "../outside/secret"},
                                                       {"out_deep", "dir/deep/../../../outside/dir"},
                                                       {"up", ".."},
                                                       {"dir/up", "../.."},
                                                       {"here", "."},
                                                       {"back", "../granted/dir"},
                                                       {"root", "/"},
                                                       {"passwd", "/etc/passwd"},
                                                       {"proc", "/proc/self/root"},
                                                       {"dir/deep/root", "../.."},
                                                       {"chain_out", "here/chain_out1"},
                                                       {"chain_out1", "out"},
                                                       {"out_new", "../outside/new"},
                                                       {"dir/leak", "../../outside/secret"},
                                                       {"park/leak", "../../outside"}};
  for (const auto& [name, target] : links) link_to(target, root + "/" + name);
  link_to(fs::path(root).parent_path().string() + "/outside", root + "/absolute");
  link_to(root, root + "/absolute_inside");
}

// ---- What moves -----------------------------------------------------------------------------------------------------

struct Move {
  enum Kind { Exchange, Park, Plant } kind;
  const char* name;   ///< of the guest's things
  const char* other;  ///< what comes in its place, or where it goes; the target of the new link
};
constexpr Move kMoves[] = {{Move::Exchange, "granted/swap", "granted/out"},
                           {Move::Exchange, "granted/dir/deep", "granted/absolute"},
                           {Move::Park, "granted/park/deep", "lot/deep"},
                           {Move::Exchange, "granted/dir", "granted/empty"},
                           {Move::Exchange, "granted/file", "granted/out_file"},
                           {Move::Exchange, "granted/dir/file", "granted/dir/leak"},
                           {Move::Exchange, "granted/empty", "granted/out"},
                           {Move::Exchange, "granted/to_file", "granted/passwd"},
                           {Move::Exchange, "granted/park/deep", "granted/park/leak"},
                           {Move::Plant, "granted/new", "../outside/new"},
                           {Move::Plant, "granted/missing", "../outside/file"}};

/// A name in a folder that was reached without following a link: with folders being swapped for links, what moves them
/// would move things outside as well.
class Place {
 public:
  explicit Place(const std::string& path) : name_(path.substr(path.rfind('/') + 1)) {
    struct {
      uint64_t flags = O_PATH | O_DIRECTORY | O_CLOEXEC, mode = 0, resolve = 4;  // RESOLVE_NO_SYMLINKS
    } how;
    folder_ =
        static_cast<int>(syscall(SYS_openat2, AT_FDCWD, path.substr(0, path.rfind('/')).c_str(), &how, sizeof(how)));
  }
  ~Place() {
    if (folder_ >= 0) close(folder_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  void exchange_with(const Place& other) const { rename(other, 2); }
  void move_to(const Place& other) const { rename(other, 0); }
  void make_link(const char* target) const { [[maybe_unused]] const int made = symlinkat(target, folder_, name()); }
  void remove_link() const {
    char text[1];
    if (readlinkat(folder_, name(), text, sizeof(text)) >= 0) unlinkat(folder_, name(), 0);
  }

 private:
  const char* name() const { return name_.c_str(); }
  void rename(const Place& other, unsigned flags) const {
    syscall(SYS_renameat2, folder_, name(), other.folder_, other.name(), flags);
  }

  std::string name_;
  int folder_;
};

}  // namespace

uint32_t World::move_count() { return sizeof(kMoves) / sizeof(kMoves[0]); }

bool World::move_concerns(uint32_t move, const std::string& text) {
  const auto is_mentioned = [&text](const char* name) { return text.find(strchr(name, '/') + 1) != std::string::npos; };
  return is_mentioned(kMoves[move].name) || (kMoves[move].kind == Move::Exchange && is_mentioned(kMoves[move].other));
}

void World::make_move(uint32_t index) const {
  const Move& move = kMoves[index];
  const Place place(path(move.name));
  switch (move.kind) {
    case Move::Exchange: place.exchange_with(Place(path(move.other))); break;
    case Move::Park: place.move_to(Place(path(move.other))); break;
    case Move::Plant: place.make_link(move.other); break;
  }
}

void World::take_back(uint32_t index) const {
  const Move& move = kMoves[index];
  const Place place(path(move.name));
  switch (move.kind) {
    case Move::Exchange: place.exchange_with(Place(path(move.other))); break;
    case Move::Park: Place(path(move.other)).move_to(place); break;
    case Move::Plant: place.remove_link(); break;
  }
}

World::World(std::string folder) : folder_(std::move(folder)) {
  for (const char* name : {"granted", "sealed", "outside", "outside/dir", "outside/empty", "lot"})
    fs::create_directories(path(name));
  for (const char* name : {"secret", "file", "dir/file", "dir/secret"})
    write_file(path("outside/") + name, kOutsideMark + name);
  link_to(kOutsideMark, path("outside/to_file"));
  fill(path("sealed"));
  reset();
  outside_ = snapshot("outside");
  sealed_ = snapshot("sealed");
  const auto note = [this](const std::string& file) {
    struct stat status;
    if (lstat(file.c_str(), &status) == 0) outside_files_.insert({status.st_dev, status.st_ino});
  };
  for (const auto& [name, text] : outside_) note(path(name));
  note(folder_);
  for (const char* file : {"/", "/etc", "/etc/passwd", "/proc", "/proc/self"}) note(file);
}

World::~World() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void World::reset() {
  for (const char* name : {"granted", "lot"}) {
    // Folders without permissions cannot be looked into; guests cannot make such.
    std::vector<fs::path> entries;
    for (const fs::directory_entry& entry : fs::directory_iterator(path(name))) entries.push_back(entry.path());
    for (const fs::path& entry : entries) fs::remove_all(entry);
  }
  fill(path("granted"));
}

World::Snapshot World::snapshot(const std::string& name) const {
  Snapshot result;
  std::vector<std::string> names = {name};
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path(name)))
    names.push_back(fs::path(entry.path()).lexically_relative(folder_).string());
  for (const std::string& entry : names) {
    struct stat status;
    if (lstat(path(entry).c_str(), &status) != 0) throw std::runtime_error("cannot look at " + entry);
    char text[200];
    snprintf(text, sizeof(text), "inode %lu mode %o links %lu size %ld modified %ld.%09ld changed %ld.%09ld ",
             static_cast<unsigned long>(status.st_ino), status.st_mode, static_cast<unsigned long>(status.st_nlink),
             static_cast<long>(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
             status.st_ctim.tv_nsec);
    result[entry] = text;
    if (S_ISREG(status.st_mode)) {
      std::ifstream file(path(entry));
      result[entry] += std::string(std::istreambuf_iterator<char>(file), {});
    }
  }
  return result;
}

std::string World::changes() const {
  std::string text;
  const std::pair<const char*, const Snapshot*> watched[] = {{"outside", &outside_}, {"sealed", &sealed_}};
  for (const auto& [name, before] : watched) {
    const Snapshot now = snapshot(name);
    for (const auto& [entry, state] : *before) {
      const auto found = now.find(entry);
      if (found == now.end())
        text += entry + " is gone\n";
      else if (found->second != state)
        text += entry + " was " + state + ", is " + found->second + "\n";
    }
    for (const auto& [entry, state] : now)
      if (!before->contains(entry)) text += entry + " is new\n";
  }
  return text;
}

Mover::Mover(const World& world) : world_(world), thread_([this] { run(); }) {}

Mover::~Mover() {
  stop_ = true;
  thread_.join();
}

void Mover::pause(bool paused) {
  pause_ = paused;
  while (resting_ != paused) std::this_thread::yield();
}

void Mover::run() {
  while (!stop_) {
    resting_ = pause_.load();
    if (resting_) {
      std::this_thread::yield();
      continue;
    }
    // All of them, then back: what is taken away comes again.
    for (uint32_t move = 0; move < World::move_count(); move++) world_.make_move(move);
    for (uint32_t move = World::move_count(); move-- != 0;) world_.take_back(move);
    moves_ += 2 * World::move_count();
    if (++rounds_ % 8 == 0) std::this_thread::yield();
  }
}

}  // namespace ingot::wasi::fuzz
