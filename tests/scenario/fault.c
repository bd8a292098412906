/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counting operations and making them fail: the layer around SQLite's VFS and the wrapped system
 * calls. What a power cut leaves is in fault-cut.c.
 *
 * Reading, locking and the mapped memory of the WAL index are passed through: only what changes the
 * disk can fail here. (A WAL index that cannot grow is counted, since that is a file, too.) The
 * layer speaks version 2 of the file methods, so SQLite never maps the database itself and no write
 * goes around it.
 */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fault-private.h"

typedef struct
{
  sqlite3_file base;
  char *path; /* NULL: temporary */
  sqlite3_file *real;
} FaultFile;

static sqlite3_vfs *real_vfs;

static struct
{
  GMutex lock;
  guint countdown; /* 0: no fault is armed */
  FaultMode mode;
  gboolean lasting;
  gboolean fired;
  gboolean loses_errno;
} fault;

/* -- Arming -- */

void
fault_arm (guint nth, FaultMode mode, gboolean lasting)
{
  g_mutex_lock (&fault.lock);
  fault.countdown = nth;
  fault.mode = mode;
  fault.lasting = lasting;
  fault.fired = FALSE;
  g_mutex_unlock (&fault.lock);
}

gboolean
fault_lift (void)
{
  gboolean fired;

  g_mutex_lock (&fault.lock);
  fired = fault.fired;
  fault.countdown = 0;
  fault.fired = FALSE;
  fault.lasting = FALSE;
  g_mutex_unlock (&fault.lock);
  return fired;
}

gboolean
fault_loses_errno (void)
{
  return fault.loses_errno;
}

/* Counts one operation: whether it is to fail. */
static gboolean
is_faulty_one (gboolean loses_errno)
{
  gboolean faulty = FALSE;

  g_mutex_lock (&fault.lock);
  if (fault.countdown > 0)
    {
      fault.countdown--;
      faulty = fault.countdown == 0;
    }
  else if (fault.fired && fault.lasting)
    faulty = TRUE;
  if (faulty && !fault.fired)
    fault.loses_errno = loses_errno;
  if (faulty)
    fault.fired = TRUE;
  g_mutex_unlock (&fault.lock);
  if (faulty)
    errno = fault.mode == FAULT_FULL ? ENOSPC : EIO;
  return faulty;
}

static gboolean
is_faulty (void)
{
  return is_faulty_one (FALSE);
}

static int
fault_code (int code)
{
  return fault.mode == FAULT_FULL ? SQLITE_FULL : code;
}

/* -- File methods -- */

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((FaultFile *) file)->real;
}

static int
fault_close (sqlite3_file *file)
{
  FaultFile *self = (FaultFile *) file;
  int rc = self->real->pMethods != NULL ? self->real->pMethods->xClose (self->real) : SQLITE_OK;

  g_clear_pointer (&self->path, g_free);
  return rc;
}

static int
fault_read (sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
  return real_of (file)->pMethods->xRead (real_of (file), bytes, size, offset);
}

static int
fault_write (sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
  FaultFile *self = (FaultFile *) file;
  gboolean faulty = is_faulty ();
  int code = errno;
  int rc;

  if (faulty && fault.mode == FAULT_ERROR)
    return SQLITE_IOERR_WRITE;
  if (faulty)
    size /= 2;
  rc = self->real->pMethods->xWrite (self->real, bytes, size, offset);
  if (rc == SQLITE_OK)
    fault_cut_note_write (self->path, bytes, (gsize) size, (guint64) offset);
  errno = code;
  return faulty ? fault_code (SQLITE_IOERR_WRITE) : rc;
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  FaultFile *self = (FaultFile *) file;
  int rc;

  if (is_faulty ())
    return SQLITE_IOERR_TRUNCATE;
  rc = self->real->pMethods->xTruncate (self->real, size);
  if (rc == SQLITE_OK)
    fault_cut_note_truncate (self->path, (guint64) size);
  return rc;
}

static int
fault_sync (sqlite3_file *file, int flags)
{
  FaultFile *self = (FaultFile *) file;
  int rc;

  /* A failing disk may have kept some of it or nothing: what follows must work either way. */
  if (is_faulty_one (TRUE))
    return SQLITE_IOERR_FSYNC;
  fault_cut_before_sync (self->path);
  rc = self->real->pMethods->xSync (self->real, flags);
  if (rc == SQLITE_OK)
    fault_cut_after_sync (self->path);
  return rc;
}

static int
fault_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
fault_lock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xLock (real_of (file), level);
}

static int
fault_unlock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), level);
}

static int
fault_check_reserved (sqlite3_file *file, int *reserved)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), reserved);
}

static int
fault_control (sqlite3_file *file, int op, void *argument)
{
  /* Growing the file ahead of writing it would go around us. */
  if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE)
    return SQLITE_OK;
  return real_of (file)->pMethods->xFileControl (real_of (file), op, argument);
}

static int
fault_sector_size (sqlite3_file *file)
{
  return real_of (file)->pMethods->xSectorSize (real_of (file));
}

static int
fault_characteristics (sqlite3_file *file)
{
  return real_of (file)->pMethods->xDeviceCharacteristics (real_of (file));
}

static int
fault_shm_map (sqlite3_file *file, int page, int page_size, int extend, void volatile **memory)
{
  int rc = real_of (file)->pMethods->xShmMap (real_of (file), page, page_size, 0, memory);

  if (!extend || rc != SQLITE_OK || *memory != NULL)
    return rc;
  if (is_faulty ())
    return SQLITE_IOERR_SHMSIZE;
  return real_of (file)->pMethods->xShmMap (real_of (file), page, page_size, extend, memory);
}

