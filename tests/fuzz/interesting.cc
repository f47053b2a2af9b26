// The numbers that random modules are made of.
#include <array>

#include "tests/fuzz/rows.h"

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

void random_constant(Random& random, Bytes& code, const ingot::ValType& type) {
  using ingot::Op;
  using ingot::ValKind;
  const uint64_t bits = interesting_bits(random, type.kind);
  switch (type.kind) {
    case ValKind::I32: code.op(Op::I32Const).sleb(static_cast<int32_t>(bits)); return;
    case ValKind::I64: code.op(Op::I64Const).sleb(static_cast<int64_t>(bits)); return;
    case ValKind::F32: code.op(Op::F32Const).fixed(bits, 4); return;
    case ValKind::F64: code.op(Op::F64Const).fixed(bits, 8); return;
    default: break;
  }
  // Lanes of any kind: numbers of four or two lanes.
  const bool narrow = random.one_in(2);
  const auto half = [&] {
    if (!narrow) return interesting_bits(random, random.one_in(2) ? ValKind::F64 : ValKind::I64);
    const ValKind kind = random.one_in(2) ? ValKind::F32 : ValKind::I32;
    const uint64_t low = interesting_bits(random, kind);
    return low | interesting_bits(random, kind) << 32;
  };
  const uint64_t low = half();
  code.op(Op::V128Const).fixed(low, 8).fixed(half(), 8);
}

}  // namespace fuzz
