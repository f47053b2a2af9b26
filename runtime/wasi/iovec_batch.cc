// Scatter/gather lists of a guest, taken in bounded batches.
#include "runtime/wasi/iovec_batch.h"

namespace ingot::wasi {

Errno IovecBatch::take(const GuestMemory& memory, uint32_t list, uint32_t count) {
  for (uint32_t i = 0; i < count && size_ < kCapacity; i++) {
    const Iovec guest = memory.load<Iovec>(list + i * static_cast<uint32_t>(sizeof(Iovec)));
    uint8_t* bytes = memory.range(guest.buf, guest.buf_len);
    if (bytes == nullptr) return Errno::Fault;
    if (guest.buf_len != 0) buffers_[size_++] = {.iov_base = bytes, .iov_len = guest.buf_len};
  }
  return Errno::Success;
}

}  // namespace ingot::wasi
