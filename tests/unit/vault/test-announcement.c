/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who can announce a room, and who can read it. */

#include "tsn-announcement.h"
#include "vault-fixture.h"

static TsnAnnouncement
some_room (void)
{
  TsnAnnouncement room = { .server = { { 7 } } };

  memset (room.pin, 1, sizeof room.pin);
  memset (room.server_public, 2, sizeof room.server_public);
  return room;
}

static GBytes *
announce (TsnVault *vault)
{
  TsnAnnouncement room = some_room ();
  g_autoptr (GError) error = NULL;
  GBytes *bytes = tsn_announcement_seal (&room, vault, &error);

  g_assert_no_error (error);
  return bytes;
}

static gboolean
open_with (TsnAnnouncement *read, GBytes *bytes, TsnVault *vault, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return tsn_announcement_open (read, data, size, tsn_vault_root_public (vault), error);
}

static void
assert_forged (GBytes *bytes, TsnVault *vault)
{
  g_autoptr (GError) error = NULL;
  TsnAnnouncement read;

  g_assert_false (open_with (&read, bytes, vault, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED);
}

/* Every device of the municipality reads it, and it is never the same twice. */
static void
test_read (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (TsnVault) kiosk = create_for_role (f, desk, TSN_ROLE_KIOSK, "kiosk");
  g_autoptr (GBytes) bytes = announce (desk);
  g_autoptr (GBytes) again = announce (desk);
  TsnAnnouncement room = some_room ();
  TsnAnnouncement read;

  g_assert_true (open_with (&read, bytes, kiosk, NULL));
  g_assert_true (tsn_id_equal (&read.host, tsn_vault_device (desk)));
  g_assert_true (tsn_id_equal (&read.server, &room.server));
  g_assert_cmpmem (read.pin, sizeof read.pin, room.pin, sizeof room.pin);
  g_assert_cmpmem (read.server_public, TSN_KEY_SIZE, room.server_public, TSN_KEY_SIZE);
  g_assert_cmpmem (tsn_vault_device (desk), 16, &read.host, 16);
  g_assert_false (memcmp (g_bytes_get_data (bytes, NULL), g_bytes_get_data (again, NULL), 24) == 0);
  g_assert_cmpuint (g_bytes_get_size (bytes), <=, 480); /* two strings of a TXT record */
}

/* Only a coordinator's device may, unlocked. */
static void
test_roles (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) desk = create (f);
  TsnAnnouncement room = some_room ();
  g_autoptr (GError) error = NULL;

  for (TsnRole role = TSN_ROLE_RECEPTION; role <= TSN_ROLE_EMS; role++)
    {
      g_autofree char *name = g_strdup_printf ("role-%d", (int) role);
      g_autoptr (TsnVault) vault = create_for_role (f, desk, role, name);

      g_assert_null (tsn_announcement_seal (&room, vault, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
      g_clear_error (&error);
    }
  tsn_vault_lock (desk);
  g_assert_null (tsn_announcement_seal (&room, desk, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
}

/* Another municipality sees noise. */
static void
test_stranger (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (GBytes) bytes = announce (desk);
  g_autoptr (GError) error = NULL;
  g_autofree char *recovery = NULL;
  g_autofree char *path = beside (f, "stranger");
  g_autoptr (TsnVault) stranger =
      tsn_vault_create (path, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, &error);

  g_assert_no_error (error);
  assert_forged (bytes, stranger);
}

/* Every byte counts, and every length. */
static void
test_altered (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (GBytes) bytes = announce (desk);
  gsize size;
  const guint8 *original = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (original, size);
      g_autoptr (GBytes) altered = NULL;
      g_autoptr (GBytes) cut = g_bytes_new (original, i);

      copy[i] ^= 1;
      altered = g_bytes_new (copy, size);
      assert_forged (altered, desk);
      assert_forged (cut, desk);
    }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/vault/announcement/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("read", test_read);
  ADD ("roles", test_roles);
  ADD ("stranger", test_stranger);
  ADD ("altered", test_altered);
  return g_test_run ();
}
