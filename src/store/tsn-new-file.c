/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that is there whole or not at all: written beside its final name, synced, renamed. */

#include "tsn-new-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "tsn-store.h"

gboolean
tsn_new_file_sync_path (const char *path, int flags, GError **error)
{
  int fd = g_open (path, flags | O_RDONLY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  int code = errno;

  if (fd >= 0)
    close (fd);
  return ok || tsn_store_error_from_errno (code, "the copy cannot be made durable", error);
}

int
tsn_new_file_open (const char *path, GError **error)
{
  int fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    tsn_store_error_from_errno (errno, "the copy cannot be made", error);
  return fd;
}

gboolean
tsn_new_file_put_in_place (const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);
  int rc;

  if (!tsn_new_file_sync_path (from, 0, error))
    return FALSE;
  rc = renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
  if (rc != 0 && (errno == EINVAL || errno == ENOSYS))
    {
      /* A file system without that (some sticks): the look and the rename are two steps. */
      if (g_access (to, F_OK) == 0)
        return tsn_store_error_from_errno (EEXIST, "there is a file of that name already", error);
      rc = g_rename (from, to);
    }
  if (rc != 0)
    return tsn_store_error_from_errno (errno,
                                       errno == EEXIST ? "there is a file of that name already"
                                                       : "the copy cannot be put in place",
                                       error);
  if (tsn_new_file_sync_path (folder, O_DIRECTORY, error))
    return TRUE;
  g_unlink (to); /* what was not confirmed must not stand in the way of the next attempt */
  return FALSE;
}
