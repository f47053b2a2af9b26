// What a C library with threads would bring, for programs that are built without one: starting and joining threads, a
// mutex and a condition variable on memory.atomic.wait and notify, output, and the end. wasm32 with -matomics.
#pragma once

#include <stddef.h>
#include <stdint.h>

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

IMPORT("wasi", "thread-spawn") int32_t thread_spawn(void* argument);
IMPORT("wasi_snapshot_preview1", "fd_write")
int32_t wasi_fd_write(int32_t fd, const void* iovs, int32_t count, int32_t* n);
IMPORT("wasi_snapshot_preview1", "fd_close") int32_t wasi_fd_close(int32_t fd);
IMPORT("wasi_snapshot_preview1", "fd_read")
int32_t wasi_fd_read(int32_t fd, const void* iovs, int32_t count, int32_t* n);
IMPORT("wasi_snapshot_preview1", "path_open")
int32_t wasi_path_open(int32_t fd, int32_t lookup, const char* path, int32_t length, int32_t oflags, int64_t base,
                       int64_t inheriting, int32_t fdflags, int32_t* result);
IMPORT("wasi_snapshot_preview1", "proc_exit") _Noreturn void wasi_proc_exit(int32_t code);

static inline int32_t wait32(int32_t* address, int32_t expected) {
  return __builtin_wasm_memory_atomic_wait32(address, expected, -1);
}
static inline uint32_t notify(int32_t* address, uint32_t count) {
  return __builtin_wasm_memory_atomic_notify(address, count);
}

// ---- Threads ----

enum { kThreadStackBytes = 16384, kThreadTlsBytes = 1024 };

// The entry function below reads the first two members.
struct Thread {
  uint8_t* stack_top;
  uint8_t* tls;
  void (*run)(int index);
  int index;
  int32_t done;
  _Alignas(16) uint8_t tls_bytes[kThreadTlsBytes];
  _Alignas(16) uint8_t stack[kThreadStackBytes];
};

// LLVM's convention: a thread has its own stack and its own copy of thread-local variables, which instances find by
// two of their globals. No C can run before these are set.
__asm__(
    ".globaltype __stack_pointer, i32\n"
    ".functype __wasm_init_tls (i32) -> ()\n"
    ".functype thread_main (i32, i32) -> ()\n"
    ".globl wasi_thread_start\n"
    ".export_name wasi_thread_start, wasi_thread_start\n"
    "wasi_thread_start:\n"
    "  .functype wasi_thread_start (i32, i32) -> ()\n"
    "  local.get 1\n"
    "  i32.load 0\n"
    "  global.set __stack_pointer\n"
    "  local.get 1\n"
    "  i32.load 4\n"
    "  call __wasm_init_tls\n"
    "  local.get 0\n"
    "  local.get 1\n"
    "  call thread_main\n"
    "  end_function\n");

__attribute__((used)) void thread_main(int32_t tid, struct Thread* thread) {
  (void)tid;
  thread->run(thread->index);
  __atomic_store_n(&thread->done, 1, __ATOMIC_SEQ_CST);
  notify(&thread->done, 1);
}

static int start_thread(struct Thread* thread, void (*run)(int), int index) {
  thread->stack_top = thread->stack + kThreadStackBytes;
  thread->tls = thread->tls_bytes;
  thread->run = run;
  thread->index = index;
  thread->done = 0;
  return thread_spawn(thread) > 0;
}

static void join_thread(struct Thread* thread) {
  while (__atomic_load_n(&thread->done, __ATOMIC_SEQ_CST) == 0) wait32(&thread->done, 0);
}

// ---- Mutex and condition variable ----

struct Mutex {
  int32_t state;  // 0 open, 1 held, 2 held and waited for
};

static inline void lock(struct Mutex* mutex) {
  int32_t state = 0;
  if (__atomic_compare_exchange_n(&mutex->state, &state, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return;
  while (__atomic_exchange_n(&mutex->state, 2, __ATOMIC_SEQ_CST) != 0) wait32(&mutex->state, 2);
}

static inline void unlock(struct Mutex* mutex) {
  if (__atomic_exchange_n(&mutex->state, 0, __ATOMIC_SEQ_CST) == 2) notify(&mutex->state, 1);
}

struct Condition {
  int32_t sequence;
};

static inline void wait_condition(struct Condition* condition, struct Mutex* mutex) {
  const int32_t sequence = __atomic_load_n(&condition->sequence, __ATOMIC_SEQ_CST);
  unlock(mutex);
  wait32(&condition->sequence, sequence);
  lock(mutex);
}

static inline void signal_condition(struct Condition* condition, uint32_t waiters) {
  __atomic_fetch_add(&condition->sequence, 1, __ATOMIC_SEQ_CST);
  notify(&condition->sequence, waiters);
}

// ---- Output ----

static void print(const char* text) {
  struct {
    const char* bytes;
    int32_t length;
  } iov = {text, 0};
  while (text[iov.length] != 0) ++iov.length;
  int32_t written;
  wasi_fd_write(1, &iov, 1, &written);
}

static void check(int condition, const char* what) {
  if (condition) return;
  print("FAILED: ");
  print(what);
  print("\n");
  wasi_proc_exit(1);
}
