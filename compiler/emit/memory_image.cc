// Builds memory 0's initial image and the blob of data segments: see compiler/lower/state_data.h for what goes where.
#include "compiler/emit/memory_image.h"

#include <algorithm>

#include "compiler/emit/raw_object.h"
#include "compiler/lower/lower_module.h"
#include "compiler/lower/state_data.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

/// Enough for the page of any x86-64 Linux; the linker script places the section at the memory's address anyway.
constexpr uint64_t kImageAlignment = 4096;

std::vector<char> memory_object(const Module& module, const DataPlacement& placement) {
  std::vector<uint8_t> image(placement.image_bytes);
  for (const DataPiece& piece : placement.image) {
    const std::span<const uint8_t> bytes = module.datas[piece.dataidx].bytes.subspan(piece.begin, piece.length);
    std::copy(bytes.begin(), bytes.end(), image.begin() + static_cast<ptrdiff_t>(piece.address));
  }
  return make_raw_object(
      {.name = INGOT_PROGRAM_MEMORY0_SECTION, .writable = true, .alignment = kImageAlignment, .symbol = {}}, image);
}

std::vector<char> blob_object(const ModulePlan& plan, const DataPlacement& placement) {
  std::vector<uint8_t> blob;
  blob.reserve(placement.blob_bytes);
  for (uint32_t dataidx = 0; dataidx < placement.blob_offsets.size(); ++dataidx) {
    if (!placement.blob_offsets[dataidx]) continue;
    const std::span<const uint8_t> bytes = plan.module().datas[dataidx].bytes;
    blob.insert(blob.end(), bytes.begin(), bytes.end());
  }
  return make_raw_object(
      {.name = ".rodata.ingot", .writable = false, .alignment = 16, .symbol = data_blob_symbol(plan)}, blob);
}

}  // namespace

std::vector<EmittedFile> emit_data_objects(const ModulePlan& plan) {
  const DataPlacement placement = place_data(plan);
  std::vector<EmittedFile> files;
  if (placement.image_bytes != 0) files.push_back({"data.memory0", memory_object(plan.module(), placement)});
  if (placement.blob_bytes != 0) files.push_back({"data.segments", blob_object(plan, placement)});
  return files;
}

}  // namespace ingot
