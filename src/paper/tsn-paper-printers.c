/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CUPS knows its queues and listens to what announces itself by DNS-SD. What was only announced has
 * no address yet: the library finds it by connecting. It is written down as a URI then, since a
 * kiosk prints without a CUPS of its own where the printer takes PDF.
 */

#include "tsn-paper-printers.h"

#include <cups/cups.h>
#include <string.h>

#include "tsn-paper-address.h"
#include "tsn-paper-ipp.h"

#define FIND_MS    4000
#define CONNECT_MS 3000
#define MOST       100 /* printers, media, trays */

/* -- Which there are -- */

typedef struct
{
  int n;
  cups_dest_t *dests;
  GCancellable *cancellable;
} Found;

static void
printer_free (gpointer data)
{
  TsnPaperPrinter *printer = data;

  g_free (printer->address);
  g_free (printer->name);
  g_free (printer);
}

static const char *
get_option (const cups_dest_t *dest, const char *name)
{
  return cupsGetOption (name, dest->num_options, dest->options);
}

static int
found_cb (void *data, unsigned flags, cups_dest_t *dest)
{
  Found *found = data;

  if ((flags & CUPS_DEST_FLAGS_REMOVED) != 0)
    found->n = cupsRemoveDest (dest->name, dest->instance, found->n, &found->dests);
  else if (found->n < MOST && dest->instance == NULL)
    found->n = cupsCopyDest (dest, found->n, &found->dests);
  return !g_cancellable_is_cancelled (found->cancellable);
}

/* NULL: it does not answer, or is none of ours. */
static char *
find_address (cups_dest_t *dest)
{
  const char *device;
  char resource[HTTP_MAX_URI];
  http_t *http;

  if (get_option (dest, "printer-uri-supported") != NULL)
    return tsn_paper_ipp_knows (dest->name) ? g_strdup (dest->name) : NULL;
  http = cupsConnectDest (dest,
                          CUPS_DEST_FLAGS_DEVICE,
                          CONNECT_MS,
                          NULL,
                          resource,
                          sizeof resource,
                          NULL,
                          NULL);
  if (http == NULL)
    return NULL;
  httpClose (http);
  device = get_option (dest, "resolved-device-uri");
  if (device == NULL)
    device = get_option (dest, "device-uri");
  return device != NULL && strstr (device, "._tcp") == NULL && tsn_paper_ipp_knows (device)
             ? g_strdup (device)
             : NULL;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  const TsnPaperPrinter *const *x = a, *const *y = b;

  return g_utf8_collate ((*x)->name, (*y)->name);
}

static void
find_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Found found = { 0, NULL, cancellable };
  g_autoptr (GPtrArray) printers = g_ptr_array_new_with_free_func (printer_free);

  cupsEnumDests (CUPS_DEST_FLAGS_NONE, FIND_MS, NULL, 0, 0, found_cb, &found);
  for (int i = 0; i < found.n && !g_cancellable_is_cancelled (cancellable); i++)
    {
      char *address = find_address (&found.dests[i]);
      const char *name = get_option (&found.dests[i], "printer-info");
      TsnPaperPrinter *printer;

      if (address == NULL)
        continue;
      printer = g_new0 (TsnPaperPrinter, 1);
      printer->address = address;
      printer->name = g_utf8_make_valid (name != NULL && *name != '\0' ? name : found.dests[i].name,
                                         -1);
      g_ptr_array_add (printers, printer);
    }
  cupsFreeDests (found.n, found.dests);
  g_ptr_array_sort (printers, by_name);
  g_task_return_pointer (task, g_steal_pointer (&printers), (GDestroyNotify) g_ptr_array_unref);
}

void
tsn_paper_printers_find_async (GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tsn_paper_printers_find_async);
  g_task_run_in_thread (task, find_worker);
}

GPtrArray *
tsn_paper_printers_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- What one offers -- */

static void
media_free (gpointer data)
{
  TsnPaperMedia *media = data;

  g_free (media->keyword);
  g_free (media);
}

