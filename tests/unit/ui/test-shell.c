/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the shell decides without a screen: codes, passphrases, groups of the recovery key, bars,
 * names of backups, folders that change places. */

#include <glib/gstdio.h>

#include "tsn-backup.h"
#include "tsn-clock.h"
#include "tsn-first-run-page.h"
#include "tsn-passphrase-group.h"
#include "tsn-recovery-key-view.h"
#include "tsn-restore.h"
#include "tsn-sync-button.h"
#include "tsn-sync-error.h"
#include "tsn-trouble-bar.h"

static void
test_code (void)
{
  char complete[7] = "";

  g_assert_cmpstr (tsn_first_run_page_code_trouble ("", complete), ==, "");
  g_assert_cmpstr (tsn_first_run_page_code_trouble ("1121", complete), ==, "");
  g_assert_null (tsn_first_run_page_code_trouble ("11211", complete));
  g_assert_cmpstr (complete, ==, "112119");
  g_assert_null (tsn_first_run_page_code_trouble ("１１２１１９", complete));
  g_assert_cmpstr (complete, ==, "112119");
  g_assert_nonnull (tsn_first_run_page_code_trouble ("112118", complete));
  g_assert_nonnull (tsn_first_run_page_code_trouble ("1121190", complete));
}

static void
check_missing (const char *first, const char *again, TsnRole role, gboolean missing)
{
  g_autofree char *words = tsn_passphrase_group_missing (first, again, role);

  g_assert_cmpint (words[0] != '\0', ==, missing);
}

static void
test_passphrase (void)
{
  check_missing ("", "", TSN_ROLE_DESK, TRUE);
  check_missing ("short", "short", TSN_ROLE_DESK, TRUE);
  check_missing ("1234567890", "1234567890", TSN_ROLE_DESK, TRUE);
  check_missing ("green hills at dawn", "", TSN_ROLE_DESK, TRUE);
  check_missing ("green hills at dawn", "green", TSN_ROLE_DESK, TRUE);
  check_missing ("green hills at dawn", "green hulls", TSN_ROLE_DESK, TRUE);
  check_missing ("green hills at dawn", "green hills at dawn", TSN_ROLE_DESK, FALSE);
  check_missing ("みどりの丘の夜明けに", "みどりの丘の夜明けに", TSN_ROLE_DESK, FALSE);
  check_missing ("748591", "748591", TSN_ROLE_RECEPTION, TRUE);
  check_missing ("748591", "748591", TSN_ROLE_EMS, FALSE);
  check_missing ("748591", "748592", TSN_ROLE_EMS, TRUE);
  check_missing ("74859", "74859", TSN_ROLE_EMS, TRUE);
  check_missing ("850312", "850312", TSN_ROLE_EMS, TRUE);
}

static void
test_recovery_group (void)
{
  g_assert_true (tsn_recovery_key_view_same_group ("7KQ2M", "7KQ2M"));
  g_assert_true (tsn_recovery_key_view_same_group (" 7kq2m ", "7KQ2M"));
  g_assert_true (tsn_recovery_key_view_same_group ("７ＫＱ２Ｍ", "7KQ2M"));
  g_assert_true (tsn_recovery_key_view_same_group ("O1L0V", "0110V"));
  g_assert_true (tsn_recovery_key_view_same_group ("-01IoU-", "0110V"));
  g_assert_false (tsn_recovery_key_view_same_group ("", "7KQ2M"));
  g_assert_false (tsn_recovery_key_view_same_group ("7KQ2", "7KQ2M"));
  g_assert_false (tsn_recovery_key_view_same_group ("7KQ2MM", "7KQ2M"));
  g_assert_false (tsn_recovery_key_view_same_group ("7KQ2N", "7KQ2M"));
}

static void
test_trouble (void)
{
  const gint64 now = TSN_CLOCK_EARLIEST + 1;
  g_autofree char *fine = tsn_trouble_bar_words (TSN_DISK_NEARLY_FULL, now);
  g_autofree char *unknown = tsn_trouble_bar_words (G_MAXUINT64, now);
  g_autofree char *full = tsn_trouble_bar_words (TSN_DISK_NEARLY_FULL - 1, now);
  g_autofree char *clock = tsn_trouble_bar_words (G_MAXUINT64, 0);

  g_assert_null (fine);
  g_assert_null (unknown);
  g_assert_nonnull (full);
  g_assert_nonnull (clock);
}

static void
check_words (const TsnServerState *state,
             const TsnRoomState *room,
             const char *icon,
             const char *title,
             const char *subtitle)
{
  g_auto (TsnSyncWords) words = { 0 };

  tsn_sync_words (state, room, 1778457600000, &words);
  g_assert_cmpstr (words.icon, ==, icon);
  g_assert_cmpstr (words.title, ==, title);
  g_assert_cmpstr (words.subtitle, ==, subtitle);
  g_assert_true ((words.sentence[0] != '\0') == state->has_server);
}

