// A SHA-256 over a sequence of texts, for the keys of the cache. Keeps LLVM's headers out of the rest of driver/.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ingot {

/// Every text carries its length, so that no two sequences look alike.
class ContentHash {
 public:
  ContentHash();
  ~ContentHash();

  void add(std::string_view text);
  void add(std::span<const uint8_t> bytes);
  void add(uint64_t number);
  /// Size and time of a file: enough to notice that it was replaced, and cheap. Nothing, if there is no such file.
  void add_file(const std::string& path);
  /// 64 lower-case digits. Nothing may be added afterwards.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ingot
