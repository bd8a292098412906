/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may unlock this device, and unlocking.
 *
 * Argon2 runs here without the vault's lock held, so that the store goes on sealing meanwhile. What
 * changes the slots writes the file first and changes memory after, so a full disk leaves both as
 * they were.
 *
 * Removing an operator does not change the vault key. Someone who kept a copy of the old file keeps
 * what it opened; that is what rotating the municipality's keys is for.
 */

#include <string.h>

#include "tsn-vault-private.h"

/* With the lock held. */
static void
set_operator (TsnVault *self, const TsnId *operator_id)
{
  g_ptr_array_add (self->operators, g_memdup2 (operator_id, sizeof *operator_id));
  self->operator_id = g_ptr_array_index (self->operators, self->operators->len - 1);
}

/* Opens what the vault key in @secrets (transfer full) opens. The payload is read where it may not
 * change in between: a round of sync may bring new keys at any moment. */
static gboolean
open_up (TsnVault *self, TsnSecrets *secrets, const TsnId *operator_id, GError **error)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = tsn_secrets_open (secrets, self->file, error);
  if (ok)
    {
      tsn_secret_free (self->secrets);
      self->secrets = secrets;
      set_operator (self, operator_id);
    }
  g_mutex_unlock (&self->lock);
  if (!ok)
    tsn_secret_free (secrets);
  return ok;
}

/* Counts the try before it is made. */
static gboolean
begin_try (TsnVault *self, GError **error)
{
  gint64 now_ms = self->now_ms ();
  guint seconds;

  g_mutex_lock (&self->lock);
  seconds = tsn_tries_seconds_to_wait (&self->tries, now_ms);
  if (seconds == 0)
    tsn_tries_count (&self->tries, now_ms);
  g_mutex_unlock (&self->lock);
  if (seconds > 0)
    g_set_error (error,
                 TSN_VAULT_ERROR,
                 TSN_VAULT_ERROR_TOO_MANY_TRIES,
                 "too many wrong passphrases, wait %u s",
                 seconds);
  return seconds == 0;
}

static void
forgive_tries (TsnVault *self)
{
  g_mutex_lock (&self->lock);
  tsn_tries_reset (&self->tries);
  g_mutex_unlock (&self->lock);
}

static const TsnSlot *
try_passphrase (TsnVault *self, const char *passphrase, TsnSecrets *secrets, GError **error)
{
  const TsnSlot *slot;

  if (!begin_try (self, error))
    return NULL;
  slot = tsn_slot_find_passphrase (self->file, passphrase, secrets);
  if (slot != NULL)
    forgive_tries (self);
  else
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_WRONG_SECRET,
                         "no operator of this device has this passphrase");
  return slot;
}

gboolean
tsn_vault_check_passphrase (TsnVault *self, const char *passphrase, GError **error)
{
  TsnSecrets *scratch = tsn_secret_new (sizeof *scratch);
  gboolean ok = try_passphrase (self, passphrase, scratch, error) != NULL;

  tsn_secret_free (scratch);
  return ok;
}

gboolean
tsn_vault_unlock (TsnVault *self, const char *passphrase, GError **error)
{
  TsnSecrets *secrets;
  const TsnSlot *slot;

  g_return_val_if_fail (passphrase != NULL, FALSE);

  if (self->file->role == TSN_ROLE_KIOSK)
    return TRUE;
  secrets = tsn_secret_new (sizeof *secrets);
  slot = try_passphrase (self, passphrase, secrets, error);
  if (slot != NULL)
    return open_up (self, secrets, &slot->id, error);
  tsn_secret_free (secrets);
  return FALSE;
}

static gboolean
find_by_recovery_key (TsnVault *self, const char *text, TsnSecrets *secrets, GError **error)
{
  guint8 key[TSN_RECOVERY_KEY_SIZE];

  if (!tsn_recovery_key_parse (text, key, error))
    return FALSE;
  tsn_secrets_set_recovery (secrets, key);
  sodium_memzero (key, sizeof key);
  if (tsn_slot_find_recovery (self->file, secrets) == NULL)
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_WRONG_SECRET,
                           "this is not the recovery key of this municipality");
      return FALSE;
    }
  secrets->has_recovery = FALSE; /* as the payload says, not as this unlocking went */
  sodium_memzero (secrets->recovery, sizeof secrets->recovery);
  return TRUE;
}

