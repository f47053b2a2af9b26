// Lookup in the opcode table: one flat array of rows, and per prefix an array from opcode to row.
#include "compiler/wasm/opcodes.h"

#include <array>
#include <cstddef>

namespace ingot {
namespace {

constexpr OpInfo kRows[] = {
#define OP(code, ident, text, imm, sig, group, feature) \
  {Op::ident, text, ImmShape::imm, #sig, OpGroup::group, Feature::feature},
#include "compiler/wasm/opcodes.def"
#undef OP
};
constexpr uint16_t kNoRow = 0xFFFF;
static_assert(std::size(kRows) < kNoRow);

/// The prefix of a code, 0 if it is a plain opcode.
constexpr uint32_t prefix_of(Op op) { return static_cast<uint32_t>(op) >> 16; }

/// Rows by opcode, for the opcodes of one prefix. Opcodes from Size on do not exist.
template <size_t Size>
using Index = std::array<uint16_t, Size>;

template <uint32_t Prefix, size_t Size>
consteval Index<Size> make_index() {
  Index<Size> index;
  index.fill(kNoRow);
  for (size_t row = 0; row < std::size(kRows); ++row) {
    if (prefix_of(kRows[row].op) == Prefix) index.at(static_cast<uint32_t>(kRows[row].op) & 0xFFFF) = row;
  }
  return index;
}

// An opcode that does not fit into its index is a compile error: std::array::at in a constant expression.
constexpr auto kPlain = make_index<0, 0x100>();
constexpr auto kGc = make_index<0xFB, 0x20>();
constexpr auto kMisc = make_index<0xFC, 0x20>();
constexpr auto kVector = make_index<0xFD, 0x120>();
constexpr auto kAtomic = make_index<0xFE, 0x50>();

template <size_t Size>
const OpInfo* look_up(const Index<Size>& index, uint32_t opcode) {
  if (opcode >= Size || index[opcode] == kNoRow) return nullptr;
  return &kRows[index[opcode]];
}

}  // namespace

const OpInfo* find_op(uint32_t code) {
  const uint32_t opcode = code & 0xFFFF;
  switch (code >> 16) {
    case 0: return look_up(kPlain, opcode);
    case 0xFB: return look_up(kGc, opcode);
    case 0xFC: return look_up(kMisc, opcode);
    case 0xFD: return look_up(kVector, opcode);
    case 0xFE: return look_up(kAtomic, opcode);
    default: return nullptr;
  }
}

const OpInfo& info(Op op) { return *find_op(static_cast<uint32_t>(op)); }

}  // namespace ingot
