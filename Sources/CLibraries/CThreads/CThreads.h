// Where the stack of the running thread lies.
#pragma once
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

// Gives the attributes of a running thread; glibc shows it only to GNU sources.
extern int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes);

// The lowest address of a stack and its size in bytes; a size of 0 where they cannot be told.
typedef struct {
  uintptr_t lowest;
  uintptr_t size;
} docket_stack;

// The stack of the running thread. Asked for once a thread: to answer for the main thread, glibc reads all of
// /proc/self/maps, which takes a millisecond.
static inline docket_stack docket_running_stack(void) {
  static _Thread_local docket_stack known;
  if (known.size == 0) {
    pthread_attr_t attributes;
    void *base = NULL;
    size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
      if (pthread_attr_getstack(&attributes, &base, &size) == 0 && base != NULL) {
        known.lowest = (uintptr_t)base;
        known.size = (uintptr_t)size;
      }
      pthread_attr_destroy(&attributes);
    }
  }
  return known;
}
