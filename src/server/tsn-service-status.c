/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the service remembers of those that were here, and what it tells the operator of it.
 *
 * Only devices that proved who they are have a contact, so there are no more of them than a root
 * ever signed. It is forgotten when the process ends. */

#include <string.h>

#include "tsn-service-private.h"
#include "tsn-status.h"

/* A device believes the server's clock after it was refused for its own, so whether that was set
 * right meanwhile is only known by its not being refused again. */
#define OFF_MS ((gint64) 24 * 3600 * 1000)

TsnContact *
tsn_service_contact (TsnService *self, const TsnId *device)
{
  TsnContact *contact = g_hash_table_lookup (self->contacts, device);

  if (contact != NULL)
    return contact;
  contact = g_new0 (TsnContact, 1);
  contact->seq = -1;
  g_hash_table_insert (self->contacts, g_memdup2 (device, sizeof *device), contact);
  return contact;
}

static void
note_push (TsnContact *contact, const TsnCall *call)
{
  if (!tsn_id_equal (&contact->sender, &call->sender) ||
      (gint64) tsn_mark_seq (contact->own_to) != call->news_after)
    contact->own_after = call->news_after;
  contact->sender = call->sender;
  memcpy (contact->own_to, call->news, sizeof contact->own_to);
}

void
tsn_call_note_contact (TsnCall *self, guint status)
{
  TsnContact *contact = tsn_service_contact (self->service, &self->device.device);

  contact->contact_ms = self->now_ms;
  contact->skew_ms = self->skew_ms;
  if (status == 200 && self->pulled)
    contact->seq = self->given;
  if (status == 200 && self->has_news)
    note_push (contact, self);
}

void
tsn_status_clear (TsnStatus *self)
{
  g_clear_pointer (&self->municipalities, g_array_unref);
  g_clear_pointer (&self->devices, g_array_unref);
}

static gboolean
read_municipalities (TsnStatus *self, TsnBackend *backend, GError **error)
{
  TsnStatusMunicipality row = { 0 };
  TsnServerMark last;

  while (TRUE)
    {
      if (!backend->verbs
               ->next_municipality (backend, row.number, &row.number, row.root_public, error))
        return FALSE;
      if (row.number == 0)
        return TRUE;
      if (!backend->verbs->last_mark (backend, row.number, &last, error))
        return FALSE;
      row.n_numbered = last.seq;
      g_array_append_val (self->municipalities, row);
    }
}

static void
add_device (TsnStatus *self, TsnService *service, const TsnServerDevice *device, gint64 n_numbered)
{
  const TsnContact *contact = g_hash_table_lookup (service->contacts, &device->device);
  TsnStatusDevice row = { .device = *device, .behind = -1 };

  if (contact != NULL)
    {
      row.contact_ms = contact->contact_ms;
      row.skew_ms = contact->skew_ms;
      if (contact->off_at_ms != 0 && tsn_service_now_ms (service) - contact->off_at_ms < OFF_MS)
        {
          row.off_at_ms = contact->off_at_ms;
          row.off_ms = contact->off_ms;
        }
      if (contact->seq >= 0)
        row.behind = MAX (n_numbered - contact->seq, 0);
    }
  g_array_append_val (self->devices, row);
}

static void
add_devices (TsnStatus *self, TsnService *service, const GArray *devices)
{
  guint place = 0;

  for (guint i = 0; i < devices->len; i++)
    {
      const TsnServerDevice *device = &g_array_index (devices, TsnServerDevice, i);
      const GArray *all = self->municipalities;

      while (place < all->len &&
             g_array_index (all, TsnStatusMunicipality, place).number < device->municipality)
        place++;
      if (place < all->len)
        add_device (self,
                    service,
                    device,
                    g_array_index (all, TsnStatusMunicipality, place).n_numbered);
    }
}

gboolean
tsn_status_read (TsnStatus *self, TsnService *service, GError **error)
{
  TsnBackend *backend = service->backend;
  g_autoptr (GArray) devices = NULL;

  self->municipalities = g_array_new (FALSE, FALSE, sizeof (TsnStatusMunicipality));
  self->devices = g_array_new (FALSE, FALSE, sizeof (TsnStatusDevice));
  if (!backend->verbs->begin (backend, FALSE, error))
    return FALSE;
  if (read_municipalities (self, backend, error))
    devices = backend->verbs->list_devices (backend, error);
  backend->verbs->rollback (backend);
  if (devices == NULL)
    return FALSE;
  add_devices (self, service, devices);
  self->read = TRUE;
  return TRUE;
}
