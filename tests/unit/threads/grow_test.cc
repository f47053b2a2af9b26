// ingot_memory_grow on a memory that several threads use.
#include <atomic>
#include <set>

#include "runtime/memory/linear_memory.h"
#include "tests/unit/threads/support.h"

namespace ingot::test {
namespace {

class SharedMemory {
 public:
  SharedMemory(uint64_t pages, uint64_t max_pages)
      : memory(closed_memory({pages, max_pages, INGOT_LIMITS_SHARED, kWasmPageLog2})) {
    EXPECT_TRUE(open_linear_memory(&memory, 0));
  }
  ~SharedMemory() { close_linear_memory(memory, 0); }
  IngotMemory memory;
};

TEST(MemoryGrow, GivesEveryPageToOneThread) {
  constexpr int kThreads = 8, kGrows = 100;
  SharedMemory shared(1, 10000);
  std::vector<std::vector<uint64_t>> old_sizes(kThreads);
  run_threads(kThreads, [&](int thread) {
    for (int i = 0; i < kGrows; ++i) {
      const uint64_t old = ingot_memory_grow(&shared.memory, 2);
      old_sizes[thread].push_back(old);
      // Other threads' pages are elsewhere: plain accesses, and no race.
      uint8_t* page = shared.memory.base + old * INGOT_WASM_PAGE_BYTES;
      EXPECT_EQ(page[0], 0);
      page[0] = page[2 * INGOT_WASM_PAGE_BYTES - 1] = 1;
    }
  });
  std::set<uint64_t> all;
  for (const auto& sizes : old_sizes) all.insert(sizes.begin(), sizes.end());
  EXPECT_EQ(all.size(), static_cast<size_t>(kThreads * kGrows));
  EXPECT_EQ(current_byte_length(shared.memory), (1 + 2 * kThreads * kGrows) * INGOT_WASM_PAGE_BYTES);
}

TEST(MemoryGrow, ShowsItsSizeWhenThePagesAreThere) {
  SharedMemory shared(1, 3000);
  std::atomic<bool> done = false;
  run_threads(4, [&](int thread) {
    if (thread == 0) {
      for (int i = 0; i < 2000; ++i) ingot_memory_grow(&shared.memory, 1);
      done = true;
    }
    uint64_t last = 0;
    while (!done) {
      const uint64_t bytes = current_byte_length(shared.memory);
      EXPECT_GE(bytes, last);
      last = bytes;
      volatile const uint8_t* end = shared.memory.base + bytes;
      EXPECT_EQ(end[-1], 0);
    }
  });
}

TEST(MemoryGrow, StopsAtTheLimitForAll) {
  SharedMemory shared(1, 101);
  std::atomic<int> succeeded = 0;
  run_threads(8, [&](int) {
    for (int i = 0; i < 50; ++i) succeeded += ingot_memory_grow(&shared.memory, 1) != UINT64_MAX;
  });
  EXPECT_EQ(succeeded, 100);
}

}  // namespace
}  // namespace ingot::test
