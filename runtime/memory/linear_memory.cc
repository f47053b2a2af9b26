// Reservation and opening of linear memories.
#include "runtime/memory/linear_memory.h"

#include "runtime/platform/virtual_memory.h"

namespace ingot {
namespace {

/// Inaccessible page below the accessible bytes in front of the base.
constexpr uint64_t kLowGuardBytes = kPageBytes;
/// Far beyond what any system gives, and sums of a few of them do not overflow.
constexpr uint64_t kMaxReservation = UINT64_C(1) << 56;

uint64_t smaller(uint64_t a, uint64_t b) { return a < b ? a : b; }
uint64_t larger(uint64_t a, uint64_t b) { return a > b ? a : b; }

uint64_t bytes_of_pages(uint64_t pages, uint32_t page_size_log2) {
  return pages > UINT64_MAX >> page_size_log2 ? UINT64_MAX : pages << page_size_log2;
}

bool is_guarded(const IngotMemory& memory) {
  return (memory.limits_flags & INGOT_LIMITS_64) == 0 && memory.page_size_log2 == kWasmPageLog2;
}

/// Fills in reserved_bytes and lowers the maximum to what is reserved. False if that is more than any system has.
bool plan_reservation(IngotMemory* memory) {
  if ((memory->limits_flags & INGOT_LIMITS_64) == 0)
    memory->max_byte_length = smaller(memory->max_byte_length, kMaxMemory32Bytes);
  if (memory->byte_length > memory->max_byte_length || memory->byte_length > kMaxReservation) return false;
  if (is_guarded(*memory)) {
    memory->reserved_bytes = INGOT_MEMORY_RESERVATION;
    return true;
  }
  memory->max_byte_length = smaller(memory->max_byte_length, larger(memory->byte_length, kMaxCheckedBytes));
  memory->reserved_bytes = round_up_to_page(memory->max_byte_length) + INGOT_MEMORY_GUARD;
  return true;
}

}  // namespace

IngotMemory closed_memory(const IngotMemoryInfo& type) {
  return {.base = nullptr,
          .byte_length = bytes_of_pages(type.min_pages, type.page_size_log2),
          .max_byte_length = bytes_of_pages(type.max_pages, type.page_size_log2),
          .reserved_bytes = 0,
          .page_size_log2 = type.page_size_log2,
          .limits_flags = type.limits_flags};
}

bool open_linear_memory(IngotMemory* memory, uint64_t bytes_before) {
  if (!plan_reservation(memory)) return false;
  const uint64_t before = round_up_to_page(bytes_before);
  const uint64_t all = kLowGuardBytes + before + memory->reserved_bytes;
  uint8_t* low = static_cast<uint8_t*>(reserve_address_space(all));
  if (low == nullptr) return false;
  if (!commit_pages(low + kLowGuardBytes, before + round_up_to_page(memory->byte_length))) {
    release_address_space(low, all);
    return false;
  }
  memory->base = low + kLowGuardBytes + before;
  return true;
}

bool open_linear_memory_at(IngotMemory* memory, uint8_t* base, uint64_t image_bytes) {
  if (!plan_reservation(memory)) return false;
  const uint64_t accessible = larger(image_bytes, round_up_to_page(memory->byte_length));
  // Takes less time than reserving everything and changing the first part of it.
  if (accessible != image_bytes && !allocate_pages_at(base + image_bytes, accessible - image_bytes)) return false;
  if (!reserve_address_space_at(base + accessible, memory->reserved_bytes - accessible)) return false;
  memory->base = base;
  return true;
}

void close_linear_memory(const IngotMemory& memory, uint64_t bytes_before) {
  if (memory.base == nullptr) return;
  const uint64_t before = kLowGuardBytes + round_up_to_page(bytes_before);
  release_address_space(memory.base - before, before + memory.reserved_bytes);
}

}  // namespace ingot
