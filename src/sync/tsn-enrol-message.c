/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bodies of enrolment. What is sealed and signed inside of them is the vault's business; here
 * only lengths are looked at. */

#include "tsn-enrol-message.h"

#include <string.h>

#include "tsn-cbor.h"

#define LINE_MAX_BYTES  1024
#define CERTIFICATE_MAX 1024

static gboolean
fail (TsnSyncError code, const char *message, GError **error)
{
  g_set_error_literal (error, TSN_SYNC_ERROR, (int) code, message);
  return FALSE;
}

static gboolean
malformed (GError **error)
{
  return fail (TSN_SYNC_ERROR_MALFORMED, "not a message of enrolment", error);
}

/* -- Roles and the line -- */

static const char *const ROLES[] = { NULL, "desk", "reception", "kiosk", "ems" };

const char *
tsn_role_name (TsnRole role)
{
  g_return_val_if_fail (role >= TSN_ROLE_DESK && role <= TSN_ROLE_EMS, NULL);
  return ROLES[role];
}

gboolean
tsn_role_parse (const char *name, TsnRole *role)
{
  for (guint i = TSN_ROLE_DESK; i <= TSN_ROLE_EMS; i++)
    if (strcmp (ROLES[i], name) == 0)
      {
        *role = (TsnRole) i;
        return TRUE;
      }
  return FALSE;
}

char *
tsn_invitation_line_format (const TsnInvitationLine *self)
{
  const TsnInvitation *invitation = &self->invitation;
  g_autofree char *pin = tsn_base64url_format (self->pin, sizeof self->pin);
  g_autofree char *root = tsn_base64url_format (invitation->root_public, TSN_KEY_SIZE);
  g_autofree char *secret = tsn_base64url_format (invitation->secret, sizeof invitation->secret);
  g_autofree char *commitment = tsn_base64url_format (invitation->commitment.bytes,
                                                      sizeof invitation->commitment.bytes);

  return g_strdup_printf (TSN_INVITATION_LINE_PREFIX "%s:%u#%s#%s#%s#%s#%s",
                          self->host,
                          self->port,
                          pin,
                          tsn_role_name (invitation->role),
                          root,
                          secret,
                          commitment);
}

/* Address and pin are those of the line of a server. */
static gboolean
parse_server (TsnInvitationLine *self, const char *address, const char *pin)
{
  g_autofree char *text = g_strconcat ("tsunagi-server:", address, "#", pin, NULL);
  TsnServerLine server;

  if (!tsn_server_line_parse (&server, text, NULL))
    return FALSE;
  g_strlcpy (self->host, server.host, sizeof self->host);
  self->port = server.port;
  memcpy (self->pin, server.pin, sizeof self->pin);
  return TRUE;
}

gboolean
tsn_invitation_line_parse (TsnInvitationLine *self, const char *text, GError **error)
{
  TsnInvitationLine read = { 0 };
  TsnInvitation *invitation = &read.invitation;
  g_autofree char *line = NULL;
  g_auto (GStrv) parts = NULL;

  if (strlen (text) > LINE_MAX_BYTES)
    return fail (TSN_SYNC_ERROR_BAD_INVITATION, "not an invitation", error);
  line = g_strstrip (g_strdup (text));
  if (!g_str_has_prefix (line, TSN_INVITATION_LINE_PREFIX))
    return fail (TSN_SYNC_ERROR_BAD_INVITATION, "not an invitation", error);
  parts = g_strsplit (line + strlen (TSN_INVITATION_LINE_PREFIX), "#", 7);
  if (g_strv_length (parts) != 6 || !parse_server (&read, parts[0], parts[1]) ||
      !tsn_role_parse (parts[2], &invitation->role) ||
      !tsn_base64url_parse (parts[3], invitation->root_public, TSN_KEY_SIZE) ||
      !tsn_base64url_parse (parts[4], invitation->secret, sizeof invitation->secret) ||
      !tsn_base64url_parse (parts[5],
                            invitation->commitment.bytes,
                            sizeof invitation->commitment.bytes))
    return fail (TSN_SYNC_ERROR_BAD_INVITATION, "the invitation is incomplete", error);
  *self = read;
  return TRUE;
}

/* -- Pieces -- */

static void
reader_of (TsnCborReader *reader, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  tsn_cbor_reader_init (reader, data, size);
}

static void
write_bytes (GByteArray *out, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes != NULL)
    tsn_cbor_write_bytes (out, data, size);
  else
    tsn_cbor_write_null (out);
}

