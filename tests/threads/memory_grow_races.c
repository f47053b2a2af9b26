// memory.grow in all threads at once, and accesses to what others have added. Bug class: races of memory.grow, stale
// sizes in other threads. Old sizes must be different, new pages zero and usable at once by whoever learns of them.
#include "thread_runtime.h"

enum { kThreads = 8, kGrowsPerThread = 40, kPageBytes = 65536 };

static struct Thread threads[kThreads];
static uint32_t owner_of_page[4096];
static int32_t finished, newest;

static void grow(int index) {
  for (int i = 0; i < kGrowsPerThread; ++i) {
    const uint32_t pages = 1 + (uint32_t)i % 3;
    const uint32_t old = (uint32_t)__builtin_wasm_memory_grow(0, pages);
    check(old != (uint32_t)-1, "memory.grow");
    check(__builtin_wasm_memory_size(0) >= old + pages, "the size after growing");
    for (uint32_t page = old; page < old + pages; ++page) {
      check(__atomic_exchange_n(&owner_of_page[page], (uint32_t)index + 1, __ATOMIC_SEQ_CST) == 0,
            "two threads got the same page");
      volatile uint32_t* words = (volatile uint32_t*)(page * kPageBytes);
      check(words[0] == 0 && words[kPageBytes / 4 - 1] == 0, "a new page is zero");
      words[kPageBytes / 4 - 1] = page;
      __atomic_store_n((int32_t*)words, (int32_t)page, __ATOMIC_SEQ_CST);
    }
    __atomic_store_n(&newest, (int32_t)old, __ATOMIC_SEQ_CST);
  }
  __atomic_fetch_add(&finished, 1, __ATOMIC_SEQ_CST);
}

/// Looks at whatever there is, up to the last byte.
static void look(int index) {
  (void)index;
  uint32_t last = 0;
  while (__atomic_load_n(&finished, __ATOMIC_SEQ_CST) != kThreads / 2) {
    const uint32_t size = (uint32_t)__builtin_wasm_memory_size(0);
    check(size >= last, "the size went back");
    last = size;
    const uint32_t seen = ((volatile uint32_t*)(size * kPageBytes))[-1];
    check(seen == 0 || seen == size - 1, "the end of the memory");
    const uint32_t page = (uint32_t)__atomic_load_n(&newest, __ATOMIC_SEQ_CST);
    if (page != 0) check(*(volatile uint32_t*)(page * kPageBytes) == page, "what another thread has written");
  }
}

void _start(void) {
  const uint32_t before = (uint32_t)__builtin_wasm_memory_size(0);
  for (int i = 0; i < kThreads; ++i) check(start_thread(&threads[i], i % 2 == 0 ? grow : look, i), "thread-spawn");
  for (int i = 0; i < kThreads; ++i) join_thread(&threads[i]);
  uint32_t grown = 0;
  for (int i = 0; i < kGrowsPerThread; ++i) grown += 1 + (uint32_t)i % 3;
  check((uint32_t)__builtin_wasm_memory_size(0) == before + grown * kThreads / 2, "the sum of all growing");
  check((uint32_t)__builtin_wasm_memory_grow(0, 65535) == (uint32_t)-1, "the limit");
  print("grow ok\n");
}
