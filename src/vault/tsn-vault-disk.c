/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Small files that must never be lost or half written.
 *
 * A new version is written beside the old one, synced, and renamed over it; then the folder is
 * synced, since a rename that the folder does not remember is none. A first version is renamed with
 * RENAME_NOREPLACE, so that of two programs that make a vault at the same time one is refused.
 * g_file_set_contents_full() can't refuse, and says nothing about the folder.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tsn-vault-private.h"

static void
set_errno_error (GError **error, const char *what, int code)
{
  g_set_error (error,
               G_IO_ERROR,
               g_io_error_from_errno (code),
               "failed to %s: %s",
               what,
               g_strerror (code));
}

static void
set_exists_error (GError **error)
{
  g_set_error_literal (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_EXISTS, "there is a vault already");
}

/* Reads up to @size bytes; -1 with errno. */
static gssize
read_fully (int fd, guint8 *bytes, gsize size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = read (fd, bytes + done, size - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += (gsize) n;
    }
  return (gssize) done;
}

static int
write_fully (int fd, const guint8 *bytes, gsize size)
{
  while (size > 0)
    {
      gssize n = write (fd, bytes, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n < 0 ? errno : EIO;
      bytes += n;
      size -= (gsize) n;
    }
  return fsync (fd) == 0 ? 0 : errno;
}

GBytes *
tsn_vault_disk_read (const char *path, gsize max, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  g_autofree guint8 *bytes = NULL;
  struct stat status;
  gssize n;

  if (fd < 0)
    {
      set_errno_error (error, "open the vault", errno);
      return NULL;
    }
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "vault is not a file");
      close (fd);
      return NULL;
    }
  bytes = g_malloc (max + 1);
  n = read_fully (fd, bytes, max + 1);
  if (n < 0)
    set_errno_error (error, "read the vault", errno);
  close (fd);
  if (n < 0)
    return NULL;
  if ((gsize) n > max)
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_DAMAGED,
                           "vault file is too large to be one");
      return NULL;
    }
  return g_bytes_new (bytes, (gsize) n);
}

static int
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int code = 0;

  if (fd < 0)
    return errno;
  if (fsync (fd) != 0 && errno != EINVAL && errno != EROFS)
    code = errno;
  close (fd);
  return code;
}

static int
rename_new (const char *from, const char *to)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return errno;
  /* A file system that can't: the gap between these two is all that is left. */
  if (access (to, F_OK) == 0)
    return EEXIST;
  return rename (from, to) == 0 ? 0 : errno;
}

gboolean
tsn_vault_disk_write (const char *path, GBytes *bytes, gboolean create, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".XXXXXX", NULL);
  int fd;
  int code;

  if (create && g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    {
      set_exists_error (error);
      return FALSE;
    }
  fd = g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_errno_error (error, "write the vault", errno);
      return FALSE;
    }
  code = write_fully (fd, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (close (fd) != 0 && code == 0)
    code = errno;
  if (code == 0)
    code = create ? rename_new (beside, path) : (rename (beside, path) == 0 ? 0 : errno);
  if (code != 0)
    unlink (beside);
  else
    code = sync_folder (path);
  if (code == EEXIST)
    set_exists_error (error);
  else if (code != 0)
    set_errno_error (error, "write the vault", code);
  return code == 0;
}
