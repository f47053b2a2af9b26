// Restricting the process to the directories that a guest was granted.
#pragma once

#include "runtime/wasi/fd_table.h"
#include "runtime/wasi/program.h"

namespace ingot::wasi {

/// For a guest whose grants are open and lie in a row from 3 on. Needs no_new_privs. Nothing happens without a grant.
IngotWasiDirectories restrict_to_grants(FdTable& fds);

}  // namespace ingot::wasi
