/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See tsn-bench-device.h. Sealed groups are random bytes of the size that sealing gives: the server
 * stores and compares them, and has no key that could tell. */

#include "tsn-bench-device.h"

#include <string.h>

#include "tsn-bench-store.h"
#include "tsn-parcel.h"

#define OVERHEAD    (24 + 16) /* of sealing: nonce and tag */
#define PERSON_SIZE 190       /* of the CBOR of a person's values, about */
#define TEXT_SIZE   40
#define ANSWER_MAX  ((gsize) 32 * 1024 * 1024)
#define PULL_LIMIT  1048576 /* bytes: what a client begins with */

void
tsn_bench_body_clear (TsnBenchBody *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

gboolean
tsn_bench_device_create (TsnBench *bench,
                         const char *name,
                         const TsnBenchDevice *from,
                         TsnBenchDevice *self,
                         GError **error)
{
  g_autofree char *path = g_strconcat (bench->folder, "/", name, ".vault", NULL);
  g_autoptr (TsnSecretText) recovery_key = NULL;

  if (from == NULL)
    self->vault = tsn_vault_create (path,
                                    "計測",
                                    TSN_BENCH_PASSPHRASE,
                                    TSN_VAULT_COST_MIN,
                                    &recovery_key,
                                    error);
  else
    self->vault = tsn_vault_create_for_role (path,
                                             from->vault,
                                             TSN_ROLE_RECEPTION,
                                             "計測",
                                             TSN_BENCH_PASSPHRASE,
                                             TSN_VAULT_COST_MIN,
                                             error);
  self->stamp = (TsnStamp) (g_get_real_time () / 1000) << 16;
  self->parcels = g_byte_array_new ();
  self->lot = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->hashes = g_array_new (FALSE, FALSE, sizeof (TsnHash));
  return self->vault != NULL;
}

void
tsn_bench_device_clear (TsnBenchDevice *self)
{
  g_clear_pointer (&self->vault, tsn_vault_free);
  g_clear_pointer (&self->parcels, g_byte_array_unref);
  g_clear_pointer (&self->lot, g_ptr_array_unref);
  g_clear_pointer (&self->hashes, g_array_unref);
}

/* -- Patches -- */

static TsnPatch *
new_patch (TsnBenchDevice *self, guint kind, const TsnId *record)
{
  TsnPatch *patch = tsn_patch_new (kind, record);

  patch->version = (TsnVersion){ .stamp = ++self->stamp,
                                 .device = *tsn_vault_device (self->vault) };
  patch->operator_id = *tsn_vault_operator (self->vault);
  return patch;
}

static void
seal_noise (TsnPatch *patch, const guint16 *fields, guint n_fields, gsize size)
{
  TsnGroup *group = tsn_group_new (TSN_DESK);
  guint8 noise[OVERHEAD + PERSON_SIZE];

  g_assert (size <= PERSON_SIZE);
  for (gsize i = 0; i < OVERHEAD + size; i++)
    noise[i] = (guint8) g_random_int ();
  g_array_append_vals (group->fields, fields, n_fields);
  group->key = patch->version.device;
  group->sealed = g_bytes_new (noise, OVERHEAD + size);
  g_ptr_array_add (patch->groups, group);
}

static gboolean
sign_lot (TsnBenchDevice *self, GError **error)
{
  guint n = self->lot->len;
  const TsnHash *hashes = (const TsnHash *) (gpointer) self->hashes->data + self->hashes->len - n;
  TsnManifest manifest;

  if (n == 0)
    return TRUE;
  if (!tsn_manifest_sign (&manifest, self->vault, hashes, n, error))
    return FALSE;
  tsn_parcel_write (self->parcels, &manifest, (GBytes *const *) self->lot->pdata, NULL, n);
  g_ptr_array_set_size (self->lot, 0);
  return TRUE;
}

static void
write_patch (TsnBenchDevice *self, TsnPatch *patch)
{
  GByteArray *bytes = g_byte_array_new ();
  TsnHash hash;

  tsn_patch_encode (patch, bytes);
  tsn_hash_bytes (bytes->data, bytes->len, &hash);
  g_ptr_array_add (self->lot, g_byte_array_free_to_bytes (bytes));
  g_array_append_val (self->hashes, hash);
  tsn_patch_unref (patch);
  if (self->lot->len == TSN_MANIFEST_PATCHES_MAX && !sign_lot (self, NULL))
    g_assert_not_reached (); /* the vault is unlocked */
}

void
tsn_bench_device_let_in (TsnBenchDevice *self, const TsnBenchDevice *of)
{
  TsnPatch *patch = new_patch (self, TSN_KIND_DEVICE, tsn_vault_device (of->vault));
  GByteArray *open = g_byte_array_new ();
  gsize size;
  const guint8 *certificate = g_bytes_get_data (tsn_vault_certificate (of->vault), &size);

  tsn_cbor_write_map (open, 1);
  tsn_cbor_write_uint (open, TSN_DEVICE_CERTIFICATE);
  tsn_cbor_write_bytes (open, certificate, size);
  patch->open = g_byte_array_free_to_bytes (open);
  write_patch (self, patch);
}

void
tsn_bench_device_add_person (TsnBenchDevice *self, const TsnId *person, TsnVersion *version)
{
  static const guint16 fields[] = {
    TSN_PERSON_NAME,     TSN_PERSON_KANA,    TSN_PERSON_BIRTH_DATE,
    TSN_PERSON_POSTCODE, TSN_PERSON_ADDRESS, TSN_PERSON_PHONE_HOME
  };
  TsnPatch *patch = new_patch (self, TSN_KIND_PERSON, person);

  if (version != NULL)
    *version = patch->version;
  seal_noise (patch, fields, G_N_ELEMENTS (fields), PERSON_SIZE);
  write_patch (self, patch);
}

void
tsn_bench_device_edit_person (TsnBenchDevice *self,
                              const TsnId *person,
                              guint field,
                              const TsnVersion *seen)
{
  const guint16 fields[] = { (guint16) field };
  TsnPatch *patch = new_patch (self, TSN_KIND_PERSON, person);

  tsn_patch_add_seen (patch, field, seen);
  seal_noise (patch, fields, 1, TEXT_SIZE);
  write_patch (self, patch);
}

gboolean
tsn_bench_device_pack (TsnBenchDevice *self, TsnBenchBody *body, GError **error)
{
  if (!sign_lot (self, error))
    return FALSE;
  body->n = self->hashes->len;
  tsn_receipt_taken ((const TsnHash *) (gpointer) self->hashes->data, body->n, body->taken);
  body->bytes = g_byte_array_free_to_bytes (self->parcels);
  self->parcels = g_byte_array_new ();
  g_array_set_size (self->hashes, 0);
  return TRUE;
}

/* -- Requests -- */

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, what);
  return FALSE;
}

