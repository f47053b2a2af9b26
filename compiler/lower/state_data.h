// Where the bytes of data segments go. None of them becomes IR: they stand in raw objects that emit/ writes.
//
//   image   programs: contents of memory 0 as the kernel maps it, an ELF segment at the memory's address
//   blob    read-only bytes: segments that code can still ask for (passive ones; libraries: all of them), and parts of
//           active segments that are too few or lie too far from the others to be worth an image, or in another memory
//   late    programs: those parts; the program copies them into memory before anything else runs
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lower/module_plan.h"

namespace ingot {

/// Bytes [begin, begin + length) of a data segment, and their address in memory `memidx`.
struct DataPiece {
  uint32_t dataidx = 0;
  uint32_t memidx = 0;
  uint64_t begin = 0;
  uint64_t length = 0;
  uint64_t address = 0;
};

struct DataPlacement {
  std::vector<DataPiece> image;                       ///< to be applied in this order
  std::vector<DataPiece> late;                        ///< to be applied in this order, behind the image
  uint64_t image_bytes = 0;                           ///< a multiple of 4096
  std::vector<std::optional<uint64_t>> blob_offsets;  ///< by dataidx
  uint64_t blob_bytes = 0;
};

/// A function of the plan alone: whoever needs it makes it again.
DataPlacement place_data(const ModulePlan& plan);

/// Link name of the blob.
std::string data_blob_symbol(const ModulePlan& plan);

}  // namespace ingot
