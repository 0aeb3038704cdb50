#include "fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

typedef struct {
  sqlite3_file base;
  sqlite3_file *real;
  const char *name;
} fault_file;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char sync_prefix[1024], full_prefix[1024];
static int failing_syncs, writes_left = -1;
static sqlite3_vfs vfs, *below;

#define REAL(file) (((fault_file *)(file))->real)

static int begins(const fault_file *file, const char *prefix) {
  return file->name && *prefix && strncmp(file->name, prefix, strlen(prefix)) == 0;
}

static int close_file(sqlite3_file *f) {
  int code = REAL(f)->pMethods ? REAL(f)->pMethods->xClose(REAL(f)) : SQLITE_OK;
  f->pMethods = 0;
  return code;
}
static int read_file(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
  return REAL(f)->pMethods->xRead(REAL(f), to, n, at);
}
static int write_file(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
  pthread_mutex_lock(&lock);
  int is_full = 0;
  if (writes_left >= 0 && begins((fault_file *)f, full_prefix)) {
    if (writes_left == 0) is_full = 1;
    else writes_left--;
  }
  pthread_mutex_unlock(&lock);
  return is_full ? SQLITE_FULL : REAL(f)->pMethods->xWrite(REAL(f), from, n, at);
}
static int truncate_file(sqlite3_file *f, sqlite3_int64 size) {
  return REAL(f)->pMethods->xTruncate(REAL(f), size);
}
static int sync_file(sqlite3_file *f, int flags) {
  pthread_mutex_lock(&lock);
  int fails = failing_syncs > 0 && begins((fault_file *)f, sync_prefix);
  if (fails) failing_syncs--;
  pthread_mutex_unlock(&lock);
  return fails ? SQLITE_IOERR_FSYNC : REAL(f)->pMethods->xSync(REAL(f), flags);
}
static int size_file(sqlite3_file *f, sqlite3_int64 *size) {
  return REAL(f)->pMethods->xFileSize(REAL(f), size);
}
static int lock_file(sqlite3_file *f, int level) { return REAL(f)->pMethods->xLock(REAL(f), level); }
static int unlock_file(sqlite3_file *f, int level) { return REAL(f)->pMethods->xUnlock(REAL(f), level); }
static int check_lock(sqlite3_file *f, int *out) {
  return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out);
}
static int control(sqlite3_file *f, int op, void *argument) {
  return REAL(f)->pMethods->xFileControl(REAL(f), op, argument);
}
static int sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }
static int device(sqlite3_file *f) { return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f)); }
static int shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **to) {
  return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, to);
}
static int shm_lock(sqlite3_file *f, int offset, int n, int flags) {
  return REAL(f)->pMethods->xShmLock(REAL(f), offset, n, flags);
}
static void shm_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }
static int shm_unmap(sqlite3_file *f, int erase) {
  return REAL(f)->pMethods->xShmUnmap(REAL(f), erase);
}

static const sqlite3_io_methods methods = {
    2,           close_file, read_file, write_file, truncate_file, sync_file, size_file, lock_file,
    unlock_file, check_lock, control,   sector,     device,        shm_map,   shm_lock,  shm_barrier,
    shm_unmap,   0,          0};

static int open_file(sqlite3_vfs *self, const char *name, sqlite3_file *f, int flags, int *out) {
  (void)self;
  fault_file *file = (fault_file *)f;
  file->real = (sqlite3_file *)(file + 1);
  file->name = name;
  int code = below->xOpen(below, name, file->real, flags, out);
  file->base.pMethods = file->real->pMethods ? &methods : 0;
  return code;
}

static void install(void) {
  if (below) return;
  below = sqlite3_vfs_find(0);
  vfs = *below;
  vfs.zName = "fault";
  vfs.szOsFile = (int)sizeof(fault_file) + below->szOsFile;
  vfs.xOpen = open_file;
  sqlite3_vfs_register(&vfs, 1);
}

void fault_vfs_fail_syncs(const char *prefix, int count) {
  pthread_mutex_lock(&lock);
  install();
  strncpy(sync_prefix, prefix, sizeof sync_prefix - 1);
  failing_syncs = count;
  pthread_mutex_unlock(&lock);
}

void fault_vfs_fill(const char *prefix, int after) {
  pthread_mutex_lock(&lock);
  install();
  strncpy(full_prefix, prefix, sizeof full_prefix - 1);
  writes_left = after;
  pthread_mutex_unlock(&lock);
}
