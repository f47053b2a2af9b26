// Tells at once if a file is touched, by whatever name: the kernel's inotify on each file and folder of a tree.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace ingot::wasi::fuzz {

class Watch {
 public:
  enum class What : uint8_t { Changes, ChangesAndReads };

  Watch();
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void add_tree(const std::string& path, What what);
  /// What has happened since the last time; empty if nothing has.
  std::string events();

 private:
  void add(const std::string& path, uint32_t mask);

  const int inotify_;
  std::map<int, std::string> paths_;
};

}  // namespace ingot::wasi::fuzz