static void
check_sync (const TsnServerState *state, const char *icon, const char *title, const char *subtitle)
{
  check_words (state, NULL, icon, title, subtitle);
}

/* What matters most comes first, and the number that waits is never left out. */
static void
test_sync (void)
{
  const char *fine = "network-transmit-receive-symbolic";
  const char *warning = "dialog-warning-symbolic";
  TsnServerState state = { .has_server = TRUE };
  g_autoptr (GError) unreachable = g_error_new (TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE, "-");
  g_autoptr (GError) shut_out = g_error_new (TSN_SYNC_ERROR, TSN_SYNC_ERROR_SHUT_OUT, "-");

  check_sync (&state, fine, "Not synced yet", "");
  state.syncing = TRUE;
  check_sync (&state, fine, "Syncing…", "");
  state.synced_ms = 1778457600000 - 60000; /* 2026-05-11 08:59 in Tokyo */
  check_sync (&state, fine, "Synced 08:59", "");
  state.waiting = 142;
  check_sync (&state, fine, "142 changes to send", "Synced 08:59");
  state.problem = unreachable;
  check_sync (&state, "network-offline-symbolic", "No connection", "142 changes to send");
  state.refused = 1;
  check_sync (&state, warning, "Look at the sync", "142 changes to send");
  state.problem = shut_out;
  check_sync (&state, warning, "Cannot sync", "142 changes to send");
  state.problem = NULL;
  state.refused = 0;
  state.waiting = 0;
  state.differs = TRUE;
  state.synced_ms -= G_GINT64_CONSTANT (86400000);
  check_sync (&state, warning, "Look at the sync", "Synced 2026年5月10日 08:59");
}

/* Who is with others is not without a connection; but what is wrong comes before that. */
static void
test_sync_in_room (void)
{
  const char *together = "network-workgroup-symbolic";
  const TsnRoomState alone = { .has_avahi = TRUE };
  const TsnRoomState two = { .has_avahi = TRUE, .n_others = 2 };
  TsnServerState state = { .synced_ms = 1778457600000 - 60000, .waiting = 3 };
  g_autoptr (GError) unreachable = g_error_new (TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE, "-");

  state.has_server = TRUE;
  check_words (&state,
               &two,
               "network-transmit-receive-symbolic",
               "3 changes to send",
               "Synced 08:59");
  state.problem = unreachable;
  check_words (&state, &two, together, "Connected with 2 other devices", "3 changes to send");
  check_words (&state, &alone, "network-offline-symbolic", "No connection", "3 changes to send");
  state.refused = 1;
  check_words (&state, &two, "dialog-warning-symbolic", "Look at the sync", "3 changes to send");

  state = (TsnServerState){ 0 };
  check_words (&state, &alone, together, "Looking for the others…", "");
  check_words (&state, &two, together, "Connected with 2 other devices", "");
}

static void
test_backup (void)
{
  g_autofree char *name = tsn_backup_name (1778457600); /* 2026-05-11 09:00 in Tokyo */
  g_autofree char *never = tsn_backup_words (0);
  g_autofree char *old = tsn_backup_words (1778457600);

  g_assert_cmpstr (name, ==, "tsunagi-20260511.tsnbackup");
  g_assert_nonnull (never);
  g_assert_nonnull (strstr (old, "2026年5月11日 09:00"));
}

static void
check_file (const char *folder, const char *name, gboolean there)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, there);
}

static void
make_folder (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

static void
test_restore_swap (void)
{
  g_autofree char *root = g_dir_make_tmp ("tsn-swap-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "data", NULL);
  g_autofree char *from = g_build_filename (root, "new", NULL);
  g_autofree char *aside = g_build_filename (root, "data.20260511-090000", NULL);
  g_autoptr (GError) error = NULL;

  /* Over nothing. */
  make_folder (from, "first");
  g_assert_true (tsn_restore_swap (from, folder, 1778457600, &error));
  check_file (folder, "first", TRUE);
  check_file (root, "data.20260511-090000", FALSE);

  /* Over something: that is put aside. */
  make_folder (from, "second");
  g_assert_true (tsn_restore_swap (from, folder, 1778457600, &error));
  check_file (folder, "second", TRUE);
  check_file (folder, "first", FALSE);
  check_file (aside, "first", TRUE);

  /* Nothing to put there: all stays. */
  g_assert_false (tsn_restore_swap (from, folder, 1778461200, &error));
  g_assert_nonnull (error);
  check_file (folder, "second", TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/shell/municipality-code", test_code);
  g_test_add_func ("/ui/shell/passphrase", test_passphrase);
  g_test_add_func ("/ui/shell/recovery-group", test_recovery_group);
  g_test_add_func ("/ui/shell/trouble", test_trouble);
  g_test_add_func ("/ui/shell/sync", test_sync);
  g_test_add_func ("/ui/shell/sync-in-room", test_sync_in_room);
  g_test_add_func ("/ui/shell/backup", test_backup);
  g_test_add_func ("/ui/shell/restore-swap", test_restore_swap);
  return g_test_run ();
}