void
tsn_paper_offer_free (TsnPaperOffer *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->media);
  g_ptr_array_unref (self->trays);
  g_free (self);
}

static gboolean
has_size (GPtrArray *media, double width_mm, double height_mm)
{
  for (guint i = 0; i < media->len; i++)
    {
      const TsnPaperMedia *other = g_ptr_array_index (media, i);

      if (ABS (other->width_mm - width_mm) < 0.5 && ABS (other->height_mm - height_mm) < 0.5)
        return TRUE;
    }
  return FALSE;
}

/* One keyword for each size: names without borders, or of the same size elsewhere, are no choice.
 */
static void
add_media (TsnPaperOffer *offer, ipp_t *answer, const char *name, gboolean is_ready)
{
  ipp_attribute_t *attribute = ippFindAttribute (answer, name, IPP_TAG_ZERO);

  for (int i = 0; attribute != NULL && i < ippGetCount (attribute); i++)
    {
      const char *keyword = ippGetString (attribute, i, NULL);
      TsnPaperMedia *media;
      double width, height;

      if (keyword == NULL || g_str_has_prefix (keyword, "custom_") ||
          !tsn_paper_size_of_media (keyword, &width, &height) || width <= 0 || height <= 0 ||
          offer->media->len == MOST || has_size (offer->media, width, height))
        continue;
      media = g_new0 (TsnPaperMedia, 1);
      media->keyword = g_strdup (keyword);
      media->width_mm = width;
      media->height_mm = height;
      media->is_ready = is_ready;
      g_ptr_array_add (offer->media, media);
    }
}

static int
by_size (gconstpointer a, gconstpointer b)
{
  const TsnPaperMedia *x = *(const TsnPaperMedia *const *) a;
  const TsnPaperMedia *y = *(const TsnPaperMedia *const *) b;
  double dx = x->width_mm * x->height_mm, dy = y->width_mm * y->height_mm;

  if (x->is_ready != y->is_ready)
    return x->is_ready ? -1 : 1;
  return (dx > dy) - (dx < dy);
}

static TsnPaperOffer *
read_offer (ipp_t *answer)
{
  TsnPaperOffer *offer = g_new0 (TsnPaperOffer, 1);
  ipp_attribute_t *trays = ippFindAttribute (answer, "media-source-supported", IPP_TAG_ZERO);

  offer->media = g_ptr_array_new_with_free_func (media_free);
  offer->trays = g_ptr_array_new_with_free_func (g_free);
  add_media (offer, answer, "media-ready", TRUE);
  add_media (offer, answer, "media-supported", FALSE);
  g_ptr_array_sort (offer->media, by_size);
  for (int i = 0; trays != NULL && i < MIN (ippGetCount (trays), MOST); i++)
    if (ippGetString (trays, i, NULL) != NULL)
      g_ptr_array_add (offer->trays, g_utf8_make_valid (ippGetString (trays, i, NULL), -1));
  return offer;
}

static void
ask_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  static const char *const WANTED[] = { "media-ready",
                                        "media-supported",
                                        "media-source-supported" };
  GError *error = NULL;
  g_autoptr (TsnPaperIpp) printer = tsn_paper_ipp_open (data, &error);
  ipp_t *answer = printer != NULL
                      ? tsn_paper_ipp_get (printer, WANTED, G_N_ELEMENTS (WANTED), &error)
                      : NULL;

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, read_offer (answer), (GDestroyNotify) tsn_paper_offer_free);
  ippDelete (answer);
}

void
tsn_paper_printers_ask_async (const char *printer,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tsn_paper_printers_ask_async);
  g_task_set_task_data (task, g_strdup (printer), g_free);
  if (g_path_is_absolute (printer))
    {
      TsnPaperOffer *nothing = g_new0 (TsnPaperOffer, 1);

      nothing->media = g_ptr_array_new ();
      nothing->trays = g_ptr_array_new ();
      g_task_return_pointer (task, nothing, (GDestroyNotify) tsn_paper_offer_free);
    }
  else
    g_task_run_in_thread (task, ask_worker);
}

TsnPaperOffer *
tsn_paper_printers_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