static int
fault_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return real_of (file)->pMethods->xShmLock (real_of (file), offset, n, flags);
}

static void
fault_shm_barrier (sqlite3_file *file)
{
  real_of (file)->pMethods->xShmBarrier (real_of (file));
}

static int
fault_shm_unmap (sqlite3_file *file, int delete_it)
{
  return real_of (file)->pMethods->xShmUnmap (real_of (file), delete_it);
}

static const sqlite3_io_methods fault_methods = {
  .iVersion = 2,
  .xClose = fault_close,
  .xRead = fault_read,
  .xWrite = fault_write,
  .xTruncate = fault_truncate,
  .xSync = fault_sync,
  .xFileSize = fault_file_size,
  .xLock = fault_lock,
  .xUnlock = fault_unlock,
  .xCheckReservedLock = fault_check_reserved,
  .xFileControl = fault_control,
  .xSectorSize = fault_sector_size,
  .xDeviceCharacteristics = fault_characteristics,
  .xShmMap = fault_shm_map,
  .xShmLock = fault_shm_lock,
  .xShmBarrier = fault_shm_barrier,
  .xShmUnmap = fault_shm_unmap,
};

/* -- The layer -- */

static int
vfs_open (sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
  FaultFile *self = (FaultFile *) file;
  gboolean makes = (flags & SQLITE_OPEN_CREATE) != 0 && path != NULL && access (path, F_OK) != 0;
  int rc;

  self->base.pMethods = NULL;
  self->path = NULL;
  self->real = (sqlite3_file *) (self + 1);
  if (makes && is_faulty ())
    return SQLITE_CANTOPEN;
  rc = real_vfs->xOpen (real_vfs, path, self->real, flags, out_flags);
  if (rc != SQLITE_OK)
    return rc;
  self->path = g_strdup (path);
  self->base.pMethods = &fault_methods;
  if (path != NULL)
    fault_cut_note_open (path, makes);
  return SQLITE_OK;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *path, int sync_folder)
{
  int rc;

  if (access (path, F_OK) == 0 && is_faulty_one (TRUE))
    return SQLITE_IOERR_DELETE;
  rc = real_vfs->xDelete (real_vfs, path, sync_folder);
  if (rc == SQLITE_OK)
    fault_cut_note_delete (path, sync_folder != 0);
  return rc;
}

static int
vfs_last_error (sqlite3_vfs *vfs, int size, char *text)
{
  return errno;
}

void
fault_install (void)
{
  static sqlite3_vfs layer;

  if (real_vfs != NULL)
    return;
  real_vfs = sqlite3_vfs_find (NULL);
  layer = *real_vfs; /* what is not replaced needs no file of ours */
  layer.zName = "fault";
  layer.szOsFile = (int) sizeof (FaultFile) + real_vfs->szOsFile;
  layer.xOpen = vfs_open;
  layer.xDelete = vfs_delete;
  layer.xGetLastError = vfs_last_error;
  g_assert_cmpint (sqlite3_vfs_register (&layer, 1), ==, SQLITE_OK);
}

/* -- What is written without SQLite (the linker's --wrap) -- */

ssize_t __real_write (int fd, const void *bytes, size_t size);
ssize_t __wrap_write (int fd, const void *bytes, size_t size);
int __real_fsync (int fd);
int __wrap_fsync (int fd);
int __real_rename (const char *from, const char *to);
int __wrap_rename (const char *from, const char *to);
int __real_renameat2 (int from_fd, const char *from, int to_fd, const char *to, unsigned int flags);
int __wrap_renameat2 (int from_fd, const char *from, int to_fd, const char *to, unsigned int flags);
int __real_g_mkstemp_full (char *path, int flags, int mode);
int __wrap_g_mkstemp_full (char *path, int flags, int mode);
int __real_g_mkdir_with_parents (const char *path, int mode);
int __wrap_g_mkdir_with_parents (const char *path, int mode);
int __real_g_open (const char *path, int flags, int mode);
int __wrap_g_open (const char *path, int flags, int mode);

ssize_t
__wrap_write (int fd, const void *bytes, size_t size)
{
  if (!is_faulty ())
    return __real_write (fd, bytes, size);
  /* The kernel says a short write first and the reason at the next try, which is an operation of
   * its own: the reason here and now is the harder case. */
  if (fault.mode != FAULT_ERROR)
    {
      int code = errno;
      ssize_t n = __real_write (fd, bytes, size / 2);

      errno = n < 0 ? errno : code;
    }
  return -1;
}

int
__wrap_fsync (int fd)
{
  return is_faulty () ? -1 : __real_fsync (fd);
}

int
__wrap_rename (const char *from, const char *to)
{
  return is_faulty () ? -1 : __real_rename (from, to);
}

int
__wrap_renameat2 (int from_fd, const char *from, int to_fd, const char *to, unsigned int flags)
{
  return is_faulty () ? -1 : __real_renameat2 (from_fd, from, to_fd, to, flags);
}

int
__wrap_g_mkstemp_full (char *path, int flags, int mode)
{
  return is_faulty () ? -1 : __real_g_mkstemp_full (path, flags, mode);
}

int
__wrap_g_mkdir_with_parents (const char *path, int mode)
{
  if (g_access (path, F_OK) != 0 && is_faulty ())
    return -1;
  return __real_g_mkdir_with_parents (path, mode);
}

int
__wrap_g_open (const char *path, int flags, int mode)
{
  if ((flags & O_CREAT) != 0 && g_access (path, F_OK) != 0 && is_faulty ())
    return -1;
  return __real_g_open (path, flags, mode);
}
