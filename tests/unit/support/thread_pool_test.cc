// Every piece runs once, whatever the number of threads.
#include "compiler/support/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace ingot {
namespace {

TEST(ParallelFor, RunsEveryPieceOnce) {
  for (const unsigned jobs : {0u, 1u, 2u, 7u, 64u}) {
    std::vector<std::atomic<int>> runs(1000);
    parallel_for(runs.size(), jobs, [&](size_t piece) { ++runs[piece]; });
    for (const std::atomic<int>& count : runs) EXPECT_EQ(count, 1) << "jobs " << jobs;
  }
}

TEST(ParallelFor, DoesNothingForNoPieces) {
  parallel_for(0, 4, [](size_t) { FAIL(); });
}

TEST(ParallelFor, OneJobKeepsTheOrder) {
  std::vector<size_t> order;
  parallel_for(5, 1, [&](size_t piece) { order.push_back(piece); });
  EXPECT_EQ(order, (std::vector<size_t>{0, 1, 2, 3, 4}));
}

TEST(ParallelFor, HasAJobAtLeast) { EXPECT_GE(default_jobs(), 1u); }

}  // namespace
}  // namespace ingot
