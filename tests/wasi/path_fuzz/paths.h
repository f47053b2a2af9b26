// Paths of the fuzzer. Half of them are made for one cell of the matrix (shape of the path) x (what it leads to), so
// that every cell comes up for every call; the others are any components in any order.
#pragma once

#include <cstdint>
#include <string>

#include "tests/wasi/path_fuzz/random.h"

namespace ingot::wasi::fuzz {

enum class Shape : uint8_t {
  DotDot,
  Dot,
  DoubleSlash,
  TrailingSlash,
  SlashDot,
  Nul,
  Absolute,
  Empty,
  Bytes255,
  Bytes4096,
  Count
};
enum class Target : uint8_t { Chain, Dangling, Loop, AbsoluteTarget, Swapped, Count };

inline constexpr uint32_t kShapes = static_cast<uint32_t>(Shape::Count);
inline constexpr uint32_t kTargets = static_cast<uint32_t>(Target::Count);

struct Path {
  std::string text;
  int cell = -1;  ///< shape * kTargets + target, or -1
};

Path random_path(Random& random);

}  // namespace ingot::wasi::fuzz
