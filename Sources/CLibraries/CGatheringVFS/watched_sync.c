#define _GNU_SOURCE
#include "watched_sync.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum {
  // Who commits a few times only is not worth what has to be made ready and cleared away.
  first_watched = 16,
  // Nanoseconds: a slower disk is better waited for asleep; and whoever took the processor for so long has use for it.
  longest_watch = 300000,
  longest_turn = 100000,
  // How many syncs are waited for asleep after one that was not worth watching.
  left_alone = 32,
};

// The head of the ring that the kernel shares with the process, as libaio reads it, too.
typedef struct {
  unsigned id, count, head, tail, magic, compatible, incompatible, length;
} ring_head;

static const unsigned ring_magic = 0xa10a10a1;

static long long nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

void watched_sync_init(watched_sync *sync) {
  memset(sync, 0, sizeof *sync);
  sync->descriptor = -1;
}

static void give_up(watched_sync *sync) {
  if (sync->ring) syscall(SYS_io_destroy, sync->ring);
  if (sync->descriptor >= 0) close(sync->descriptor);
  sync->ring = 0;
  sync->descriptor = -1;
  sync->is_useless = 1;
}

static int prepare(watched_sync *sync, const char *path) {
  if (sync->is_useless || ++sync->syncs < first_watched) return 0;
  sync->syncs = first_watched;
  if (sync->ring) return 1;
  sync->descriptor = open(path, O_RDWR | O_CLOEXEC);
  struct statfs system;
  // A file in memory has nothing to be waited for.
  if (sync->descriptor >= 0 && fstatfs(sync->descriptor, &system) == 0 && system.f_type != TMPFS_MAGIC &&
      syscall(SYS_io_setup, 1, &sync->ring) == 0) {
    const ring_head *head = (const ring_head *)sync->ring;
    if (head->magic == ring_magic && head->incompatible == 0) return 1;
  }
  give_up(sync);
  return 0;
}

static void watch(watched_sync *sync) {
  const ring_head *head = (const ring_head *)sync->ring;
  long long start = nanoseconds(), before = start;
  while (__atomic_load_n(&head->tail, __ATOMIC_ACQUIRE) == __atomic_load_n(&head->head, __ATOMIC_RELAXED)) {
    // The kernel's worker waits for this processor, too.
    sched_yield();
    long long now = nanoseconds();
    if (now - start > longest_watch || now - before > longest_turn) {
      sync->unwatched = left_alone;
      return;
    }
    before = now;
  }
}

int watched_sync_run(watched_sync *sync, const char *path) {
  if (sync->unwatched > 0) {
    sync->unwatched--;
    return watched_sync_refused;
  }
  if (!prepare(sync, path)) return watched_sync_refused;
  struct iocb request = {.aio_lio_opcode = IOCB_CMD_FDSYNC, .aio_fildes = (unsigned)sync->descriptor};
  struct iocb *requests = &request;
  if (syscall(SYS_io_submit, sync->ring, 1, &requests) != 1) {
    give_up(sync);
    return watched_sync_refused;
  }
  watch(sync);
  struct io_event event;
  for (;;) {
    long count = syscall(SYS_io_getevents, sync->ring, 1, 1, &event, (struct timespec *)0);
    if (count == 1) return event.res == 0 ? watched_sync_done : watched_sync_failed;
    if (count < 0 && errno == EINTR) continue;
    return watched_sync_failed;
  }
}

void watched_sync_close(watched_sync *sync) { give_up(sync); }
