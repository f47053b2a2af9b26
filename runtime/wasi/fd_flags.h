// Flags of open descriptors, between WASI's and the host's.
#pragma once

#include <fcntl.h>
#include <stdint.h>

#include "runtime/wasi/types.h"

namespace ingot::wasi {

/// Linux makes no difference between RSYNC and SYNC; both read back as SYNC.
inline uint32_t to_host_flags(uint32_t fdflags) {
  uint32_t flags = 0;
  if ((fdflags & kFdflagAppend) != 0) flags |= O_APPEND;
  if ((fdflags & kFdflagNonblock) != 0) flags |= O_NONBLOCK;
  if ((fdflags & kFdflagDsync) != 0) flags |= O_DSYNC;
  if ((fdflags & (kFdflagSync | kFdflagRsync)) != 0) flags |= O_SYNC;
  return flags;
}

inline uint32_t from_host_flags(int host_flags) {
  uint32_t flags = 0;
  if ((host_flags & O_APPEND) != 0) flags |= kFdflagAppend;
  if ((host_flags & O_NONBLOCK) != 0) flags |= kFdflagNonblock;
  // O_SYNC contains the bit of O_DSYNC.
  if ((host_flags & O_SYNC) == O_SYNC) flags |= kFdflagSync;
  if ((host_flags & O_SYNC) == O_DSYNC) flags |= kFdflagDsync;
  return flags;
}

}  // namespace ingot::wasi
