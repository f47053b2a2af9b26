// The numbers that random modules are made of.
#include <array>

#include "tests/fuzz/bytes.h"

namespace fuzz {
namespace {

uint64_t interesting_integer(Random& random, unsigned bits) {
  const uint64_t small = random.below(16);
  const uint64_t power = uint64_t{1} << random.below(bits);
  switch (random.below(8)) {
    case 0: return small;
    case 1: return -small;
    case 2: return power;
    case 3: return power - 1;
    case 4: return -power;
    case 5: return random.below(65536 + 32);  // an address about the end of a small memory
    case 6: return random.below(256);
    default: return random.next();
  }
}

// NaNs are quiet: what becomes of a signalling one on its way through JavaScript is nobody's promise.
constexpr std::array<uint32_t, 20> kFloats = {0x00000000, 0x80000000, 0x3F800000, 0xBF800000, 0x7F800000,
                                              0xFF800000, 0x7FC00000, 0x00000001, 0x807FFFFF, 0x00800000,
                                              0x7F7FFFFF, 0x3F000000, 0xBF000000, 0x3FC00000, 0x4B000001,
                                              0x4F000000, 0xCF000000, 0x4F800000, 0x5F000000, 0x5F800000};
constexpr std::array<uint64_t, 22> kDoubles = {
    0x0000000000000000, 0x8000000000000000, 0x3FF0000000000000, 0xBFF0000000000000, 0x7FF0000000000000,
    0xFFF0000000000000, 0x7FF8000000000000, 0x0000000000000001, 0x800FFFFFFFFFFFFF, 0x0010000000000000,
    0x7FEFFFFFFFFFFFFF, 0x3FE0000000000000, 0xBFE0000000000000, 0x3FF8000000000000, 0x4330000000000001,
    0x41E0000000000000, 0xC1E0000000000000, 0x41DFFFFFFFC00000, 0x41F0000000000000, 0x43E0000000000000,
    0xC3E0000000000000, 0x43F0000000000000};

}  // namespace

uint64_t interesting_bits(Random& random, ingot::ValKind kind) {
  switch (kind) {
    case ingot::ValKind::I32: return static_cast<uint32_t>(interesting_integer(random, 32));
    case ingot::ValKind::I64: return interesting_integer(random, 64);
    case ingot::ValKind::F32: {
      if (random.one_in(3)) return 0x3F000000 + static_cast<uint32_t>(random.below(0x10000000));
      return kFloats[random.below(kFloats.size())];
    }
    case ingot::ValKind::F64: {
      if (random.one_in(3)) return 0x3FE0000000000000 + (random.next() >> 6);
      return kDoubles[random.below(kDoubles.size())];
    }
    default: return random.next();
  }
}

}  // namespace fuzz