gboolean
tsn_vault_unlock_with_recovery_key (TsnVault *self, const char *recovery_key, GError **error)
{
  TsnSecrets *secrets;

  g_return_val_if_fail (recovery_key != NULL, FALSE);

  if (self->file->role == TSN_ROLE_KIOSK)
    return TRUE;
  secrets = tsn_secret_new (sizeof *secrets);
  if (!find_by_recovery_key (self, recovery_key, secrets, error))
    {
      tsn_secret_free (secrets);
      return FALSE;
    }
  forgive_tries (self);
  return open_up (self, secrets, &TSN_ID_NIL, error);
}

gboolean
tsn_vault_get_ticket (TsnVault *self, guint8 ticket[TSN_VAULT_TICKET_SIZE], GError **error)
{
  const TsnSecrets *secrets;

  G_STATIC_ASSERT (TSN_VAULT_TICKET_SIZE == TSN_KEY_SIZE + sizeof (TsnId));
  g_mutex_lock (&self->lock);
  secrets = tsn_vault_get_secrets (self, error);
  if (secrets != NULL)
    {
      memcpy (ticket, secrets->vault_key, TSN_KEY_SIZE);
      memcpy (ticket + TSN_KEY_SIZE, self->operator_id, sizeof (TsnId));
    }
  g_mutex_unlock (&self->lock);
  return secrets != NULL;
}

gboolean
tsn_vault_unlock_with_ticket (TsnVault *self,
                              const guint8 ticket[TSN_VAULT_TICKET_SIZE],
                              GError **error)
{
  TsnSecrets *secrets = tsn_secret_new (sizeof *secrets);
  TsnId operator_id;

  memcpy (secrets->vault_key, ticket, TSN_KEY_SIZE);
  memcpy (&operator_id, ticket + TSN_KEY_SIZE, sizeof operator_id);
  return open_up (self, secrets, &operator_id, error);
}

guint
tsn_vault_seconds_to_wait (TsnVault *self)
{
  guint seconds;

  g_mutex_lock (&self->lock);
  seconds = tsn_tries_seconds_to_wait (&self->tries, self->now_ms ());
  g_mutex_unlock (&self->lock);
  return seconds;
}

static GPtrArray *
copy_slots (const TsnVaultFile *file)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_slot_free);

  for (guint i = 0; i < file->slots->len; i++)
    g_ptr_array_add (copy, tsn_slot_copy (g_ptr_array_index (file->slots, i)));
  return copy;
}

/* (transfer full): all but those of @type */
static GPtrArray *
slots_without (const TsnVaultFile *file, TsnSlotType type)
{
  GPtrArray *slots = copy_slots (file);

  for (guint i = slots->len; i > 0; i--)
    if (((const TsnSlot *) g_ptr_array_index (slots, i - 1))->type == type)
      g_ptr_array_remove_index (slots, i - 1);
  return slots;
}

/* Writes the file with @slots (transfer full); on failure nothing has changed. */
static gboolean
save_slots (TsnVault *self, GPtrArray *slots, GError **error)
{
  GPtrArray *before;
  gboolean ok;

  g_mutex_lock (&self->lock);
  before = self->file->slots;
  self->file->slots = slots;
  ok = tsn_vault_write (self, error);
  if (!ok)
    self->file->slots = before;
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (ok ? before : slots);
  return ok;
}

/* A copy of the vault key, for work that must not hold the lock. NULL with _LOCKED. */
static TsnSecrets *
dup_vault_key (TsnVault *self, GError **error)
{
  TsnSecrets *copy = NULL;
  const TsnSecrets *secrets;

  g_mutex_lock (&self->lock);
  secrets = tsn_vault_get_secrets (self, error);
  if (secrets != NULL)
    {
      copy = tsn_secret_new (sizeof *copy);
      memcpy (copy->vault_key, secrets->vault_key, TSN_KEY_SIZE);
    }
  g_mutex_unlock (&self->lock);
  return copy;
}

/* Two operators with one passphrase could not be told apart. */
static gboolean
is_taken (TsnVault *self, const char *passphrase, const TsnSlot *except, GError **error)
{
  TsnSecrets *scratch = tsn_secret_new (sizeof *scratch);
  const TsnSlot *slot = tsn_slot_find_passphrase (self->file, passphrase, scratch);

  tsn_secret_free (scratch);
  if (slot == NULL || slot == except)
    return FALSE;
  g_set_error_literal (error,
                       TSN_VAULT_ERROR,
                       TSN_VAULT_ERROR_WEAK,
                       "another operator of this device has this passphrase");
  return TRUE;
}

