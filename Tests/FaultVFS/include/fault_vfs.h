#ifndef FAULT_VFS_H
#define FAULT_VFS_H

/* A layer under SQLite that makes the disk fail on demand, for files whose path begins with a prefix; all others
   are passed through. It is the default one from the first call on. */

/* The next `count` times that such a file is brought to the disk fail, as a broken disk does. */
void fault_vfs_fail_syncs(const char *prefix, int count);

/* From the next `after` writes on, such files cannot grow: the disk is full. A negative number lifts it. */
void fault_vfs_fill(const char *prefix, int after);

#endif
