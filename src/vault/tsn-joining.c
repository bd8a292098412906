/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device between its first key and its vault.
 *
 * It lives in the form of a vault file that has neither certificate nor compartments yet: the slots
 * that its operator made stay as they are when the grant comes, since they are bound to the
 * device's id and not to what the municipality adds. The finished vault is made from this file and
 * the grant alone, so making it may be cut off anywhere and done again.
 */

#include "tsn-joining.h"

#include <string.h>

#include "tsn-vault-private.h"

#define FORMAT        1
#define FILE_SIZE_MAX (64 * 1024)
#define LINE_SIZE_MAX 1024

struct _TsnJoining
{
  char *line;
  GBytes *request;
  TsnVaultFile *file;
  GBytes *grant; /* NULL: none came yet */
};

void
tsn_joining_free (TsnJoining *self)
{
  if (self == NULL)
    return;
  g_free (self->line);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_clear_pointer (&self->file, tsn_vault_file_free);
  g_clear_pointer (&self->grant, g_bytes_unref);
  g_free (self);
}

/* -- Made -- */

/* The clear part, as far as it is known. */
static TsnVaultFile *
new_file (const TsnInvitation *invitation, const TsnSecrets *own)
{
  TsnVaultFile *file = tsn_vault_file_new ();

  file->joining = TRUE;
  tsn_secrets_publish (own, file);
  memcpy (file->root_public, invitation->root_public, TSN_KEY_SIZE);
  file->device = tsn_id_new (g_get_real_time () / 1000);
  file->role = invitation->role;
  file->certificate = g_bytes_new_static ("", 0);
  return file;
}

static gboolean
add_slots (TsnVaultFile *file,
           const TsnSecrets *own,
           const char *operator_label,
           const char *passphrase,
           TsnVaultCost cost,
           GError **error)
{
  TsnId id = tsn_id_new (g_get_real_time () / 1000);
  TsnSlot *slot;

  if (file->role == TSN_ROLE_KIOSK)
    return tsn_slots_add_kiosk (file, own, passphrase, cost, error);
  slot = tsn_slot_new_passphrase (file, own, &id, operator_label, passphrase, cost, error);
  if (slot != NULL)
    g_ptr_array_add (file->slots, slot);
  return slot != NULL;
}

static GBytes *
make_request (const TsnVaultFile *file,
              const TsnInvitation *invitation,
              const char *label,
              const TsnSecrets *own)
{
  TsnEnrolmentRequest request = { .device = file->device };

  memcpy (request.sign_public, file->sign_public, TSN_KEY_SIZE);
  memcpy (request.box_public, file->box_public, TSN_KEY_SIZE);
  g_strlcpy (request.label, label, sizeof request.label);
  return tsn_enrolment_request_seal (&request, invitation, own);
}

TsnJoining *
tsn_joining_new (const TsnInvitation *invitation,
                 const char *line,
                 const char *label,
                 const char *operator_label,
                 const char *passphrase,
                 TsnVaultCost cost,
                 GError **error)
{
  g_autoptr (TsnJoining) self = g_new0 (TsnJoining, 1);
  TsnSecrets *own;
  gboolean ok;

  g_return_val_if_fail (tsn_device_label_check (label), NULL);
  g_return_val_if_fail (passphrase != NULL, NULL);

  tsn_vault_init_crypto ();
  own = tsn_secret_new (sizeof *own);
  tsn_secrets_new_device (own);
  self->line = g_strdup (line);
  self->file = new_file (invitation, own);
  tsn_secrets_seal (own, self->file);
  ok = add_slots (self->file, own, operator_label, passphrase, cost, error);
  if (ok)
    self->request = make_request (self->file, invitation, label, own);
  tsn_secret_free (own);
  return ok ? g_steal_pointer (&self) : NULL;
}

/* -- Its file -- */

static void
write_bytes (GByteArray *out, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  tsn_cbor_write_bytes (out, data, size);
}

GBytes *
tsn_joining_encode (const TsnJoining *self)
{
  g_autoptr (GBytes) file = tsn_vault_file_encode (self->file);
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 5);
  tsn_cbor_write_uint (out, FORMAT);
  tsn_cbor_write_text (out, self->line, -1);
  write_bytes (out, self->request);
  write_bytes (out, file);
  if (self->grant != NULL)
    write_bytes (out, self->grant);
  else
    tsn_cbor_write_null (out);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_bytes (TsnCborReader *reader, gsize max, GBytes **out)
{
  const guint8 *data;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &data, &size) || size > max)
    return FALSE;
  *out = g_bytes_new (data, size);
  return TRUE;
}

static gboolean
read_file (TsnJoining *self, TsnCborReader *reader)
{
  const guint8 *data;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &data, &size))
    return FALSE;
  self->file = tsn_vault_file_decode_joining (data, size, NULL);
  return self->file != NULL;
}

TsnJoining *
tsn_joining_decode (const guint8 *data, gsize size, GError **error)
{
  g_autoptr (TsnJoining) self = g_new0 (TsnJoining, 1);
  TsnCborReader reader;
  guint64 format;
  gsize n;

  tsn_vault_init_crypto ();
  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 5 || !tsn_cbor_read_uint (&reader, &format) ||
      format != FORMAT || !tsn_cbor_dup_text (&reader, LINE_SIZE_MAX, &self->line) ||
      !read_bytes (&reader, TSN_REQUEST_SIZE_MAX, &self->request) || !read_file (self, &reader) ||
      !(tsn_cbor_peek (&reader) == TSN_CBOR_NULL
            ? tsn_cbor_read_null (&reader)
            : read_bytes (&reader, TSN_ENVELOPE_SIZE_MAX, &self->grant)) ||
      !tsn_cbor_end (&reader))
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_DAMAGED,
                           "the file of a device that waits is damaged");
      return NULL;
    }
  return g_steal_pointer (&self);
}