static gboolean
read_bytes (TsnCborReader *reader, gsize max, GBytes **out)
{
  const guint8 *data;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &data, &size) || size == 0 || size > max)
    return FALSE;
  *out = g_bytes_new (data, size);
  return TRUE;
}

static gboolean
read_maybe_bytes (TsnCborReader *reader, gsize max, GBytes **out)
{
  if (tsn_cbor_peek (reader) == TSN_CBOR_NULL)
    return tsn_cbor_read_null (reader);
  return read_bytes (reader, max, out);
}

static void
write_nonce (GByteArray *out, gboolean has, const guint8 *nonce)
{
  if (has)
    tsn_cbor_write_bytes (out, nonce, TSN_INVITATION_NONCE_SIZE);
  else
    tsn_cbor_write_null (out);
}

static gboolean
read_maybe_nonce (TsnCborReader *reader, gboolean *has, guint8 *nonce)
{
  *has = tsn_cbor_peek (reader) != TSN_CBOR_NULL;
  return *has ? tsn_cbor_read_fixed (reader, nonce, TSN_INVITATION_NONCE_SIZE)
              : tsn_cbor_read_null (reader);
}

static gboolean
read_array_of (TsnCborReader *reader, gsize expected)
{
  gsize n;

  return tsn_cbor_read_array (reader, &n) && n == expected;
}

static gboolean
read_role (TsnCborReader *reader, TsnRole *role)
{
  guint64 number;

  if (!tsn_cbor_read_uint (reader, &number) || number < TSN_ROLE_DESK || number > TSN_ROLE_EMS)
    return FALSE;
  *role = (TsnRole) number;
  return TRUE;
}

static gboolean
read_id (TsnCborReader *reader, TsnId *id)
{
  return tsn_cbor_read_fixed (reader, id->bytes, sizeof id->bytes) && !tsn_id_is_nil (id);
}

/* -- The offer -- */

GBytes *
tsn_enrol_offer_encode (const TsnEnrolOffer *self)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_bytes (out, self->id.bytes, sizeof self->id.bytes);
  tsn_cbor_write_uint (out, self->role);
  tsn_cbor_write_bytes (out, self->ticket.bytes, sizeof self->ticket.bytes);
  return g_byte_array_free_to_bytes (out);
}

gboolean
tsn_enrol_offer_decode (TsnEnrolOffer *self, GBytes *bytes, GError **error)
{
  TsnEnrolOffer read;
  TsnCborReader reader;

  reader_of (&reader, bytes);
  if (!read_array_of (&reader, 3) || !read_id (&reader, &read.id) ||
      !read_role (&reader, &read.role) ||
      !tsn_cbor_read_fixed (&reader, read.ticket.bytes, sizeof read.ticket.bytes) ||
      !tsn_cbor_end (&reader))
    return malformed (error);
  *self = read;
  return TRUE;
}

/* -- What the new device asks, and hears -- */

void
tsn_enrol_ask_clear (TsnEnrolAsk *self)
{
  g_clear_pointer (&self->request, g_bytes_unref);
}

GBytes *
tsn_enrol_ask_encode (const TsnEnrolAsk *self)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_bytes (out, self->root_public, TSN_KEY_SIZE);
  tsn_cbor_write_bytes (out, self->ticket, TSN_TICKET_SIZE);
  write_bytes (out, self->request);
  return g_byte_array_free_to_bytes (out);
}

gboolean
tsn_enrol_ask_decode (TsnEnrolAsk *self, GBytes *bytes, GError **error)
{
  g_auto (TsnEnrolAsk) read = { 0 };
  TsnCborReader reader;

  reader_of (&reader, bytes);
  if (!read_array_of (&reader, 3) ||
      !tsn_cbor_read_fixed (&reader, read.root_public, TSN_KEY_SIZE) ||
      !tsn_cbor_read_fixed (&reader, read.ticket, TSN_TICKET_SIZE) ||
      !read_bytes (&reader, TSN_REQUEST_SIZE_MAX, &read.request) || !tsn_cbor_end (&reader))
    return malformed (error);
  *self = read;
  read.request = NULL;
  return TRUE;
}

void
tsn_enrol_state_clear (TsnEnrolState *self)
{
  g_clear_pointer (&self->grant, g_bytes_unref);
}

GBytes *
tsn_enrol_state_encode (const TsnEnrolState *self)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 2);
  write_nonce (out, self->has_nonce, self->nonce);
  write_bytes (out, self->grant);
  return g_byte_array_free_to_bytes (out);
}

