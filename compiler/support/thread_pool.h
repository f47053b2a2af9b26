// Work on several threads without shared state: the pieces are numbered, and each writes to a place of its own.
//
// Results never depend on the number of threads: whoever collects them goes by piece, not by time of arrival.
#pragma once

#include <cstddef>
#include <functional>

namespace ingot {

/// What -j 0 means: the CPUs that this process may use, at least one.
unsigned default_jobs();

/// Calls body(0) .. body(count - 1) on at most `jobs` threads (0: default_jobs()), and returns when all have ended.
/// Pieces are started in ascending order: put the longest first. The calling thread works too. The body must not throw.
void parallel_for(size_t count, unsigned jobs, const std::function<void(size_t piece)>& body);

}  // namespace ingot
