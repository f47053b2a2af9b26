// The host's side of the path fuzzer: the folders, the oracle that watches what is outside of them, and the thread that
// moves things about meanwhile.
//
//   granted/   a guest may do anything here; made anew from time to time
//   sealed/    granted for reading: must not change at all
//   outside/   must not be seen or changed at all
//   lot/       where the other thread parks a folder of granted/, which takes what is being made in it along
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace ingot::wasi::fuzz {

/// What files and link targets outside begin with; nothing inside does.
inline const std::string kOutsideMark = "OUTSIDE:";

class World {
 public:
  explicit World(std::string folder);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  /// Makes granted/ anew. The folder itself stays, since the guest has it open.
  void reset();
  /// What differs from how outside/ and sealed/ were at first; empty if nothing does.
  std::string changes() const;
  /// Whether a file is one of outside/, the folder that everything is in, or one of the system that links lead to.
  bool is_outside(uint64_t device, uint64_t inode) const { return outside_files_.contains({device, inode}); }
  /// The same of what is not behind a link: for what a guest may be told by a call that looks.
  bool is_outside(const struct stat& status) const { return is_outside(status.st_dev, status.st_ino); }

  /// What can happen in granted/ while a guest is at work: folders and files swapped for links that lead outside, a
  /// folder taken away, a link where there was nothing.
  static uint32_t move_count();
  /// Whether the move has to do with something that is mentioned in the text.
  static bool move_concerns(uint32_t move, const std::string& text);
  /// Makes the move, or takes it back. Nothing happens where the names are not there (any more).
  void make_move(uint32_t move) const;
  void take_back(uint32_t move) const;

 private:
  using Snapshot = std::map<std::string, std::string>;
  Snapshot snapshot(const std::string& name) const;

  std::string folder_;
  Snapshot outside_, sealed_;
  std::set<std::pair<uint64_t, uint64_t>> outside_files_;  // device and inode
};

/// Makes all moves of the world, one after the other, as fast as it can.
class Mover {
 public:
  explicit Mover(const World& world);
  ~Mover();
  Mover(const Mover&) = delete;
  Mover& operator=(const Mover&) = delete;

  uint64_t moves() const { return moves_; }
  /// While the tree is made anew.
  void pause(bool paused);

 private:
  void run();

  const World& world_;
  std::atomic<bool> stop_ = false, pause_ = false, resting_ = false;
  std::atomic<uint64_t> moves_ = 0;
  uint64_t rounds_ = 0;
  std::thread thread_;
};

}  // namespace ingot::wasi::fuzz
