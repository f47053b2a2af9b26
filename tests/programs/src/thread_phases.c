/* Eight threads: a counter under a mutex, one of atomic additions, phases between barriers, a bounded queue with two
 * conditions, thread-local variables. Prints sums that no order of the threads changes. */
#include <pthread.h>
#include <stdio.h>

enum { kThreads = 8, kRounds = 20000, kPhases = 50, kItems = 5000, kSlots = 16 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t barrier;
static long counted, added, serial_turns;
static unsigned cells[kThreads];
static _Thread_local unsigned own = 7;

static void* count(void* argument) {
  unsigned index = (unsigned)(size_t)argument;
  for (int i = 0; i < kRounds; ++i) {
    pthread_mutex_lock(&mutex);
    ++counted;
    pthread_mutex_unlock(&mutex);
    __atomic_fetch_add(&added, index + 1, __ATOMIC_RELAXED);
    own = own * 5 + index;
  }
  for (int phase = 0; phase < kPhases; ++phase) {
    unsigned sum = cells[(index + 1) % kThreads] * 3 + index;
    if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
      __atomic_fetch_add(&serial_turns, 1, __ATOMIC_RELAXED);
    cells[index] = sum;
    pthread_barrier_wait(&barrier);
  }
  return (void*)(size_t)own;
}

static struct {
  pthread_mutex_t mutex;
  pthread_cond_t space, items;
  unsigned slots[kSlots], first, count;
} queue;

static void* produce(void* argument) {
  for (unsigned i = 1; i <= kItems; ++i) {
    pthread_mutex_lock(&queue.mutex);
    while (queue.count == kSlots) pthread_cond_wait(&queue.space, &queue.mutex);
    queue.slots[(queue.first + queue.count++) % kSlots] = i;
    pthread_cond_signal(&queue.items);
    pthread_mutex_unlock(&queue.mutex);
  }
  return argument;
}

static void* consume(void* argument) {
  size_t sum = 0;
  for (unsigned i = 0; i < kItems; ++i) {
    pthread_mutex_lock(&queue.mutex);
    while (queue.count == 0) pthread_cond_wait(&queue.items, &queue.mutex);
    sum += queue.slots[queue.first];
    queue.first = (queue.first + 1) % kSlots;
    --queue.count;
    pthread_cond_signal(&queue.space);
    pthread_mutex_unlock(&queue.mutex);
  }
  (void)argument;
  return (void*)sum;
}

int main(void) {
  pthread_t threads[kThreads];
  void* result;
  pthread_barrier_init(&barrier, NULL, kThreads);
  for (size_t i = 0; i < kThreads; ++i)
    if (pthread_create(&threads[i], NULL, count, (void*)i) != 0) return 1;
  for (int i = 0; i < kThreads; ++i) {
    pthread_join(threads[i], &result);
    printf("thread %d: %u, cell %u\n", i, (unsigned)(size_t)result, cells[i]);
  }
  printf("counted %ld, added %ld, serial turns %ld, own %u\n", counted, added, serial_turns, own);
  size_t total = 0;
  for (int i = 0; i < kThreads; ++i) pthread_create(&threads[i], NULL, i % 2 ? produce : consume, NULL);
  for (int i = 0; i < kThreads; ++i) {
    pthread_join(threads[i], &result);
    total += i % 2 ? 0 : (size_t)result;
  }
  printf("consumed %zu\n", total);
  return 0;
}