gboolean
tsn_enrol_state_decode (TsnEnrolState *self, GBytes *bytes, GError **error)
{
  g_auto (TsnEnrolState) read = { 0 };
  TsnCborReader reader;

  reader_of (&reader, bytes);
  if (!read_array_of (&reader, 2) || !read_maybe_nonce (&reader, &read.has_nonce, read.nonce) ||
      !read_maybe_bytes (&reader, TSN_GRANT_MAX, &read.grant) || !tsn_cbor_end (&reader))
    return malformed (error);
  *self = read;
  read.grant = NULL;
  return TRUE;
}

/* -- What the coordinator says, and hears -- */

void
tsn_enrol_verdict_clear (TsnEnrolVerdict *self)
{
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_clear_pointer (&self->grant, g_bytes_unref);
}

GBytes *
tsn_enrol_verdict_encode (const TsnEnrolVerdict *self)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_bytes (out, self->id.bytes, sizeof self->id.bytes);
  tsn_cbor_write_bytes (out, self->nonce, TSN_INVITATION_NONCE_SIZE);
  if (self->grant != NULL)
    {
      tsn_cbor_write_array (out, 2);
      write_bytes (out, self->certificate);
      write_bytes (out, self->grant);
    }
  else
    tsn_cbor_write_null (out);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_approval (TsnCborReader *reader, TsnEnrolVerdict *read)
{
  if (tsn_cbor_peek (reader) == TSN_CBOR_NULL)
    return tsn_cbor_read_null (reader);
  return read_array_of (reader, 2) && read_bytes (reader, CERTIFICATE_MAX, &read->certificate) &&
         read_bytes (reader, TSN_GRANT_MAX, &read->grant);
}

gboolean
tsn_enrol_verdict_decode (TsnEnrolVerdict *self, GBytes *bytes, GError **error)
{
  g_auto (TsnEnrolVerdict) read = { 0 };
  TsnCborReader reader;

  reader_of (&reader, bytes);
  if (!read_array_of (&reader, 3) || !read_id (&reader, &read.id) ||
      !tsn_cbor_read_fixed (&reader, read.nonce, TSN_INVITATION_NONCE_SIZE) ||
      !read_approval (&reader, &read) || !tsn_cbor_end (&reader))
    return malformed (error);
  *self = read;
  read.certificate = NULL;
  read.grant = NULL;
  return TRUE;
}

void
tsn_enrolment_free (TsnEnrolment *self)
{
  g_clear_pointer (&self->request, g_bytes_unref);
  g_free (self);
}

GBytes *
tsn_enrolments_encode (GPtrArray *list)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, list->len);
  for (guint i = 0; i < list->len; i++)
    {
      const TsnEnrolment *one = g_ptr_array_index (list, i);

      tsn_cbor_write_array (out, 6);
      tsn_cbor_write_bytes (out, one->id.bytes, sizeof one->id.bytes);
      tsn_cbor_write_uint (out, one->role);
      tsn_cbor_write_uint (out, (guint64) MAX (one->since_ms, 0));
      write_bytes (out, one->request);
      write_nonce (out, one->has_nonce, one->nonce);
      tsn_cbor_write_bool (out, one->granted);
    }
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_enrolment (TsnCborReader *reader, GPtrArray *list)
{
  TsnEnrolment *one = g_new0 (TsnEnrolment, 1);
  guint64 since;

  g_ptr_array_add (list, one);
  if (!read_array_of (reader, 6) || !read_id (reader, &one->id) ||
      !read_role (reader, &one->role) || !tsn_cbor_read_uint (reader, &since) ||
      since > TSN_SYNC_TIME_MAX || !read_maybe_bytes (reader, TSN_REQUEST_SIZE_MAX, &one->request))
    return FALSE;
  one->since_ms = (gint64) since;
  return read_maybe_nonce (reader, &one->has_nonce, one->nonce) &&
         tsn_cbor_read_bool (reader, &one->granted);
}

GPtrArray *
tsn_enrolments_decode (GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_enrolment_free);
  TsnCborReader reader;
  gboolean ok;
  gsize n;

  reader_of (&reader, bytes);
  ok = tsn_cbor_read_array (&reader, &n) && n <= TSN_ENROLMENTS_MAX;
  for (gsize i = 0; ok && i < n; i++)
    ok = read_enrolment (&reader, list);
  if (ok && tsn_cbor_end (&reader))
    return g_steal_pointer (&list);
  malformed (error);
  return NULL;
}
