// Finds the runtime that programs link.
#pragma once

#include <string>

#include "compiler/support/diagnostic.h"

namespace ingot {

/// Path of libingot_rt.a, or of libingot_rt_threads.a, for a target triple: `override_path` if it is not empty, else
/// bundled next to this executable (PREFIX/bin/ingot and PREFIX/lib/ingot/TRIPLE/, in the build tree and where it is
/// installed).
Expected<std::string> find_runtime_library(const std::string& triple, bool threads, const std::string& override_path);

}  // namespace ingot
