/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The letter box between a coordinator and a device that nobody knows yet.
 *
 * What passes through is sealed; the server sees that somebody was invited and that somebody came.
 * All invitations of a municipality are one small value, since there are a handful for a day: there
 * is no table for them, and the oldest goes when there are too many. Only who brings the ticket of
 * an invitation can put anything in, so nobody can fill the box from outside.
 */

#include <string.h>

#include "tsn-enrol-message.h"
#include "tsn-service-private.h"
#include "tsn-store.h"

#define VALUE_NAME "enrolments"
#define GOOD_MS    ((gint64) TSN_ENROLMENT_HOURS * 60 * 60 * 1000)

/* An invitation, as it is stored. */
typedef struct
{
  TsnEnrolment base; /* what its coordinator sees */
  TsnId coordinator;
  TsnHash ticket;
  TsnId device;  /* nil: not approved yet */
  GBytes *grant; /* likewise NULL */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_clear_pointer (&self->base.request, g_bytes_unref);
  g_clear_pointer (&self->grant, g_bytes_unref);
  g_free (self);
}

/* -- As one value -- */

static void
write_bytes (GByteArray *out, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  tsn_cbor_write_bytes (out, data, size);
}

static GBytes *
encode (GPtrArray *entries)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, entries->len);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      tsn_cbor_write_array (out, 9);
      tsn_cbor_write_bytes (out, entry->base.id.bytes, sizeof entry->base.id.bytes);
      tsn_cbor_write_uint (out, entry->base.role);
      tsn_cbor_write_uint (out, (guint64) MAX (entry->base.since_ms, 0));
      tsn_cbor_write_bytes (out, entry->coordinator.bytes, sizeof entry->coordinator.bytes);
      tsn_cbor_write_bytes (out, entry->ticket.bytes, sizeof entry->ticket.bytes);
      write_bytes (out, entry->base.request);
      tsn_cbor_write_bytes (out,
                            entry->base.nonce,
                            entry->base.has_nonce ? sizeof entry->base.nonce : 0);
      tsn_cbor_write_bytes (out, entry->device.bytes, sizeof entry->device.bytes);
      write_bytes (out, entry->grant);
    }
  return g_byte_array_free_to_bytes (out);
}

/* Empty: none. */
static gboolean
read_bytes (TsnCborReader *reader, GBytes **out)
{
  const guint8 *data;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &data, &size))
    return FALSE;
  *out = size > 0 ? g_bytes_new (data, size) : NULL;
  return TRUE;
}

static gboolean
read_nonce (TsnCborReader *reader, TsnEnrolment *base)
{
  const guint8 *data;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &data, &size) || (size != 0 && size != sizeof base->nonce))
    return FALSE;
  base->has_nonce = size > 0;
  memcpy (base->nonce, data, size);
  return TRUE;
}

static gboolean
read_entry (TsnCborReader *reader, Entry *entry)
{
  guint64 role;
  guint64 since;
  gsize n;

  if (!tsn_cbor_read_array (reader, &n) || n != 9 ||
      !tsn_cbor_read_fixed (reader, entry->base.id.bytes, sizeof entry->base.id.bytes) ||
      !tsn_cbor_read_uint (reader, &role) || !tsn_cbor_read_uint (reader, &since) ||
      since > TSN_SYNC_TIME_MAX ||
      !tsn_cbor_read_fixed (reader, entry->coordinator.bytes, sizeof entry->coordinator.bytes) ||
      !tsn_cbor_read_fixed (reader, entry->ticket.bytes, sizeof entry->ticket.bytes) ||
      !read_bytes (reader, &entry->base.request) || !read_nonce (reader, &entry->base) ||
      !tsn_cbor_read_fixed (reader, entry->device.bytes, sizeof entry->device.bytes) ||
      !read_bytes (reader, &entry->grant))
    return FALSE;
  entry->base.role = (TsnRole) role;
  entry->base.since_ms = (gint64) since;
  entry->base.granted = entry->grant != NULL;
  return TRUE;
}

static gboolean
is_good (const TsnCall *self, const Entry *entry)
{
  return self->now_ms - entry->base.since_ms < GOOD_MS;
}

