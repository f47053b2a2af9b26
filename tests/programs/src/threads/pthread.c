/* Threads on wasi-threads: a new thread is a call of the import thread-spawn, which runs the export wasi_thread_start
 * (thread_start.s) in a new instance over the same memory. Waiting is memory.atomic.wait32. malloc of a libc without
 * threads is wrapped in a lock (--wrap), also for the libc's own calls. */
#include "pthread.h"

#include <errno.h>
#include <stdlib.h>

/* thread_start.s knows the offsets of the first three fields. */
struct IngotThread {
  void* stack_top;
  void* thread_locals;
  int done;
  void* (*function)(void*);
  void* argument;
  void* result;
};

enum { kStackSize = 1 << 18, kStackAlignment = 16 };

__attribute__((import_module("wasi"), import_name("thread-spawn"))) int wasi_thread_spawn(void* argument);

static void wait_while(int* address, int value) { __builtin_wasm_memory_atomic_wait32(address, value, -1); }

static void wake(int* address, unsigned count) { __builtin_wasm_memory_atomic_notify(address, count); }

void ingot_thread_run(struct IngotThread* thread) { thread->result = thread->function(thread->argument); }

int pthread_create(pthread_t* out, const pthread_attr_t* attributes, void* (*function)(void*), void* argument) {
  size_t alignment = __builtin_wasm_tls_align();
  size_t stack = attributes && attributes->stack_size ? attributes->stack_size : kStackSize;
  if (alignment < kStackAlignment) alignment = kStackAlignment;
  /* One block: this header, the thread's variables, its stack. */
  char* block = malloc(sizeof(struct IngotThread) + 2 * alignment + __builtin_wasm_tls_size() + stack);
  if (block == NULL) return EAGAIN;
  struct IngotThread* thread = (struct IngotThread*)block;
  size_t locals = ((size_t)(block + sizeof *thread) + alignment - 1) & -alignment;
  *thread = (struct IngotThread){.function = function, .argument = argument, .thread_locals = (void*)locals};
  thread->stack_top = (void*)((locals + __builtin_wasm_tls_size() + stack) & -(size_t)kStackAlignment);
  *out = thread;
  if (wasi_thread_spawn(thread) > 0) return 0;
  free(block);
  return EAGAIN;
}

int pthread_join(pthread_t thread, void** result) {
  while (__atomic_load_n(&thread->done, __ATOMIC_SEQ_CST) == 0) wait_while(&thread->done, 0);
  if (result != NULL) *result = thread->result;
  free(thread);
  return 0;
}

int pthread_mutex_init(pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) {
  (void)attributes;
  mutex->state = 0;
  return 0;
}

int pthread_mutex_destroy(pthread_mutex_t* mutex) {
  (void)mutex;
  return 0;
}

int pthread_mutex_lock(pthread_mutex_t* mutex) {
  int expected = 0;
  if (__atomic_compare_exchange_n(&mutex->state, &expected, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return 0;
  while (__atomic_exchange_n(&mutex->state, 2, __ATOMIC_SEQ_CST) != 0) wait_while(&mutex->state, 2);
  return 0;
}

int pthread_mutex_unlock(pthread_mutex_t* mutex) {
  if (__atomic_exchange_n(&mutex->state, 0, __ATOMIC_SEQ_CST) == 2) wake(&mutex->state, 1);
  return 0;
}

int pthread_cond_init(pthread_cond_t* condition, const pthread_condattr_t* attributes) {
  (void)attributes;
  condition->sequence = 0;
  return 0;
}

int pthread_cond_destroy(pthread_cond_t* condition) {
  (void)condition;
  return 0;
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  int sequence = __atomic_load_n(&condition->sequence, __ATOMIC_SEQ_CST);
  pthread_mutex_unlock(mutex);
  wait_while(&condition->sequence, sequence);
  pthread_mutex_lock(mutex);
  return 0;
}

int pthread_cond_signal(pthread_cond_t* condition) {
  __atomic_fetch_add(&condition->sequence, 1, __ATOMIC_SEQ_CST);
  wake(&condition->sequence, 1);
  return 0;
}

int pthread_cond_broadcast(pthread_cond_t* condition) {
  __atomic_fetch_add(&condition->sequence, 1, __ATOMIC_SEQ_CST);
  wake(&condition->sequence, -1u);
  return 0;
}

int pthread_barrier_init(pthread_barrier_t* barrier, const pthread_barrierattr_t* attributes, unsigned count) {
  (void)attributes;
  *barrier = (pthread_barrier_t){.count = count};
  return 0;
}

int pthread_barrier_destroy(pthread_barrier_t* barrier) {
  (void)barrier;
  return 0;
}

int pthread_barrier_wait(pthread_barrier_t* barrier) {
  pthread_mutex_lock(&barrier->mutex);
  unsigned phase = barrier->phase;
  int last = ++barrier->arrived == barrier->count;
  if (last) {
    barrier->arrived = 0;
    ++barrier->phase;
    pthread_cond_broadcast(&barrier->turn);
  }
  while (barrier->phase == phase) pthread_cond_wait(&barrier->turn, &barrier->mutex);
  pthread_mutex_unlock(&barrier->mutex);
  return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

/* The libc's own _start leaves constructors and destructors to wrappers that the linker puts around every export, so
 * that each thread would run them. */
void __wasm_call_ctors(void);
void __wasm_call_dtors(void);
int __main_void(void);

__attribute__((export_name("_start"))) void _start(void) {
  __wasm_call_ctors();
  int code = __main_void();
  __wasm_call_dtors();
  if (code != 0) exit(code);
}

static pthread_mutex_t heap = PTHREAD_MUTEX_INITIALIZER;
void* __real_malloc(size_t);
void* __real_calloc(size_t, size_t);
void* __real_realloc(void*, size_t);
void __real_free(void*);

void* __wrap_malloc(size_t size) {
  pthread_mutex_lock(&heap);
  void* block = __real_malloc(size);
  pthread_mutex_unlock(&heap);
  return block;
}

void* __wrap_calloc(size_t count, size_t size) {
  pthread_mutex_lock(&heap);
  void* block = __real_calloc(count, size);
  pthread_mutex_unlock(&heap);
  return block;
}

void* __wrap_realloc(void* old, size_t size) {
  pthread_mutex_lock(&heap);
  void* block = __real_realloc(old, size);
  pthread_mutex_unlock(&heap);
  return block;
}

void __wrap_free(void* block) {
  pthread_mutex_lock(&heap);
  __real_free(block);
  pthread_mutex_unlock(&heap);
}
