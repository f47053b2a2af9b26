// Decides between image, late copies and blob: see state_data.h.
//
// A segment far away from the others would make the image, and with it the executable, as large as its address: Rust
// puts a megabyte of stack in front of its data, and twenty bytes of input can place one byte at 4 GiB. So the image
// ends where at least half of it, but for a few pages, is data. An image of one page is none: to map it takes longer
// than to copy it into memory that is mapped in any case (benchmarks/startup).
#include "compiler/lower/state_data.h"

#include <algorithm>

#include "compiler/lower/lower_module.h"
#include "compiler/lower/module_plan_steps.h"

namespace ingot {
namespace {

constexpr uint64_t kImageGranularity = 4096;
constexpr uint64_t kFreeImageBytes = 16 * 1024;
constexpr size_t kMostCopiesForImage = 16;

uint64_t length_without_zeros(std::span<const uint8_t> bytes) {
  uint64_t length = bytes.size();
  while (length != 0 && bytes[length - 1] == 0) --length;
  return length;
}

/// Active segments by memory, in module order, whole.
std::vector<std::vector<DataPiece>> active_pieces(const Module& module) {
  ConstEvaluator consts(module);
  std::vector<std::vector<DataPiece>> pieces(module.memories.size());
  for (uint32_t dataidx = 0; dataidx < module.datas.size(); ++dataidx) {
    const DataSegment& segment = module.datas[dataidx];
    if (segment.mode != SegmentMode::Active || segment.bytes.empty()) continue;
    const AddressType type = module.memories[segment.memory].type.limits.address;
    pieces[segment.memory].push_back({.dataidx = dataidx,
                                      .memidx = segment.memory,
                                      .begin = 0,
                                      .length = segment.bytes.size(),
                                      .address = constant_address(consts, segment.memory_offset, type)});
  }
  return pieces;
}

std::vector<DataPiece> by_address(std::vector<DataPiece> pieces) {
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const DataPiece& a, const DataPiece& b) { return a.address < b.address; });
  return pieces;
}

bool overlap(const std::vector<DataPiece>& sorted) {
  uint64_t end = 0;
  for (const DataPiece& piece : sorted) {
    if (piece.address < end) return true;
    end = piece.address + piece.length;
  }
  return false;
}

uint64_t choose_image_end(const std::vector<DataPiece>& sorted) {
  uint64_t image_end = 0, end = 0, bytes = 0;
  for (const DataPiece& piece : sorted) {
    bytes += piece.length;
    end = std::max(end, piece.address + piece.length);
    if (end <= kFreeImageBytes + 2 * bytes) image_end = end;
  }
  const bool is_copied = image_end <= kImageGranularity && sorted.size() <= kMostCopiesForImage;
  return is_copied ? 0 : image_end;
}

void split(DataPlacement& placement, const std::vector<DataPiece>& pieces, uint64_t image_end) {
  for (DataPiece piece : pieces) {
    const uint64_t in_image = piece.address < image_end ? std::min(piece.length, image_end - piece.address) : 0;
    if (in_image != 0) {
      placement.image.push_back(piece);
      placement.image.back().length = in_image;
    }
    if (in_image == piece.length) continue;
    piece.begin += in_image;
    piece.address += in_image;
    piece.length -= in_image;
    placement.late.push_back(piece);
  }
}

/// Only memory 0 has an image.
void place_active(DataPlacement& placement, const ModulePlan& plan, uint32_t memidx, std::vector<DataPiece> pieces) {
  // Memory is zero anyway, unless an earlier segment has written there, or an earlier thread.
  if (!plan.has_threads() && !overlap(by_address(pieces)))
    for (DataPiece& piece : pieces) piece.length = length_without_zeros(plan.module().datas[piece.dataidx].bytes);
  std::erase_if(pieces, [](const DataPiece& piece) { return piece.length == 0; });
  // Threads instantiate the module once more, and instantiation copies active segments every time.
  const uint64_t image_end = memidx == 0 && !plan.has_threads() ? choose_image_end(by_address(pieces)) : 0;
  split(placement, pieces, image_end);
  if (memidx != 0) return;
  // Whole pages: the kernel maps what follows in the file into the rest of the last one.
  placement.image_bytes = (image_end + kImageGranularity - 1) / kImageGranularity * kImageGranularity;
}

}  // namespace

DataPlacement place_data(const ModulePlan& plan) {
  const Module& module = plan.module();
  DataPlacement placement;
  std::vector<bool> in_blob(module.datas.size(), !plan.is_program());
  if (plan.is_program()) {
    std::vector<std::vector<DataPiece>> pieces;
    if (!plan.traps_at_start()) pieces = active_pieces(module);
    for (uint32_t memidx = 0; memidx < pieces.size(); ++memidx)
      place_active(placement, plan, memidx, std::move(pieces[memidx]));
    for (const DataPiece& piece : placement.late) in_blob[piece.dataidx] = true;
    for (uint32_t dataidx = 0; dataidx < module.datas.size(); ++dataidx)
      if (module.datas[dataidx].mode == SegmentMode::Passive && plan.data_is_used(dataidx)) in_blob[dataidx] = true;
  }
  placement.blob_offsets.resize(module.datas.size());
  for (uint32_t dataidx = 0; dataidx < module.datas.size(); ++dataidx) {
    if (!in_blob[dataidx]) continue;
    placement.blob_offsets[dataidx] = placement.blob_bytes;
    placement.blob_bytes += module.datas[dataidx].bytes.size();
  }
  return placement;
}

std::string data_blob_symbol(const ModulePlan& plan) {
  return (plan.is_program() ? std::string() : plan.options().module_symbol) + kDataBlobSymbol;
}

}  // namespace ingot
