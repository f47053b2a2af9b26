// The second wall: what the operating system refuses this process from now on, should something be wrong with the first
// (the checks of compiled code and of WASI).
#pragma once

namespace ingot {

/// Called when everything that is granted is open, before the guest's first instruction. Whatever the kernel lacks is
/// left out; INGOT_LOG=info tells what holds.
void enter_os_sandbox(const char* const* environment);

}  // namespace ingot
