// How a call finds the descriptor it works on, and whether it may.
#pragma once

#include "runtime/wasi/context.h"

namespace ingot::wasi {

/// Begins the use of an open descriptor that has all of `rights`. Which error a missing right gives: what the host
/// would say where the thing itself is impossible (EISDIR, ENOTDIR, ESPIPE), ENOTCAPABLE where it is forbidden.
Errno require(WasiContext& context, uint32_t fd, Rights rights, FdUse* use);

/// Begins the use of an open descriptor, whatever its rights, and knows its type.
Errno require_open(WasiContext& context, uint32_t fd, FdUse* use);

/// Gives a freshly opened host descriptor to the guest; closes it if that fails.
Errno publish(WasiContext& context, FdEntry entry, uint32_t* fd);

}  // namespace ingot::wasi