/* Those of @municipality that are still good. (element-type Entry) */
static GPtrArray *
load (TsnCall *self, gint64 municipality, GError **error)
{
  TsnBackend *backend = self->backend;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GBytes) value = NULL;
  TsnCborReader reader;
  gsize n = 0;

  if (!backend->verbs->get_value (backend, municipality, VALUE_NAME, &value, error))
    return NULL;
  if (value == NULL)
    return g_steal_pointer (&entries);
  tsn_cbor_reader_init (&reader, g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  tsn_cbor_read_array (&reader, &n);
  for (; n > 0; n--)
    {
      Entry *entry = g_new0 (Entry, 1);

      g_ptr_array_add (entries, entry);
      if (!read_entry (&reader, entry))
        break;
      if (!is_good (self, entry))
        g_ptr_array_set_size (entries, (int) entries->len - 1);
    }
  if (n == 0 && tsn_cbor_end (&reader))
    return g_steal_pointer (&entries);
  g_set_error_literal (error,
                       TSN_STORE_ERROR,
                       TSN_STORE_ERROR_CORRUPT,
                       "the invitations are damaged");
  return NULL;
}

static gboolean
save (TsnCall *self, gint64 municipality, GPtrArray *entries, GError **error)
{
  TsnBackend *backend = self->backend;
  g_autoptr (GBytes) value = entries->len > 0 ? encode (entries) : NULL;

  return backend->verbs->set_value (backend, municipality, VALUE_NAME, value, error);
}

static void
answer (TsnCall *self, GBytes *bytes)
{
  g_byte_array_append (self->out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
}

static gboolean
check_coordinator (TsnCall *self, GError **error)
{
  return self->device.role == TSN_ROLE_DESK ||
         tsn_refuse (error, 403, "only a coordinator's device enrols others");
}

static Entry *
find_own (TsnCall *self, GPtrArray *entries, const TsnId *id)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (tsn_id_equal (&entry->base.id, id) &&
          tsn_id_equal (&entry->coordinator, &self->device.device))
        return entry;
    }
  return NULL;
}

/* -- The coordinator offers -- */

gboolean
tsn_call_offer (TsnCall *self, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  TsnEnrolOffer offer;
  Entry *entry;

  if (!check_coordinator (self, error))
    return FALSE;
  if (self->request->body == NULL || !tsn_enrol_offer_decode (&offer, self->request->body, NULL))
    return tsn_refuse (error, 400, "the invitation is malformed");
  if (!tsn_call_lock (self, error))
    return FALSE;
  entries = load (self, self->device.municipality, error);
  if (entries == NULL)
    return FALSE;
  entry = find_own (self, entries, &offer.id);
  if (entry != NULL)
    return (entry->base.role == offer.role &&
            memcmp (&entry->ticket, &offer.ticket, sizeof offer.ticket) == 0) ||
           tsn_refuse (error, 409, "there is another invitation with that id");
  if (entries->len == TSN_ENROLMENTS_MAX)
    g_ptr_array_remove_index (entries, 0);
  entry = g_new0 (Entry, 1);
  entry->base.id = offer.id;
  entry->base.role = offer.role;
  entry->base.since_ms = self->now_ms;
  entry->coordinator = self->device.device;
  entry->ticket = offer.ticket;
  g_ptr_array_add (entries, entry);
  return save (self, self->device.municipality, entries, error);
}

/* -- The new device asks -- */

static Entry *
find_ticket (GPtrArray *entries, const guint8 ticket[TSN_TICKET_SIZE])
{
  TsnHash hash;

  /* Hashes are compared, so the time that it takes tells nothing. */
  tsn_hash_bytes (ticket, TSN_TICKET_SIZE, &hash);
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (memcmp (&entry->ticket, &hash, sizeof hash) == 0)
        return entry;
    }
  return NULL;
}

static gboolean
find_municipality (TsnCall *self, const TsnEnrolAsk *ask, gint64 *number, GError **error)
{
  TsnBackend *backend = self->backend;

  return backend->verbs->find_municipality (backend, ask->root_public, number, error) &&
         (*number != 0 || tsn_refuse (error, 410, "the invitation is not known here"));
}

/* A device that was shut out before it came for its keys does not get them. */
static gboolean
check_not_revoked (TsnCall *self, const Entry *entry, GError **error)
{
  TsnServerDevice device;
  gboolean found;

  if (entry->grant == NULL)
    return TRUE;
  return self->backend->verbs->get_device (self->backend, &entry->device, &device, &found, error) &&
         (!found || !device.revoked || tsn_refuse (error, 403, "the device was revoked"));
}

