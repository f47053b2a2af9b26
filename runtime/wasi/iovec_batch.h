// Scatter/gather lists of a guest, taken in bounded batches.
//
// The list lies in memory the guest may change and may have up to 2^29 entries. It is copied, entry by entry, checked,
// and cut off after kCapacity buffers that are not empty: reading or writing less than asked for is always allowed, and
// every guest has to cope with it.
#pragma once

#include <stdint.h>
#include <sys/uio.h>

#include "runtime/wasi/guest_memory.h"
#include "runtime/wasi/types.h"

namespace ingot::wasi {

class IovecBatch {
 public:
  /// The list has been checked. EFAULT if a buffer taken from it is not inside the memory.
  Errno take(const GuestMemory& memory, uint32_t list, uint32_t count);

  iovec* data() { return buffers_; }
  int size() const { return size_; }

 private:
  static constexpr int kCapacity = 128;
  int size_ = 0;
  iovec buffers_[kCapacity];
};

}  // namespace ingot::wasi
