// The cache of `ingot run`: compiled programs under $XDG_CACHE_HOME/ingot, one file per key.
//
// A key is a hash of everything that the program depends on, so entries are never stale and never updated. They are
// inserted by rename, so that two runs at the same time are no trouble.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "compiler/driver/input_files.h"
#include "compiler/driver/options.h"
#include "compiler/support/diagnostic.h"

namespace ingot {

/// Bytes that the cache may take; the programs that were not run for the longest time go first.
inline constexpr uint64_t kCacheLimitBytes = uint64_t{2} << 30;

/// The folder of the cache; made if it does not exist.
Expected<std::string> cache_folder();

/// Hex digits: the modules and their names, the options that change code, the tool, and every file that the linker
/// would read.
Expected<std::string> cache_key(std::span<const InputFile> files, const Options& options);

/// Marks an entry as used now. False if there is none.
bool touch_cached_program(const std::string& path);

/// Removes the oldest programs until the rest fits into `limit_bytes`; `keep` stays in any case.
void trim_cache(const std::string& folder, const std::string& keep, uint64_t limit_bytes);

}  // namespace ingot
