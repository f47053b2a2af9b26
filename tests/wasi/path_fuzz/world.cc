// Folders, oracle and mover of the path fuzzer.
#include "tests/wasi/path_fuzz/world.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
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
  for (const char* name : {"dir", "dir/deep", "dir/deep/er", "empty", "swap", "park", "park/deep"})
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
                                                       {"dir/deep/root", "../.."}};
  for (const auto& [name, target] : links) link_to(target, root + "/" + name);
  link_to(fs::path(root).parent_path().string() + "/outside", root + "/absolute");
  link_to(root, root + "/absolute_inside");
}

}  // namespace

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
  struct stat status;
  for (const auto& [name, text] : outside_)
    if (lstat((folder_ + "/" + name).c_str(), &status) == 0) outside_inodes_.insert(status.st_ino);
  if (stat(folder_.c_str(), &status) == 0) outside_inodes_.insert(status.st_ino);
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
  while (paused && !resting_) std::this_thread::yield();
}

void Mover::run() {
  constexpr unsigned kExchange = 2;
  const auto exchange = [this](const std::string& a, const std::string& b) {
    syscall(SYS_renameat2, AT_FDCWD, world_.path(a).c_str(), AT_FDCWD, world_.path(b).c_str(), kExchange);
  };
  const auto move = [this](const std::string& from, const std::string& to) {
    rename(world_.path(from).c_str(), world_.path(to).c_str());
  };
  while (!stop_) {
    resting_ = pause_.load();
    if (resting_) {
      std::this_thread::yield();
      continue;
    }
    exchange("granted/swap", "granted/out");
    exchange("granted/dir/deep", "granted/absolute");
    move("granted/park/deep", "lot/deep");
    exchange("granted/dir", "granted/empty");
    move("lot/deep", "granted/park/deep");
    exchange("granted/file", "granted/out_file");
    moves_ += 6;
    if (moves_ % 96 == 0) std::this_thread::yield();
  }
}

}  // namespace ingot::wasi::fuzz