static gboolean
has_room (TsnVault *self, GError **error)
{
  if (self->file->role == TSN_ROLE_KIOSK)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_NO_OPERATOR,
                         "a kiosk has no operators");
  else if (self->file->slots->len >= TSN_VAULT_SLOTS_MAX - 1)
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_NO_SPACE,
                 "a device has at most %d operators",
                 TSN_VAULT_SLOTS_MAX - 2);
  else
    return TRUE;
  return FALSE;
}

/* Opened by the recovery key it is nobody's: whoever gets a passphrase then is who is there. */
static void
take_the_chair (TsnVault *self, const TsnId *operator_id)
{
  g_mutex_lock (&self->lock);
  if (self->secrets != NULL && tsn_id_is_nil (self->operator_id))
    set_operator (self, operator_id);
  g_mutex_unlock (&self->lock);
}

gboolean
tsn_vault_add_operator (TsnVault *self,
                        const char *label,
                        const char *passphrase,
                        TsnId *id,
                        GError **error)
{
  TsnSecrets *secrets;
  TsnSlot *slot = NULL;
  TsnId new_id = tsn_id_new (self->now_ms ());
  GPtrArray *slots;

  g_return_val_if_fail (label != NULL && strlen (label) <= TSN_VAULT_LABEL_SIZE_MAX, FALSE);
  g_return_val_if_fail (g_utf8_validate (label, -1, NULL) && passphrase != NULL, FALSE);

  if (!has_room (self, error))
    return FALSE;
  secrets = dup_vault_key (self, error);
  if (secrets == NULL)
    return FALSE;
  if (!is_taken (self, passphrase, NULL, error))
    slot = tsn_slot_new_passphrase (self->file,
                                    secrets,
                                    &new_id,
                                    label,
                                    passphrase,
                                    TSN_VAULT_COST_MODERATE,
                                    error);
  tsn_secret_free (secrets);
  if (slot == NULL)
    return FALSE;
  slots = copy_slots (self->file);
  g_ptr_array_add (slots, slot);
  if (!save_slots (self, slots, error))
    return FALSE;
  take_the_chair (self, &new_id);
  if (id != NULL)
    *id = new_id;
  return TRUE;
}

/* Where the operator's slot is; -1. @n_operators: (out): of all operators. */
static int
find_operator (const TsnVaultFile *file, const TsnId *id, guint *n_operators)
{
  int found = -1;

  *n_operators = 0;
  for (guint i = 0; i < file->slots->len; i++)
    {
      const TsnSlot *slot = g_ptr_array_index (file->slots, i);

      if (slot->type != TSN_SLOT_PASSPHRASE)
        continue;
      (*n_operators)++;
      if (tsn_id_equal (&slot->id, id))
        found = (int) i;
    }
  return found;
}

gboolean
tsn_vault_remove_operator (TsnVault *self, const TsnId *id, GError **error)
{
  guint n_operators;
  int at = find_operator (self->file, id, &n_operators);
  GPtrArray *slots;

  if (at < 0)
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_NO_OPERATOR,
                           "this device has no such operator");
      return FALSE;
    }
  if (tsn_vault_is_locked (self))
    {
      g_set_error_literal (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED, "vault is locked");
      return FALSE;
    }
  if (n_operators == 1)
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_LAST_OPERATOR,
                           "the last operator of a device stays");
      return FALSE;
    }
  slots = copy_slots (self->file);
  g_ptr_array_remove_index (slots, (guint) at);
  return save_slots (self, slots, error);
}

/* Whether the slot is of another operator than the one who is there, if anybody is. */
static gboolean
is_others (TsnVault *self, const TsnSlot *slot, GError **error)
{
  const TsnId *present = tsn_vault_operator (self);

  if (tsn_id_is_nil (present) || tsn_id_equal (present, &slot->id))
    return FALSE;
  g_set_error_literal (error,
                       TSN_VAULT_ERROR,
                       TSN_VAULT_ERROR_OTHER_OPERATOR,
                       "this passphrase is another operator's");
  return TRUE;
}