/* Whatever is answered, but that it is too much at once. */
static gboolean
ask (TsnSyncRequester *requester,
     const char *method,
     const char *path,
     GBytes *body,
     TsnTransportAnswer *answer,
     guint *n_retries,
     GError **error)
{
  while (tsn_sync_requester_send (requester, method, path, body, ANSWER_MAX, answer, NULL, error))
    {
      if (answer->status != 429 && answer->status != 503)
        return tsn_sync_check_status (answer, error);
      if (n_retries != NULL)
        (*n_retries)++;
      g_usleep (MAX (answer->retry_after, 1) * G_USEC_PER_SEC);
      tsn_transport_answer_clear (answer);
    }
  return FALSE;
}

gboolean
tsn_bench_device_register (TsnBenchDevice *self,
                           TsnTransport *transport,
                           const char *token,
                           TsnServerIdentity *identity,
                           GError **error)
{
  TsnSyncRequester requester = { .transport = transport, .vault = self->vault };
  TsnRegistration registration = { .certificate = tsn_vault_certificate (self->vault) };
  g_auto (TsnTransportAnswer) answer = { 0 };
  g_autoptr (GBytes) body = NULL;

  g_strlcpy (registration.token, token, sizeof registration.token);
  memcpy (registration.root_public, tsn_vault_root_public (self->vault), TSN_KEY_SIZE);
  body = tsn_registration_encode (&registration);
  return ask (&requester, "POST", "/v1/municipality", body, &answer, NULL, error) &&
         tsn_server_identity_decode (identity, answer.body, error);
}

static char *
path_of (const TsnBenchDevice *self, const char *more)
{
  return tsn_sync_path (&self->marks, tsn_vault_device (self->vault), more);
}

gboolean
tsn_bench_device_push (TsnBenchDevice *self,
                       TsnTransport *transport,
                       const TsnServerIdentity *identity,
                       const TsnBenchBody *body,
                       guint *n_retries,
                       GError **error)
{
  TsnSyncRequester requester = { .transport = transport,
                                 .vault = self->vault,
                                 .server = identity->server };
  g_autofree char *path = path_of (self, "");
  g_auto (TsnTransportAnswer) answer = { 0 };
  g_autoptr (TsnReceipt) receipt = NULL;

  if (!ask (&requester, "POST", path, body->bytes, &answer, n_retries, error))
    return FALSE;
  receipt = tsn_receipt_verify (answer.body, identity->server_public, error);
  if (receipt == NULL)
    return FALSE;
  if (receipt->refused->len > 0 || !tsn_id_equal (&receipt->server, &identity->server) ||
      !tsn_id_equal (&receipt->device, tsn_vault_device (self->vault)) ||
      memcmp (receipt->taken, body->taken, sizeof body->taken) != 0)
    return fail (error, "the receipt is not for what was sent");
  memcpy (self->marks.receipt, receipt->mark, sizeof receipt->mark);
  return TRUE;
}

gboolean
tsn_bench_device_pull (TsnBenchDevice *self,
                       TsnTransport *transport,
                       const TsnServerIdentity *identity,
                       gsize *n_bytes,
                       gboolean *more,
                       guint *n_retries,
                       GError **error)
{
  TsnSyncRequester requester = { .transport = transport,
                                 .vault = self->vault,
                                 .server = identity->server };
  g_autofree char *path = path_of (self, "&limit=" G_STRINGIFY (PULL_LIMIT));
  g_auto (TsnTransportAnswer) answer = { 0 };
  TsnSyncState state;
  const guint8 *data;
  gsize length;

  if (!ask (&requester, "GET", path, NULL, &answer, n_retries, error))
    return FALSE;
  data = g_bytes_get_data (answer.body, n_bytes);
  if (!tsn_sync_state_decode (&state, data, *n_bytes, &length, error))
    return FALSE;
  memcpy (self->marks.cursor, state.cursor, sizeof state.cursor);
  *more = state.more;
  return TRUE;
}
