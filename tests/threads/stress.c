// Atomics under load: eight threads count by every width of read-modify-write, by compare-and-exchange loops, under a
// mutex, through a queue with condition variables, and in memory that they grow meanwhile. No update may be lost. A
// bounded amount of work, SCALE times a fraction of a second.
#include "thread_runtime.h"

enum {
  kThreads = 8,
  kRounds = 100000 * SCALE,
  kLockRounds = 20000 * SCALE,
  kItems = 20000 * SCALE,
  kMeetings = 500 * SCALE,
  kQueueLength = 16,
  kGrowsPerThread = 100,
  kPageBytes = 65536
};

static struct Thread threads[kThreads];

static void run_all(void (*run)(int)) {
  for (int i = 0; i < kThreads; ++i) check(start_thread(&threads[i], run, i), "thread-spawn");
  for (int i = 0; i < kThreads; ++i) join_thread(&threads[i]);
}

// ---- Read-modify-write of every width ----

// Neighbours in one cache line: a narrow access must leave them alone.
static struct {
  uint8_t add8, sub8, xor8, bits8;
  uint16_t add16, sub16, xor16, bits16;
  uint32_t add32, sub32, xor32, bits32;
  uint64_t add64, sub64, xor64, bits64;
  uint64_t exchanged;
} shared;
static uint64_t taken[kThreads];