gboolean
tsn_vault_change_passphrase (TsnVault *self,
                             const char *old_one,
                             const char *new_one,
                             GError **error)
{
  TsnSecrets *secrets;
  const TsnSlot *slot;
  TsnSlot *remade = NULL;
  GPtrArray *slots;
  guint at;

  g_return_val_if_fail (old_one != NULL && new_one != NULL, FALSE);

  secrets = tsn_secret_new (sizeof *secrets);
  slot = try_passphrase (self, old_one, secrets, error);
  if (slot != NULL && !is_others (self, slot, error) && !is_taken (self, new_one, slot, error))
    remade = tsn_slot_new_passphrase (self->file,
                                      secrets,
                                      &slot->id,
                                      slot->label,
                                      new_one,
                                      TSN_VAULT_COST_MODERATE,
                                      error);
  tsn_secret_free (secrets);
  if (remade == NULL)
    return FALSE;
  slots = copy_slots (self->file);
  g_ptr_array_find (self->file->slots, slot, &at);
  g_ptr_array_remove_index (slots, at);
  g_ptr_array_insert (slots, (int) at, remade);
  return save_slots (self, slots, error);
}

gboolean
tsn_vault_set_staff_passphrase (TsnVault *self, const char *passphrase, GError **error)
{
  TsnVaultCost cost = TSN_VAULT_COST_MODERATE;
  TsnSlot *slot;
  GPtrArray *slots;

  if (self->file->role != TSN_ROLE_KIOSK)
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_NO_OPERATOR,
                           "only a kiosk has a staff passphrase");
      return FALSE;
    }
  slot = tsn_slot_new_passphrase (self->file, NULL, &TSN_ID_NIL, "", passphrase, cost, error);
  if (slot == NULL)
    return FALSE;
  slots = slots_without (self->file, TSN_SLOT_STAFF);
  g_ptr_array_add (slots, slot);
  if (!save_slots (self, slots, error))
    return FALSE;
  forgive_tries (self);
  return TRUE;
}

gboolean
tsn_vault_opens_with_desktop (TsnVault *self)
{
  gboolean opens = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->file->slots->len; i++)
    opens |= ((const TsnSlot *) g_ptr_array_index (self->file->slots, i))->type == TSN_SLOT_DESKTOP;
  g_mutex_unlock (&self->lock);
  return opens;
}

gboolean
tsn_vault_set_desktop_secret (TsnVault *self, const guint8 secret[TSN_KEY_SIZE], GError **error)
{
  TsnSecrets *secrets;
  GPtrArray *slots;

  if (!tsn_role_takes_pin (self->file->role))
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_NO_OPERATOR,
                           "only a crew's device opens without asking");
      return FALSE;
    }
  secrets = secret != NULL ? dup_vault_key (self, error) : NULL;
  if (secret != NULL && secrets == NULL)
    return FALSE;
  slots = slots_without (self->file, TSN_SLOT_DESKTOP);
  if (secret != NULL)
    g_ptr_array_add (slots, tsn_slot_new_desktop (self->file, secrets, secret));
  tsn_secret_free (secrets);
  return save_slots (self, slots, error);
}

gboolean
tsn_vault_unlock_with_desktop (TsnVault *self, const guint8 secret[TSN_KEY_SIZE], GError **error)
{
  TsnSecrets *secrets = tsn_secret_new (sizeof *secrets);

  if (tsn_slot_find_desktop (self->file, secret, secrets) != NULL)
    return open_up (self, secrets, &TSN_ID_NIL, error);
  tsn_secret_free (secrets);
  g_set_error_literal (error,
                       TSN_VAULT_ERROR,
                       TSN_VAULT_ERROR_WRONG_SECRET,
                       "what the desktop keeps does not open this vault");
  return FALSE;
}

static void
clear_operator (gpointer data)
{
  g_free (((TsnOperator *) data)->label);
}

GArray *
tsn_vault_list_operators (TsnVault *self)
{
  GArray *operators = g_array_new (FALSE, FALSE, sizeof (TsnOperator));

  g_array_set_clear_func (operators, clear_operator);
  for (guint i = 0; i < self->file->slots->len; i++)
    {
      const TsnSlot *slot = g_ptr_array_index (self->file->slots, i);
      TsnOperator operator= { slot->id, NULL };

      if (slot->type != TSN_SLOT_PASSPHRASE)
        continue;
      operator.label = g_strdup (slot->label);
      g_array_append_val (operators, operator);
    }
  return operators;
}
