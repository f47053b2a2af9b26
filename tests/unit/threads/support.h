// Threads that begin together.
#pragma once

#include <gtest/gtest.h>

#include <barrier>
#include <thread>
#include <vector>

namespace ingot::test {

/// Runs work(0) ... work(count - 1), each in a thread of its own, and waits for all of them.
template <typename Work>
void run_threads(int count, Work work) {
  std::barrier together(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&, i] {
      together.arrive_and_wait();
      work(i);
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace ingot::test
