/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The chain of a scan, in one thread of its own: pixels, codes, cards, verdicts. That it was read
 * is entered into the register afterwards: nobody waits for the disk, and a disk that is full hides
 * no card.
 */

#include "tsn-card-reader.h"

#include <string.h>

#include "tsn-issue.h"
#include "tsn-scanner.h"
#include "tsn-secret.h"

typedef struct
{
  TsnStore *store;
  GFile *file;
  GdkTexture *texture;
  char *text;
  guint purpose;
  TsnTrust *trust;  /* (nullable): not read yet */
  GPtrArray *scans; /* of TsnCardScan */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->store);
  g_clear_object (&job->file);
  g_clear_object (&job->texture);
  tsn_secret_text_free (job->text);
  g_clear_pointer (&job->trust, tsn_trust_unref);
  g_clear_pointer (&job->scans, g_ptr_array_unref);
  g_free (job);
}

static void
scan_free (gpointer data)
{
  TsnCardScan *scan = data;

  tsn_card_reading_free (scan->reading);
  g_free (scan);
}

static gboolean
trust_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_trust_renew (&job->trust, session, tsn_store_get_vault (job->store), error);
}

static gboolean
look_up_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  for (guint i = 0; i < job->scans->len; i++)
    {
      TsnCardScan *scan = g_ptr_array_index (job->scans, i);

      if (!tsn_card_scan_look_up (session, scan->reading->card, &scan->entry, error))
        return FALSE;
    }
  return TRUE;
}

/* -- The register -- */

typedef struct
{
  GPtrArray *scans; /* of TsnCardScan, which nobody changes any more */
  guint purpose;
} Readings;

static void
readings_free (gpointer data)
{
  Readings *readings = data;

  g_ptr_array_unref (readings->scans);
  g_free (readings);
}

static gboolean
register_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Readings *readings = data;
  gint64 now_ms = g_get_real_time () / 1000;

  for (guint i = 0; i < readings->scans->len; i++)
    {
      const TsnCardScan *scan = g_ptr_array_index (readings->scans, i);

      if (!tsn_card_scan_register (session, scan->reading, readings->purpose, now_ms, error))
        return FALSE;
    }
  return TRUE;
}

static void
enter_readings (TsnStation *station, GPtrArray *scans, guint purpose)
{
  Readings *readings = g_new (Readings, 1);

  readings->scans = g_ptr_array_ref (scans);
  readings->purpose = purpose;
  tsn_station_ask (station, TSN_STORE_WRITE, register_work, readings, readings_free, station, NULL);
}

/* -- Pixels -- */

/* Grey on white paper: what is transparent is white. */
static TsnScanImage *
image_of (GdkTexture *texture, GError **error)
{
  gsize width = (gsize) gdk_texture_get_width (texture);
  gsize height = (gsize) gdk_texture_get_height (texture);
  TsnScanImage *image;
  g_autofree guint8 *pixels = NULL;

  if (width * height > TSN_SCAN_MAX_PIXELS_WHOLE)
    {
      g_set_error (error, TSN_SCAN_ERROR, TSN_SCAN_ERROR_TOO_LARGE, "a picture of the clipboard");
      return NULL;
    }
  pixels = g_malloc (width * height * 4);
  gdk_texture_download (texture, pixels, width * 4);
  image = tsn_scan_image_new_blank ((guint) width, (guint) height);
  for (gsize i = 0; i < width * height; i++)
    {
      guint32 pixel;
      guint alpha, grey;

      memcpy (&pixel, pixels + i * 4, sizeof pixel);
      alpha = pixel >> 24;
      grey = ((pixel >> 16 & 0xff) * 77 + (pixel >> 8 & 0xff) * 151 + (pixel & 0xff) * 28) >> 8;
      image->owned[i] = (guint8) MIN (grey + 255 - alpha, 255);
    }
  return image;
}

/* Codes in the picture; (transfer full), of TsnScanCode. */
static GPtrArray *
find_codes (Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (TsnScanDocument) document = NULL;
  g_autoptr (TsnScanImage) image = NULL;

  if (job->texture != NULL)
    {
      image = image_of (job->texture, error);
      return image != NULL
                 ? tsn_scanner_scan_image (scanner, image, TSN_SCAN_BUDGET_MS, cancellable, error)
                 : NULL;
    }
  document = tsn_scan_document_new_from_file (job->file, cancellable, error);
  return document != NULL
             ? tsn_scanner_scan_document (scanner, document, TSN_SCAN_BUDGET_MS, cancellable, error)
             : NULL;
}

/* -- Cards -- */

static void
read_text (Job *job, const char *text, gsize size, guint page)
{
  TsnCardScan *scan = g_new0 (TsnCardScan, 1);

  scan->reading = tsn_card_read (text, size, tsn_trust_get (job->trust));
  scan->page = page;
  g_ptr_array_add (job->scans, scan);
}

static gboolean
read_picture (Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) codes = find_codes (job, cancellable, error);

  for (guint i = 0; codes != NULL && i < codes->len; i++)
    {
      const TsnScanCode *code = g_ptr_array_index (codes, i);
      gsize size = 0;
      const char *text = g_bytes_get_data (code->bytes, &size);

      read_text (job, text, size, code->page);
    }
  return codes != NULL;
}

static void
read_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean ok =
      tsn_store_run_sync (job->store, TSN_STORE_READ, trust_work, job, cancellable, &error);

  if (ok && job->text != NULL)
    read_text (job, job->text, strlen (job->text), 0);
  else if (ok)
    ok = read_picture (job, cancellable, &error);
  ok = ok &&
       tsn_store_run_sync (job->store, TSN_STORE_READ, look_up_work, job, cancellable, &error);
  if (ok)
    g_task_return_pointer (task, g_steal_pointer (&job->scans), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
tsn_card_reader_read_async (TsnStation *station,
                            const TsnCardSource *source,
                            guint purpose,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (station, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->store = g_object_ref (tsn_station_get_store (station));
  g_set_object (&job->file, source->file);
  g_set_object (&job->texture, source->texture);
  job->text = g_strdup (source->text);
  job->purpose = purpose;
  job->trust = tsn_station_dup_trust (station);
  job->scans = g_ptr_array_new_with_free_func (scan_free);
  g_task_set_source_tag (task, tsn_card_reader_read_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, read_worker);
}

GPtrArray *
tsn_card_reader_read_finish (GAsyncResult *result, GError **error)
{
  GTask *task = G_TASK (result);
  const Job *job = g_task_get_task_data (task);
  TsnStation *station = g_task_get_source_object (task);
  GPtrArray *scans = g_task_propagate_pointer (task, error);

  if (job->trust != NULL)
    tsn_station_keep_trust (station, job->trust);
  if (scans != NULL)
    enter_readings (station, scans, job->purpose);
  return scans;
}
