// Shapes of bodies: see profile_key.h.
#include "compiler/lower/profile_key.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/Support/xxhash.h>

#include "compiler/decode/read_immediates.h"

namespace ingot {
namespace {

/// Immediates that mean the same in every module: they say what the function does, or how many counters it has.
bool is_part_of_shape(ImmShape shape) {
  switch (shape) {
    case ImmShape::Label:
    case ImmShape::BrTable:
    case ImmShape::Local:
    case ImmShape::Lane:
    case ImmShape::Shuffle: return true;
    default: return false;
  }
}

uint64_t shape_of(const Function& function) {
  std::vector<uint8_t> shape;
  Reader reader(function.body);
  while (!reader.at_end()) {
    const Expected<const OpInfo*> op = reader.read_op();
    if (!op) break;
    const uint32_t code = static_cast<uint32_t>((*op)->op);
    for (unsigned shift = 0; shift < 32; shift += 8) shape.push_back(static_cast<uint8_t>(code >> shift));
    const uint64_t start = reader.offset();
    if (!skip_immediates(reader, (*op)->imm)) break;
    if (!is_part_of_shape((*op)->imm)) continue;
    const std::span<const uint8_t> bytes = reader.since(start).bytes;
    shape.insert(shape.end(), bytes.begin(), bytes.end());
  }
  return llvm::xxh3_64bits(llvm::ArrayRef(shape));
}

}  // namespace

std::vector<uint64_t> profile_keys(const Module& module) {
  std::vector<uint64_t> keys(module.functions.size());
  llvm::DenseMap<uint64_t, uint64_t> bodies_of_shape;
  for (size_t funcidx = module.imported_functions; funcidx < keys.size(); ++funcidx) {
    const uint64_t shape = shape_of(module.functions[funcidx]);
    // The map takes the two largest numbers for itself.
    const uint64_t number = bodies_of_shape[shape >> 1]++;
    keys[funcidx] = shape + number * 0x9E3779B97F4A7C15;
  }
  return keys;
}

}  // namespace ingot
