// All state of one WASI guest. Programs have one, static (program.cc); tests and embedders make their own.
#pragma once

#include <stdint.h>

#include "runtime/wasi/escape_filter.h"
#include "runtime/wasi/fd_table.h"
#include "runtime/wasi/guest_memory.h"

namespace ingot::wasi {

/// How paths are kept beneath their directory; see path_resolve.h. Tests choose; otherwise the first use finds out.
enum class ResolveMode : uint8_t { Detect, Kernel, Walk };

struct WasiContext {
  GuestMemory memory{nullptr};
  ResolveMode resolve_mode = ResolveMode::Detect;
  FdTable fds;
  Lock reading_directory;

  // For all terminals: what one write leaves unfinished, another may spoil, but no control character comes through.
  bool filter_escapes = false;
  EscapeFilter escape_filter;
  Lock filtering;

  // argv is the guest's as it is. Of the host's environment the guest sees nothing but what was granted.
  uint32_t argument_count = 0;
  const char* const* arguments = nullptr;
  const char* const* host_environment = nullptr;
  const char* const* granted_environment = nullptr;  ///< K=V or K, null-terminated; may be null
  const char* granted_at_run_time = nullptr;         ///< value of INGOT_ENV; may be null
};

/// Gives the guest the standard streams as 0, 1 and 2. No system call.
void add_standard_streams(WasiContext* context);

/// Opens a directory for the guest under the next free number from 3 on. `host_path` is bytes, not NUL-terminated.
/// `name` must live as long as the context. Returns 0 or the host's errno.
int add_preopen(WasiContext* context, const char* host_path, uint32_t host_path_length, const char* name,
                uint32_t name_length, bool read_only);

/// What adds one entry of a grant list to a guest: text that is not NUL-terminated. Returns false after a message on
/// stderr if that cannot be.
using AddEntry = bool (*)(WasiContext* context, const char* entry, uint32_t length);

/// HOST[::GUEST][:ro]
bool add_grant(WasiContext* context, const char* grant, uint32_t length);

/// HOST:PORT
bool add_listener(WasiContext* context, const char* address, uint32_t length);

/// Adds the entries of a text that are separated by `;`; stops at the first that cannot be. The text may be null.
bool add_list(WasiContext* context, const char* list, AddEntry add);

/// The same for a null-terminated list.
bool add_each(WasiContext* context, const char* const* entries, AddEntry add);

}  // namespace ingot::wasi
