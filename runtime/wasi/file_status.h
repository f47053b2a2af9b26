// File status and times, between the host's structures and WASI's.
#pragma once

#include <sys/stat.h>
#include <time.h>

#include "runtime/wasi/calls.h"

namespace ingot::wasi {

uint32_t filestat_byte_length(Layout layout);

/// Writes a filestat to an address whose range has been checked.
void store_filestat(const WasiContext& context, Address result, const struct stat& status, FileType type,
                    Layout layout);

/// The arguments of filestat_set_times as utimensat wants them: EINVAL for flags that contradict each other.
Errno to_host_times(uint64_t atim, uint64_t mtim, uint32_t flags, timespec times[2]);

}  // namespace ingot::wasi
