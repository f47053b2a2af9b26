// Reservation and opening of linear memories.
#include "runtime/memory/linear_memory.h"

#include "runtime/platform/virtual_memory.h"

namespace ingot {
namespace {

/// Inaccessible page below the accessible bytes in front of the base.
constexpr uint64_t kLowGuardBytes = kPageBytes;

constexpr uint64_t reserved_bytes(uint64_t bytes_before) {
  return kLowGuardBytes + round_up_to_page(bytes_before) + INGOT_MEMORY_RESERVATION;
}

}  // namespace

uint8_t* reserve_linear_memory(uint64_t bytes_before) {
  const uint64_t before = round_up_to_page(bytes_before);
  uint8_t* low = static_cast<uint8_t*>(reserve_address_space(reserved_bytes(before)));
  if (low == nullptr) return nullptr;
  if (commit_pages(low + kLowGuardBytes, before)) return low + kLowGuardBytes + before;
  release_address_space(low, reserved_bytes(before));
  return nullptr;
}

void release_linear_memory(uint8_t* base, uint64_t bytes_before) {
  if (base == nullptr) return;
  release_address_space(base - round_up_to_page(bytes_before) - kLowGuardBytes, reserved_bytes(bytes_before));
}

bool reserve_linear_memory_at(uint8_t* base, uint64_t image_bytes) {
  return reserve_address_space_at(base + image_bytes, INGOT_MEMORY_RESERVATION - image_bytes);
}

bool open_linear_memory(IngotMemory* memory, uint8_t* base, uint64_t accessible_bytes, uint64_t byte_length,
                        uint64_t max_byte_length) {
  if (max_byte_length > kMaxMemory32Bytes) max_byte_length = kMaxMemory32Bytes;
  if (byte_length > max_byte_length) return false;
  if (accessible_bytes < byte_length && !commit_pages(base + accessible_bytes, byte_length - accessible_bytes))
    return false;
  *memory = {.base = base,
             .byte_length = byte_length,
             .max_byte_length = max_byte_length,
             .reserved_bytes = INGOT_MEMORY_RESERVATION,
             .page_size_log2 = kWasmPageLog2,
             .limits_flags = 0};
  return true;
}

}  // namespace ingot
