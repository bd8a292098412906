/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A paper as a PDF file. cairo embeds subsets of the fonts by itself.
 *
 * What it holds may be what the vault protects, so the file is readable for its owner only, is
 * never seen half written and is not left behind after a failure; what was on its way to it is
 * wiped. Its metadata say what kind of paper it is and nothing more.
 */

#include <cairo-pdf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tsn-paper-private.h"
#include "tsn-secret.h"
#include "tsn-store.h"

#define BUFFER_SIZE (64 * 1024)

typedef struct
{
  int fd;
  int code; /* errno of the first write that failed */
  gsize filled;
  guint8 buffer[BUFFER_SIZE]; /* cairo writes a line at a time */
} Output;

static void
flush (Output *self)
{
  const guint8 *at = self->buffer;

  while (self->filled > 0 && self->code == 0)
    {
      ssize_t written = write (self->fd, at, self->filled);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        self->code = written < 0 ? errno : EIO;
      else
        {
          at += written;
          self->filled -= (gsize) written;
        }
    }
}

static cairo_status_t
write_some (void *closure, const unsigned char *bytes, unsigned int length)
{
  Output *self = closure;

  while (length > 0 && self->code == 0)
    {
      gsize part = MIN (length, BUFFER_SIZE - self->filled);

      memcpy (self->buffer + self->filled, bytes, part);
      self->filled += part;
      bytes += part;
      length -= (unsigned int) part;
      if (self->filled == BUFFER_SIZE)
        flush (self);
    }
  return self->code == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *
make_surface (const TsnPaper *paper, Output *output)
{
  double width;
  double height;
  cairo_surface_t *surface;

  tsn_paper_get_page_size (paper, &width, &height);
  surface = cairo_pdf_surface_create_for_stream (write_some, output, width, height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, tsn_paper_get_title (paper));
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Tsunagi");
  return surface;
}

static gboolean
draw_pages (const TsnPaper *paper, Output *output, GCancellable *cancellable, GError **error)
{
  cairo_surface_t *surface = make_surface (paper, output);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  for (guint i = 0; i < tsn_paper_get_n_pages (paper) && output->code == 0 &&
                    !g_cancellable_is_cancelled (cancellable);
       i++)
    {
      tsn_paper_draw_page (paper, i, cr);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  flush (output);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (output->code == 0 && status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  return tsn_store_error_from_errno (output->code != 0 ? output->code : EIO,
                                     "the paper cannot be written",
                                     error);
}

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  /* Some file systems (a portal's) have no such thing; the file itself is on the disk. */
  gboolean ok = fd < 0 || fsync (fd) == 0 || errno == EINVAL;

  if (fd >= 0)
    close (fd);
  return ok;
}

static gboolean
put_in_place (int fd, const char *from, const char *to, GError **error)
{
  if (fsync (fd) == 0 && g_rename (from, to) == 0 && sync_folder (to))
    return TRUE;
  return tsn_store_error_from_errno (errno, "the paper cannot be put in place", error);
}

gboolean
tsn_paper_write_pdf_sync (const TsnPaper *self,
                          const char *path,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".XXXXXX", NULL);
  g_autofree Output *output = g_new0 (Output, 1);
  gboolean ok;

  output->fd = g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600);
  if (output->fd < 0)
    return tsn_store_error_from_errno (errno, "the paper cannot be written", error);
  ok = draw_pages (self, output, cancellable, error) &&
       put_in_place (output->fd, beside, path, error);
  close (output->fd);
  tsn_secret_wipe (output->buffer, sizeof output->buffer);
  if (!ok)
    g_unlink (beside);
  return ok;
}
