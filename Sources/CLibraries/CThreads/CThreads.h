// The one function of POSIX threads that glibc shows only to GNU sources.
#pragma once
#include <pthread.h>

// Gives the attributes of a running thread, its stack among them.
extern int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes);
