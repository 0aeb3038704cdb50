#include "gathering_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

// Up to `capacity` bytes are gathered, and written in pieces of at most `piece`: SQLite's own layer takes no more than
// 131,071 bytes at once.
enum { capacity = 1 << 18, piece = 1 << 16, most_layers = 8 };

typedef struct {
  sqlite3_vfs vfs;  // first, so that the layer is found by it
  sqlite3_vfs *below;
  char name[24];
} layer;

typedef struct {
  sqlite3_file base;
  sqlite3_file *real;  // behind this struct
  char *gathered;      // owned; null before the first write
  int length;
  sqlite3_int64 start;  // where in the file `gathered` belongs
} log_file;

static int flush(log_file *file) {
  int length = file->length, code = SQLITE_OK;
  // Whether it succeeds or not: SQLite writes the commit anew after a failure.
  file->length = 0;
  for (int done = 0; done < length && code == SQLITE_OK; done += piece) {
    int n = length - done < piece ? length - done : piece;
    code = file->real->pMethods->xWrite(file->real, file->gathered + done, n, file->start + done);
  }
  return code;
}

static int log_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
  log_file *file = (log_file *)f;
  if (file->length > 0 && (at != file->start + file->length || n > capacity - file->length)) {
    int code = flush(file);
    if (code != SQLITE_OK) return code;
  }
  if (!file->gathered && n <= capacity) file->gathered = sqlite3_malloc(capacity);
  if (!file->gathered || n > capacity) return file->real->pMethods->xWrite(file->real, from, n, at);
  if (file->length == 0) file->start = at;
  memcpy(file->gathered + file->length, from, (size_t)n);
  file->length += n;
  return SQLITE_OK;
}

static int log_close(sqlite3_file *f) {
  log_file *file = (log_file *)f;
  // What was not synced was not committed.
  int code = flush(file), closed = file->real->pMethods->xClose(file->real);
  sqlite3_free(file->gathered);
  file->gathered = 0;
  f->pMethods = 0;
  return code == SQLITE_OK ? closed : code;
}

static int log_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
  log_file *file = (log_file *)f;
  int code = flush(file);
  return code == SQLITE_OK ? file->real->pMethods->xRead(file->real, to, n, at) : code;
}

static int log_truncate(sqlite3_file *f, sqlite3_int64 size) {
  log_file *file = (log_file *)f;
  int code = flush(file);
  return code == SQLITE_OK ? file->real->pMethods->xTruncate(file->real, size) : code;
}

static int log_sync(sqlite3_file *f, int flags) {
  log_file *file = (log_file *)f;
  int code = flush(file);
  return code == SQLITE_OK ? file->real->pMethods->xSync(file->real, flags) : code;
}

static int log_size(sqlite3_file *f, sqlite3_int64 *size) {
  log_file *file = (log_file *)f;
  int code = flush(file);
  return code == SQLITE_OK ? file->real->pMethods->xFileSize(file->real, size) : code;
}

static int log_control(sqlite3_file *f, int operation, void *argument) {
  log_file *file = (log_file *)f;
  int code = flush(file);
  return code == SQLITE_OK ? file->real->pMethods->xFileControl(file->real, operation, argument) : code;
}

static int log_lock(sqlite3_file *f, int level) {
  log_file *file = (log_file *)f;
  return file->real->pMethods->xLock(file->real, level);
}

static int log_unlock(sqlite3_file *f, int level) {
  log_file *file = (log_file *)f;
  return file->real->pMethods->xUnlock(file->real, level);
}

static int log_check_lock(sqlite3_file *f, int *out) {
  log_file *file = (log_file *)f;
  return file->real->pMethods->xCheckReservedLock(file->real, out);
}

static int log_sector(sqlite3_file *f) {
  log_file *file = (log_file *)f;
  return file->real->pMethods->xSectorSize(file->real);
}

static int log_device(sqlite3_file *f) {
  log_file *file = (log_file *)f;
  return file->real->pMethods->xDeviceCharacteristics(file->real);
}

// Version 1: a log has neither shared memory nor a mapping.
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_check_lock,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_device,
};

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out) {
  sqlite3_vfs *below = ((layer *)vfs)->below;
  if (!(flags & SQLITE_OPEN_WAL)) return below->xOpen(below, name, f, flags, out);
  log_file *file = (log_file *)f;
  memset(file, 0, sizeof *file);
  file->real = (sqlite3_file *)(file + 1);
  file->real->pMethods = 0;
  int code = below->xOpen(below, name, file->real, flags, out);
  // SQLite closes whatever has methods, also where opening it failed.
  if (file->real->pMethods) file->base.pMethods = &methods;
  return code;
}

const char *docket_gathering_vfs(void) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  static layer layers[most_layers];
  static int count;
  if (sqlite3_initialize() != SQLITE_OK) return 0;
  pthread_mutex_lock(&mutex);
  sqlite3_vfs *below = sqlite3_vfs_find(0);
  const char *name = 0;
  for (int i = 0; i < count && !name; i++) {
    if (layers[i].below == below) name = layers[i].name;
  }
  if (!name && below && count < most_layers) {
    layer *made = &layers[count];
    made->below = below;
    snprintf(made->name, sizeof made->name, "docket-%d", count + 1);
    // The other methods of the layer below do not mind by which object they are called.
    made->vfs = *below;
    made->vfs.pNext = 0;
    made->vfs.zName = made->name;
    made->vfs.szOsFile = (int)sizeof(log_file) + below->szOsFile;
    made->vfs.xOpen = open_file;
    if (sqlite3_vfs_register(&made->vfs, 0) == SQLITE_OK) {
      count++;
      name = made->name;
    }
  }
  pthread_mutex_unlock(&mutex);
  return name;
}
