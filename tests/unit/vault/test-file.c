/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vault file: every byte of it altered, with and without its digest put right; truncated; too
 * new; on a disk that refuses. */

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tsn-cbor.h"
#include "vault-fixture.h"

static void
write_file (const char *path, const guint8 *bytes, gsize size)
{
  g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) size, NULL));
}

static void
fix_digest (guint8 *bytes, gsize size)
{
  crypto_hash_sha256 (bytes + size - TSN_DIGEST_SIZE, bytes, size - TSN_DIGEST_SIZE);
}

static void
test_altered_disk (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GBytes) file = tsn_vault_dup_file (vault);
  g_autofree char *path = beside (f, "altered");
  gsize size;
  const guint8 *bytes = g_bytes_get_data (file, &size);

  g_test_message ("a coordinator's file has %" G_GSIZE_FORMAT " bytes", size);
  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (GError) error = NULL;

      copy[i] ^= (guint8) (1 << i % 8);
      g_assert_null (tsn_vault_file_decode (copy, size, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
    }
  for (gsize n = 0; n < size; n += 50)
    {
      g_autoptr (GError) error = NULL;

      write_file (path, bytes, n);
      g_assert_null (tsn_vault_open (path, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
    }
}

/* By someone who knows the format. Whatever opens must be the vault that it was, and its slot the
 * operator's. In memory: a thousand files would take a minute to sync. */
static void
check_altered (guint8 *bytes, gsize size, TsnVault *vault, TsnSecrets *recovery)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVaultFile) file = NULL;
  TsnSecrets *secrets;
  const TsnSlot *slot;

  crypto_hash_sha256 (bytes + size - TSN_DIGEST_SIZE, bytes, size - TSN_DIGEST_SIZE);
  file = tsn_vault_file_decode (bytes, size, &error);
  if (file == NULL)
    {
      g_assert_true (g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED) ||
                     g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_TOO_NEW));
      return;
    }
  secrets = tsn_secret_new (sizeof *secrets);
  slot = recovery == NULL ? tsn_slot_find_unattended (file, secrets)
                          : tsn_slot_find_passphrase (file, PASSPHRASE, secrets);
  if (slot != NULL && tsn_secrets_open (secrets, file, &error))
    {
      g_autoptr (GByteArray) identity = g_byte_array_new ();
      g_autoptr (GByteArray) original = g_byte_array_new ();

      tsn_vault_file_write_identity (file, identity);
      tsn_vault_file_write_identity (vault->file, original);
      g_assert_cmpmem (identity->data, identity->len, original->data, original->len);
      g_assert_true (tsn_id_equal (&slot->id, tsn_vault_operator (vault)));
      /* So it is the other slot that was altered: for recovery, or of the staff. */
      if (recovery == NULL)
        g_assert_null (tsn_slot_find_passphrase (file, PASSPHRASE, secrets));
      else
        {
          g_assert_cmpstr (slot->label, ==, LABEL);
          g_assert_null (tsn_slot_find_recovery (file, recovery));
        }
    }
  else if (slot != NULL)
    g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
  tsn_secret_free (secrets);
}

static void
check_every_byte (TsnVault *vault, TsnSecrets *recovery)
{
  g_autoptr (GBytes) file = tsn_vault_dup_file (vault);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (file, &size);

  for (gsize i = 0; i < size - TSN_DIGEST_SIZE; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);

      copy[i] ^= (guint8) (1 << i % 8);
      check_altered (copy, size, vault, recovery);
    }
}

static void
test_altered_knowingly (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  TsnSecrets *recovery = tsn_secret_new (sizeof *recovery);
  guint8 key[TSN_RECOVERY_KEY_SIZE];

  g_assert_true (tsn_recovery_key_parse (f->recovery, key, NULL));
  tsn_secrets_set_recovery (recovery, key);
  g_assert_nonnull (tsn_slot_find_recovery (vault->file, recovery));
  check_every_byte (vault, recovery);
  tsn_secret_free (recovery);
}

static void
test_altered_kiosk (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) kiosk = create_for_role (f, vault, TSN_ROLE_KIOSK, "kiosk");

  check_every_byte (kiosk, NULL);
}