TsnJoining *
tsn_joining_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = tsn_vault_disk_read (path, FILE_SIZE_MAX, error);
  gsize size;
  const guint8 *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  return tsn_joining_decode (data, size, error);
}

gboolean
tsn_joining_save (const TsnJoining *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = tsn_joining_encode (self);

  return tsn_vault_disk_write (path, bytes, FALSE, error);
}

const char *
tsn_joining_line (const TsnJoining *self)
{
  return self->line;
}

GBytes *
tsn_joining_request (const TsnJoining *self)
{
  return self->request;
}

TsnRole
tsn_joining_role (const TsnJoining *self)
{
  return self->file->role;
}

gboolean
tsn_joining_has_grant (const TsnJoining *self)
{
  return self->grant != NULL;
}

gboolean
tsn_joining_take_grant (TsnJoining *self, GBytes *grant, GError **error)
{
  if (!tsn_grant_verify (grant, &self->file->device, self->file->root_public, error))
    return FALSE;
  g_clear_pointer (&self->grant, g_bytes_unref);
  self->grant = g_bytes_ref (grant);
  return TRUE;
}

/* -- Finished -- */

static gboolean
open_own (const TsnJoining *self, const char *passphrase, TsnSecrets *own, GError **error)
{
  const TsnSlot *slot = self->file->role == TSN_ROLE_KIOSK
                            ? tsn_slot_find_unattended (self->file, own)
                            : tsn_slot_find_passphrase (self->file, passphrase, own);

  if (slot != NULL)
    return tsn_secrets_open (own, self->file, error);
  g_set_error_literal (error,
                       TSN_VAULT_ERROR,
                       TSN_VAULT_ERROR_WRONG_SECRET,
                       "the joining was begun with another passphrase");
  return FALSE;
}

/* The whole clear part, from what waited and what was granted. */
static TsnVaultFile *
complete_file (const TsnJoining *self, const TsnGranted *granted, const TsnSecrets *own)
{
  TsnVaultFile *file = tsn_vault_file_new ();

  file->device = self->file->device;
  file->role = self->file->role;
  memcpy (file->sign_public, self->file->sign_public, TSN_KEY_SIZE);
  memcpy (file->box_public, self->file->box_public, TSN_KEY_SIZE);
  memcpy (file->root_public, self->file->root_public, TSN_KEY_SIZE);
  memcpy (file->card_public, granted->card_public, TSN_KEY_SIZE);
  g_array_append_vals (file->compartments, granted->compartments->data, granted->compartments->len);
  file->certificate = g_bytes_ref (granted->certificate);
  for (guint i = 0; i < self->file->slots->len; i++)
    g_ptr_array_add (file->slots, tsn_slot_copy (g_ptr_array_index (self->file->slots, i)));
  if (granted->has_slot_key && file->role != TSN_ROLE_KIOSK)
    g_ptr_array_add (file->slots, tsn_slot_new_recovery_with (file, own, granted->slot_key));
  return file;
}

/* The bytes of the vault. Reading them back checks the certificate against keys, id and role. */
static GBytes *
complete (const TsnJoining *self, const TsnGranted *granted, TsnSecrets *own, GError **error)
{
  g_autoptr (TsnVaultFile) file = complete_file (self, granted, own);
  g_autoptr (TsnVaultFile) read = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  const guint8 *data;

  tsn_secrets_seal (own, file);
  bytes = tsn_vault_file_encode (file);
  data = g_bytes_get_data (bytes, &size);
  read = tsn_vault_file_decode (data, size, NULL);
  if (read != NULL && tsn_secrets_match (own, read))
    return g_steal_pointer (&bytes);
  g_set_error_literal (error,
                       TSN_VAULT_ERROR,
                       TSN_VAULT_ERROR_FORGED,
                       "what was granted does not fit this device");
  return NULL;
}

static gboolean
write_vault (const TsnJoining *self,
             const char *path,
             const TsnGranted *granted,
             TsnSecrets *own,
             GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  bytes = complete (self, granted, own, error);
  return bytes != NULL && tsn_vault_disk_write (path, bytes, TRUE, error);
}

static TsnVault *
open_vault (const TsnJoining *self, const char *path, const char *passphrase, GError **error)
{
  g_autoptr (TsnVault) vault = tsn_vault_open (path, error);

  if (vault == NULL)
    return NULL;
  if (!tsn_id_equal (tsn_vault_device (vault), &self->file->device))
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_EXISTS,
                           "there are keys of another device already");
      return NULL;
    }
  if (self->file->role != TSN_ROLE_KIOSK && !tsn_vault_unlock (vault, passphrase, error))
    return NULL;
  return g_steal_pointer (&vault);
}

TsnVault *
tsn_joining_finish (const TsnJoining *self,
                    const char *path,
                    const char *passphrase,
                    GBytes **server,
                    GError **error)
{
  TsnSecrets *own = tsn_secret_new (sizeof *own);
  g_autoptr (TsnGranted) granted = NULL;
  gboolean ok;

  g_assert (self->grant != NULL);
  ok = tsn_grant_verify (self->grant, &self->file->device, self->file->root_public, error) &&
       open_own (self, passphrase, own, error);
  if (ok)
    granted = tsn_grant_open (self->grant, own, error);
  ok = granted != NULL && write_vault (self, path, granted, own, error);
  tsn_secret_free (own);
  if (!ok)
    return NULL;
  *server = granted->server != NULL ? g_bytes_ref (granted->server) : NULL;
  return open_vault (self, path, passphrase, error);
}
