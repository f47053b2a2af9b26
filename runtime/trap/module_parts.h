// From functions and offsets of several modules that were linked into one back to those of their files.
#pragma once

#include "ingot/abi.h"

namespace ingot {

/// A function, and a place in it, as its own file numbers them.
struct PlaceInFile {
  uint32_t funcidx;
  uint32_t file_offset;
};

/// `file_offset` may be unknown. Async-signal-safe.
inline PlaceInFile place_in_file(const IngotModulePart* parts, uint64_t part_count, const IngotFunctionRow& row,
                                 uint32_t file_offset) {
  const IngotModulePart* part = nullptr;
  for (uint64_t i = 0; i < part_count && parts[i].first_offset <= row.body_offset; ++i) part = &parts[i];
  if (part == nullptr) return {row.funcidx, file_offset};
  const uint32_t first_offset = static_cast<uint32_t>(part->first_offset);
  return {row.funcidx - part->first_function + part->own_first_function,
          file_offset == INGOT_TRAP_OFFSET_UNKNOWN ? file_offset : file_offset - first_offset};
}

}  // namespace ingot