/* Bytes that ask for more than a vault would. */
static void
test_greedy (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  TsnSlot *slot = g_ptr_array_index (vault->file->slots, 0);
  const guint64 limits[][2] = { { 1, G_MAXUINT64 }, { 1, (1ull << 30) + 1 },
                                { 1, 8191 },        { 17, 8192 },
                                { 0, 8192 },        { G_MAXUINT64, 8192 } };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (GBytes) file = NULL;
      g_autoptr (GError) error = NULL;

      slot->opslimit = limits[i][0];
      slot->memlimit = limits[i][1];
      file = tsn_vault_dup_file (vault);
      g_assert_null (
          tsn_vault_file_decode (g_bytes_get_data (file, NULL), g_bytes_get_size (file), &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
    }
}

static void
test_too_large (Fixture *f, gconstpointer data)
{
  g_autofree guint8 *bytes = g_malloc0 (TSN_VAULT_FILE_SIZE_MAX + 1);
  g_autoptr (GError) error = NULL;

  write_file (f->path, bytes, TSN_VAULT_FILE_SIZE_MAX + 1);
  g_assert_null (tsn_vault_open (f->path, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
}

static void
test_too_new (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  tsn_vault_init_crypto ();
  tsn_cbor_write_map (out, 7); /* whatever a later version has */
  tsn_cbor_write_uint (out, 1);
  tsn_cbor_write_uint (out, TSN_VAULT_FORMAT + 1);
  tsn_cbor_write_text (out, "something else", -1);
  g_byte_array_set_size (out, out->len + TSN_DIGEST_SIZE);
  fix_digest (out->data, out->len);
  write_file (f->path, out->data, out->len);
  g_assert_null (tsn_vault_open (f->path, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_TOO_NEW);
}

/* No name of a person can be in the file, and no key: it is clear which bytes are random. */
static void
test_nothing_secret_inside (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GBytes) file = tsn_vault_dup_file (vault);
  const TsnSecrets *s = vault->secrets;
  const guint8 *secrets[] = {
    s->vault_key,          s->sign, s->box, s->root, s->card, s->recovery, s->compartments[0].key,
    s->compartments[1].key
  };
  gsize size;
  const guint8 *bytes = g_bytes_get_data (file, &size);

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (memmem (bytes, size, secrets[i], TSN_KEY_SIZE));
  g_assert_null (memmem (bytes, size, PASSPHRASE, strlen (PASSPHRASE)));
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tsn_vault_open (f->path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (tsn_vault_open (f->folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
test_mode (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  struct stat status;

  g_assert_cmpint (stat (f->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
  g_assert_true (tsn_vault_add_operator (vault, LABEL, OTHER_PASSPHRASE, NULL, NULL));
  g_assert_cmpint (stat (f->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
}

/* A folder that can't be written: since tests may run as root, by its being away. */
static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autofree char *moved = g_strconcat (f->folder, ".moved", NULL);
  g_autofree char *away = g_build_filename (moved, "no", "vault", NULL);
  g_autoptr (GArray) operators = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *recovery = NULL;

  g_assert_null (tsn_vault_create (away, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (recovery);
  g_clear_error (&error);

  g_assert_cmpint (g_rename (f->folder, moved), ==, 0);
  g_assert_false (tsn_vault_add_operator (vault, LABEL, OTHER_PASSPHRASE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  operators = tsn_vault_list_operators (vault);
  g_assert_cmpuint (operators->len, ==, 1);
  g_assert_false (tsn_vault_change_passphrase (vault, PASSPHRASE, OTHER_PASSPHRASE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, &error)); /* works, as it was */
  g_assert_cmpint (g_rename (moved, f->folder), ==, 0);
}

static void
test_read_only_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;
  const uid_t nobody = 65534;
  const gboolean is_root = geteuid () == 0; /* whom no mode keeps from writing */

  if (is_root)
    {
      g_assert_cmpint (chown (f->folder, nobody, (gid_t) -1), ==, 0);
      g_assert_cmpint (chown (f->path, nobody, (gid_t) -1), ==, 0);
      g_assert_cmpint (seteuid (nobody), ==, 0);
    }
  g_assert_cmpint (g_chmod (f->folder, 0500), ==, 0);
  g_assert_false (tsn_vault_add_operator (vault, LABEL, OTHER_PASSPHRASE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  tsn_vault_lock (vault);
  g_assert_false (tsn_vault_unlock (vault, WRONG_PASSPHRASE, NULL));
  g_assert_cmpuint (vault->tries.failures, ==, 1);
  g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, NULL));
  g_assert_cmpint (g_chmod (f->folder, 0700), ==, 0);
  if (is_root)
    g_assert_cmpint (seteuid (0), ==, 0);
}

static guint
count_files (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_never_overwritten (Fixture *f, gconstpointer data)
{
  g_autofree char *other = beside (f, "link");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *recovery = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  gsize before_size, after_size;
  g_autoptr (GError) error = NULL;

  tsn_vault_free (create (f));
  g_assert_true (g_file_get_contents (f->path, &before, &before_size, NULL));
  g_assert_false (tsn_vault_disk_write (f->path, bytes, TRUE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_cmpint (symlink ("nowhere", other), ==, 0);
  g_assert_null (
      tsn_vault_create (other, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_EXISTS);
  g_assert_true (g_file_get_contents (f->path, &after, &after_size, NULL));
  g_assert_cmpmem (before, before_size, after, after_size);
  g_assert_cmpuint (count_files (f), ==, 2); /* nothing left lying beside */
}

/* A full disk, as a limit on the size of files: the old file stays, nothing is left beside it. */
static void
test_no_space (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GArray) operators = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit before;
  struct rlimit small;
  void (*handler) (int) = signal (SIGXFSZ, SIG_IGN);

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  for (rlim_t limit = 0; limit < 900; limit += 100)
    {
      small = (struct rlimit){ limit, before.rlim_max };
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
      g_assert_false (tsn_vault_add_operator (vault, LABEL, OTHER_PASSPHRASE, NULL, &error));
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
      g_assert_true (error->domain == G_IO_ERROR);
      g_clear_error (&error);
      operators = tsn_vault_list_operators (vault);
      g_assert_cmpuint (operators->len, ==, 1);
      g_clear_pointer (&operators, g_array_unref);
      tsn_vault_free (reopen (f->path));
      g_assert_cmpuint (count_files (f), ==, 1);
    }
  signal (SIGXFSZ, handler);
}

#define ADD(name, func) g_test_add ("/vault/file/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("altered-disk", test_altered_disk);
  ADD ("altered-knowingly", test_altered_knowingly);
  ADD ("altered-kiosk", test_altered_kiosk);
  ADD ("greedy", test_greedy);
  ADD ("too-large", test_too_large);
  ADD ("too-new", test_too_new);
  ADD ("nothing-secret-inside", test_nothing_secret_inside);
  ADD ("missing", test_missing);
  ADD ("mode", test_mode);
  ADD ("no-folder", test_no_folder);
  ADD ("read-only-folder", test_read_only_folder);
  ADD ("never-overwritten", test_never_overwritten);
  ADD ("no-space", test_no_space);
  return g_test_run ();
}
