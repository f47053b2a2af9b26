// From the host's errno to WASI's.
#pragma once

#include "runtime/wasi/types.h"

namespace ingot::wasi {

/// What a failed call of the host means to the guest; Errno::Io for what WASI has no word for.
Errno from_host_errno(int host_errno);

/// The same for the current `errno`.
Errno last_error();

}  // namespace ingot::wasi
