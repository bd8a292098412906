/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See tsn-push-reader.h. Decoding takes a third of what storing takes, and none of it needs the
 * database. The thread ends by itself with the body; it waits for nobody. */

#include "tsn-push-reader.h"

#define SMALL ((gsize) 64 * 1024) /* decoded before a thread would run */

typedef struct
{
  TsnParcel *parcel; /* NULL: the end */
  gboolean good;     /* signed with the key of who pushes */
  gboolean malformed;
} Item;

struct _TsnPushReader
{
  GBytes *body;
  TsnServerDevice by;
  TsnCertificates *certificates; /* the thread's, while it runs */
  GAsyncQueue *items;
  GThread *thread; /* NULL: it has read */
};

static void
item_free (gpointer data)
{
  Item *item = data;

  tsn_parcel_free (item->parcel);
  g_free (item);
}

static gpointer
read_worker (gpointer data)
{
  TsnPushReader *self = data;
  TsnParcelReader reader;
  gboolean more = TRUE;

  tsn_parcel_reader_init (&reader, self->body, 0);
  while (more)
    {
      Item *item = g_new0 (Item, 1);

      item->malformed = !tsn_parcel_reader_next (&reader, &item->parcel, NULL);
      more = item->parcel != NULL;
      if (more)
        tsn_certificates_learn (self->certificates, item->parcel);
      if (more && tsn_id_equal (&item->parcel->manifest.device, &self->by.device))
        item->good = tsn_parcel_verify (item->parcel, self->by.sign_public);
      g_async_queue_push (self->items, item);
    }
  return NULL;
}

TsnPushReader *
tsn_push_reader_new (GBytes *body,
                     const TsnServerDevice *by,
                     const guint8 root_public[TSN_KEY_SIZE])
{
  TsnPushReader *self = g_new0 (TsnPushReader, 1);

  self->body = body != NULL ? g_bytes_ref (body) : g_bytes_new_static ("", 0);
  self->by = *by;
  self->certificates = tsn_certificates_new (root_public);
  self->items = g_async_queue_new_full (item_free);
  if (g_bytes_get_size (self->body) > SMALL)
    self->thread = g_thread_try_new ("push-reader", read_worker, self, NULL);
  if (self->thread == NULL)
    read_worker (self);
  return self;
}

static void
wait_for_end (TsnPushReader *self)
{
  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
}

void
tsn_push_reader_free (TsnPushReader *self)
{
  if (self == NULL)
    return;
  wait_for_end (self);
  g_async_queue_unref (self->items);
  tsn_certificates_free (self->certificates);
  g_bytes_unref (self->body);
  g_free (self);
}

gboolean
tsn_push_reader_next (TsnPushReader *self, TsnParcel **parcel, gboolean *good)
{
  Item *item = g_async_queue_pop (self->items);
  gboolean sound = !item->malformed;

  *parcel = item->parcel;
  *good = item->good;
  if (item->parcel == NULL)
    g_async_queue_push_front (self->items, item); /* it stays the end */
  else
    g_free (item);
  return sound;
}

gboolean
tsn_push_reader_is_ready (TsnPushReader *self)
{
  return g_async_queue_length (self->items) > 0;
}

const TsnCertificate *
tsn_push_reader_certificate (TsnPushReader *self, const TsnId *device)
{
  wait_for_end (self);
  return tsn_certificates_find (self->certificates, device);
}
