// fdatasync by a worker of the kernel, while the calling thread watches for its end instead of sleeping.
#pragma once

#include <linux/aio_abi.h>

// A disk takes about as long to sync a small commit as a processor needs to fall asleep, to be woken and to find its
// caches again. A thread that keeps asking whether the sync has ended, and lets others run between two looks, goes on
// a sixth sooner. It watches only while that pays: not for long, and not where others wanted the processor.
//
// The kernel's worker does what fdatasync does, and reports the same errors. For one thread at a time.
typedef struct {
  int descriptor;      // of its own; -1 while there is none
  aio_context_t ring;  // 0 while there is none
  int syncs;           // how many there were until the first that is watched
  int unwatched;       // how many are left that are not watched
  int is_useless;      // the kernel or the file system offers nothing of this
} watched_sync;

enum { watched_sync_done, watched_sync_refused, watched_sync_failed };

void watched_sync_init(watched_sync *sync);

// Syncs what was written to the file at `path`, which the caller has open, too.
//
// Returns `watched_sync_refused` where the caller is to sync as usual: nothing was done then.
int watched_sync_run(watched_sync *sync, const char *path);

void watched_sync_close(watched_sync *sync);
