// Threads take the next piece from one counter until there is none left.
#include "compiler/support/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace ingot {

unsigned default_jobs() {
  // hardware_concurrency() counts the machine; a container or taskset may allow fewer.
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return std::max(1, CPU_COUNT(&allowed));
  return std::max(1u, std::thread::hardware_concurrency());
}

void parallel_for(size_t count, unsigned jobs, const std::function<void(size_t piece)>& body) {
  const size_t threads = std::min<size_t>(count, jobs == 0 ? default_jobs() : jobs);
  std::atomic<size_t> next = 0;
  auto work = [&]() noexcept {
    for (size_t piece = next++; piece < count; piece = next++) body(piece);
  };
  if (threads <= 1) return work();
  std::vector<std::jthread> helpers;
  helpers.reserve(threads - 1);
  while (helpers.size() < threads - 1) helpers.emplace_back(work);
  work();
}

}  // namespace ingot
