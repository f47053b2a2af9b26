/* The part of POSIX threads that the threaded programs of this folder use, for wasm32-wasi with wasi-threads. Debian's
 * wasi-libc was made before its own threads; pthread.c has the implementation. */
#pragma once

#include <stddef.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct IngotThread* pthread_t;
typedef struct {
  size_t stack_size;
} pthread_attr_t;
typedef struct {
  int state; /* 0 free, 1 held, 2 held and waited for */
} pthread_mutex_t;
typedef struct {
  int sequence;
} pthread_cond_t;
typedef struct {
  pthread_mutex_t mutex;
  pthread_cond_t turn;
  unsigned count, arrived, phase;
} pthread_barrier_t;
typedef int pthread_mutexattr_t;
typedef int pthread_condattr_t;
typedef int pthread_barrierattr_t;

#define PTHREAD_MUTEX_INITIALIZER \
  { 0 }
#define PTHREAD_COND_INITIALIZER \
  { 0 }
#define PTHREAD_BARRIER_SERIAL_THREAD (-1)

int pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
int pthread_join(pthread_t, void**);
int pthread_mutex_init(pthread_mutex_t*, const pthread_mutexattr_t*);
int pthread_mutex_destroy(pthread_mutex_t*);
int pthread_mutex_lock(pthread_mutex_t*);
int pthread_mutex_unlock(pthread_mutex_t*);
int pthread_cond_init(pthread_cond_t*, const pthread_condattr_t*);
int pthread_cond_destroy(pthread_cond_t*);
int pthread_cond_wait(pthread_cond_t*, pthread_mutex_t*);
int pthread_cond_signal(pthread_cond_t*);
int pthread_cond_broadcast(pthread_cond_t*);
int pthread_barrier_init(pthread_barrier_t*, const pthread_barrierattr_t*, unsigned);
int pthread_barrier_destroy(pthread_barrier_t*);
int pthread_barrier_wait(pthread_barrier_t*);

#ifdef __cplusplus
}
#endif