gboolean
tsn_call_ask (TsnCall *self, GError **error)
{
  g_auto (TsnEnrolAsk) ask = { 0 };
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GBytes) bytes = NULL;
  TsnEnrolState state = { 0 };
  gint64 municipality;
  Entry *entry;

  if (self->request->body == NULL || !tsn_enrol_ask_decode (&ask, self->request->body, NULL))
    return tsn_refuse (error, 400, "the request is malformed");
  if (!find_municipality (self, &ask, &municipality, error) ||
      !self->backend->verbs->lock (self->backend, municipality, error))
    return FALSE;
  entries = load (self, municipality, error);
  if (entries == NULL)
    return FALSE;
  entry = find_ticket (entries, ask.ticket);
  if (entry == NULL)
    return tsn_refuse (error, 410, "the invitation is unknown or too old");
  if (entry->base.request == NULL)
    {
      entry->base.request = g_bytes_ref (ask.request);
      if (!save (self, municipality, entries, error))
        return FALSE;
    }
  else if (!g_bytes_equal (entry->base.request, ask.request))
    return tsn_refuse (error, 409, "another device has used the invitation");
  if (!check_not_revoked (self, entry, error))
    return FALSE;
  state.has_nonce = entry->base.has_nonce;
  memcpy (state.nonce, entry->base.nonce, sizeof state.nonce);
  state.grant = entry->grant;
  bytes = tsn_enrol_state_encode (&state);
  answer (self, bytes);
  return TRUE;
}

/* -- The coordinator looks and decides -- */

gboolean
tsn_call_list_enrolments (TsnCall *self, GError **error)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!check_coordinator (self, error))
    return FALSE;
  entries = load (self, self->device.municipality, error);
  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (tsn_id_equal (&entry->coordinator, &self->device.device))
        g_ptr_array_add (own, &entry->base);
    }
  bytes = tsn_enrolments_encode (own);
  answer (self, bytes);
  return TRUE;
}

/* The device is known from now on, whenever its record comes. */
static gboolean
learn (TsnCall *self, const TsnEnrolVerdict *verdict, Entry *entry, GError **error)
{
  TsnCertificate certificate;
  TsnServerDevice device;
  gboolean found;
  gboolean known;

  if (!tsn_certificate_verify (verdict->certificate, self->root_public, &certificate, NULL) ||
      certificate.role != entry->base.role)
    return tsn_refuse (error, 400, "the certificate does not fit the invitation");
  if (!tsn_call_learn_certificate (self, self->device.municipality, &certificate, &known, error) ||
      !self->backend->verbs
           ->get_device (self->backend, &certificate.device, &device, &found, error))
    return FALSE;
  if (!known)
    return tsn_refuse (error, 403, "the device belongs to another municipality");
  entry->device = certificate.device;
  return !device.revoked || tsn_refuse (error, 403, "the device was revoked");
}

static gboolean
decide (TsnCall *self, Entry *entry, const TsnEnrolVerdict *verdict, GError **error)
{
  if (entry->base.request == NULL)
    return tsn_refuse (error, 409, "nobody has asked yet");
  if ((entry->base.has_nonce &&
       memcmp (entry->base.nonce, verdict->nonce, sizeof verdict->nonce) != 0) ||
      (entry->grant != NULL && verdict->grant != NULL &&
       !g_bytes_equal (entry->grant, verdict->grant)))
    return tsn_refuse (error, 409, "the invitation was answered before");
  entry->base.has_nonce = TRUE;
  memcpy (entry->base.nonce, verdict->nonce, sizeof verdict->nonce);
  if (verdict->grant == NULL || entry->grant != NULL)
    return TRUE;
  entry->grant = g_bytes_ref (verdict->grant);
  return learn (self, verdict, entry, error);
}

gboolean
tsn_call_decide (TsnCall *self, GError **error)
{
  g_auto (TsnEnrolVerdict) verdict = { 0 };
  g_autoptr (GPtrArray) entries = NULL;
  Entry *entry;

  if (!check_coordinator (self, error))
    return FALSE;
  if (self->request->body == NULL ||
      !tsn_enrol_verdict_decode (&verdict, self->request->body, NULL))
    return tsn_refuse (error, 400, "the answer is malformed");
  if (!tsn_call_lock (self, error))
    return FALSE;
  entries = load (self, self->device.municipality, error);
  if (entries == NULL)
    return FALSE;
  entry = find_own (self, entries, &verdict.id);
  if (entry == NULL)
    return tsn_refuse (error, 410, "the invitation is unknown or too old");
  return decide (self, entry, &verdict, error) &&
         save (self, self->device.municipality, entries, error);
}