#define COUNT(width, type)                                                                                         \
  __atomic_fetch_add(&shared.add##width, (type)3, __ATOMIC_SEQ_CST);                                               \
  __atomic_fetch_sub(&shared.sub##width, (type)5, __ATOMIC_SEQ_CST);                                               \
  __atomic_fetch_xor(&shared.xor ##width, (type)(index + 1), __ATOMIC_SEQ_CST);                                    \
  check(!(__atomic_fetch_or(&shared.bits##width, (type)1 << index, __ATOMIC_SEQ_CST) >> index & 1), "or " #width); \
  check(__atomic_fetch_and(&shared.bits##width, (type) ~((type)1 << index), __ATOMIC_SEQ_CST) >> index & 1,        \
        "and " #width)

static void count(int index) {
  for (int i = 0; i < kRounds; ++i) {
    COUNT(8, uint8_t);
    COUNT(16, uint16_t);
    COUNT(32, uint32_t);
    COUNT(64, uint64_t);
    // What is put in by one is taken out by another; in the end everything has been taken once.
    taken[index] += __atomic_exchange_n(&shared.exchanged, (uint64_t)1, __ATOMIC_SEQ_CST);
  }
}

#define CHECK_COUNTS(width, type)                                               \
  check(shared.add##width == (type)(3ll * kThreads * kRounds), "add " #width);  \
  check(shared.sub##width == (type)(-5ll * kThreads * kRounds), "sub " #width); \
  check(shared.xor ##width == 0, "xor " #width);                                \
  check(shared.bits##width == 0, "bits " #width)

static void check_counts(void) {
  CHECK_COUNTS(8, uint8_t);
  CHECK_COUNTS(16, uint16_t);
  CHECK_COUNTS(32, uint32_t);
  CHECK_COUNTS(64, uint64_t);
  uint64_t all = shared.exchanged;
  for (int i = 0; i < kThreads; ++i) all += taken[i];
  check(all == (uint64_t)kThreads * kRounds, "exchange");
}

// ---- Compare and exchange ----

static struct {
  uint8_t narrow;
  uint16_t half;
  uint32_t word;
  uint64_t wide;
} looped;

#define ADD_BY_LOOP(variable)                                                                                   \
  do {                                                                                                          \
    __typeof__(variable) old = __atomic_load_n(&(variable), __ATOMIC_SEQ_CST);                                  \
    while (!__atomic_compare_exchange_n(&(variable), &old, (__typeof__(old))(old * 5 + 1), 0, __ATOMIC_SEQ_CST, \
                                        __ATOMIC_SEQ_CST)) {                                                    \
    }                                                                                                           \
  } while (0)

static void exchange_in_loops(int index) {
  (void)index;
  for (int i = 0; i < kLockRounds; ++i) {
    ADD_BY_LOOP(looped.narrow);
    ADD_BY_LOOP(looped.half);
    ADD_BY_LOOP(looped.word);
    ADD_BY_LOOP(looped.wide);
  }
}

static void check_loops(void) {
  uint64_t expected = 0;
  for (int i = 0; i < kThreads * kLockRounds; ++i) expected = expected * 5 + 1;
  check(looped.narrow == (uint8_t)expected, "cmpxchg 8");
  check(looped.half == (uint16_t)expected, "cmpxchg 16");
  check(looped.word == (uint32_t)expected, "cmpxchg 32");
  check(looped.wide == expected, "cmpxchg 64");
}

// ---- Mutex, thread-local variables ----

static struct Mutex mutex;
static uint64_t guarded[5];
static _Thread_local int mine = 11;

static void count_under_lock(int index) {
  check(mine == 11, "a thread-local variable begins as it was initialised");
  for (int i = 0; i < kLockRounds; ++i) {
    lock(&mutex);
    for (int k = 0; k < 5; ++k) ++guarded[k];
    unlock(&mutex);
    mine += index;
  }
  check(mine == 11 + index * kLockRounds, "a thread-local variable belongs to its thread");
}

static void check_guarded(void) {
  for (int k = 0; k < 5; ++k) check(guarded[k] == (uint64_t)kThreads * kLockRounds, "mutex");
  check(mine == 11, "the main thread's variable");
}

// ---- Queue: half of the threads produce, the others consume ----

static struct {
  struct Mutex mutex;
  struct Condition not_full, not_empty;
  int items[kQueueLength], count, next;
} queue;
static int64_t consumed;

static void put(int item) {
  lock(&queue.mutex);
  while (queue.count == kQueueLength) wait_condition(&queue.not_full, &queue.mutex);
  queue.items[(queue.next + queue.count++) % kQueueLength] = item;
  unlock(&queue.mutex);
  signal_condition(&queue.not_empty, 1);
}

static int take(void) {
  lock(&queue.mutex);
  while (queue.count == 0) wait_condition(&queue.not_empty, &queue.mutex);
  const int item = queue.items[queue.next];
  queue.next = (queue.next + 1) % kQueueLength;
  --queue.count;
  unlock(&queue.mutex);
  signal_condition(&queue.not_full, 1);
  return item;
}

static void pass_items(int index) {
  int64_t sum = 0;
  for (int i = 1; i <= kItems; ++i) {
    if (index % 2 == 0) {
      put(i);
    } else {
      sum += take();
    }
  }
  __atomic_fetch_add(&consumed, sum, __ATOMIC_SEQ_CST);
}

// ---- Barrier on wait64 ----

static int64_t arrived, round;

static void meet(int index) {
  (void)index;
  for (int64_t i = 0; i < kMeetings; ++i) {
    if (__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST) == kThreads) {
      __atomic_store_n(&arrived, 0, __ATOMIC_SEQ_CST);
      __atomic_store_n(&round, i + 1, __ATOMIC_SEQ_CST);
      __builtin_wasm_memory_atomic_notify((int32_t*)&round, kThreads);
    } else {
      while (__atomic_load_n(&round, __ATOMIC_SEQ_CST) == i)
        check(__builtin_wasm_memory_atomic_wait64(&round, i, -1) != 2, "a wait without limit timed out");
    }
  }
}

// ---- Counters at the ends of pages that any thread may have added just now ----

static uint32_t first_grown;

static uint32_t* counter_of(uint32_t page) { return (uint32_t*)((page + 1) * kPageBytes) - 1; }

static void count_while_growing(int index) {
  uint32_t random = (uint32_t)index;
  for (int i = 0; i < kRounds; ++i) {
    if (i % (kRounds / kGrowsPerThread) == 0) check(__builtin_wasm_memory_grow(0, 1) != (size_t)-1, "memory.grow");
    random = random * 1664525 + 1013904223;
    const uint32_t grown = (uint32_t)__builtin_wasm_memory_size(0) - first_grown;
    __atomic_fetch_add(counter_of(first_grown + (random >> 8) % grown), 1, __ATOMIC_SEQ_CST);
    // The newest page: nobody may know of it before it is there.
    __atomic_fetch_add(counter_of(first_grown + grown - 1), 1, __ATOMIC_SEQ_CST);
  }
}

static void check_grown(void) {
  check(__builtin_wasm_memory_size(0) == first_grown + kThreads * kGrowsPerThread, "the sum of all growing");
  uint64_t sum = 0;
  for (uint32_t page = first_grown; page < first_grown + kThreads * kGrowsPerThread; ++page) sum += *counter_of(page);
  check(sum == 2ull * kThreads * kRounds, "counters in new pages");
}

void _start(void) {
  run_all(count);
  check_counts();
  print("rmw ok\n");
  run_all(exchange_in_loops);
  check_loops();
  print("cmpxchg ok\n");
  run_all(count_under_lock);
  check_guarded();
  print("mutex ok\n");
  run_all(pass_items);
  check(consumed == (int64_t)kItems * (kItems + 1) / 2 * (kThreads / 2), "queue");
  print("queue ok\n");
  run_all(meet);
  check(round == kMeetings, "barrier");
  print("barrier ok\n");
  first_grown = (uint32_t)__builtin_wasm_memory_size(0);
  run_all(count_while_growing);
  check_grown();
  print("growing ok\n");
}
