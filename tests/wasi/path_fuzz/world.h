// The host's side of the path fuzzer: the folders, the oracle that watches what is outside of them, and the thread that
// moves things about meanwhile.
//
//   granted/   a guest may do anything here; made anew from time to time
//   sealed/    granted for reading: must not change at all
//   outside/   must not be seen or changed at all
//   lot/       where the other thread parks a folder of granted/, which takes what is being made in it along
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <thread>

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
  /// Whether an inode is one of outside/, or of the folder that everything is in.
  bool is_outside(uint64_t inode) const { return outside_inodes_.contains(inode); }

 private:
  using Snapshot = std::map<std::string, std::string>;
  Snapshot snapshot(const std::string& name) const;

  std::string folder_;
  Snapshot outside_, sealed_;
  std::set<uint64_t> outside_inodes_;
};

/// Swaps folders of granted/ for links that lead outside, renames them, and parks one in lot/, as fast as it can.
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
  std::thread thread_;
};

}  // namespace ingot::wasi::fuzz
