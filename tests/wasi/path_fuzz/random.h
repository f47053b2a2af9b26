// Numbers from a seed, and choices made by them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace ingot::wasi::fuzz {

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  uint32_t below(uint32_t end) { return static_cast<uint32_t>(engine_() % end); }
  bool one_in(uint32_t n) { return below(n) == 0; }
  template <typename T, size_t N>
  const T& of(const T (&choices)[N]) {
    return choices[below(N)];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace ingot::wasi::fuzz
