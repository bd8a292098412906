/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Enrolment between a coordinator, the server's own service and a new device: whole, cut at every
 * request, too late, taken by somebody else, and with a server that lies. */

#include <glib/gstdio.h>
#include <string.h>

#include "sync-network.h"
#include "tsn-enrol.h"
#include "tsn-join.h"

#define LABEL  "カナリア受付"
#define HOUR_S 3600

typedef struct
{
  Network *network;
  StoreFixture desk;
  TsnEnrol enrol;
  char *root; /* of the new device */
  char *folder;
  char *waiting; /* the joining's file */
} Fixture;

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static TsnEnrol
enrol_of (Fixture *f, StoreFixture *device)
{
  TsnEnrol enrol = { .store = device->store, .transport = TSN_TRANSPORT (f->network) };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (device->store, TSN_STORE_READ, load_work, &enrol.server, NULL, &error);
  g_assert_no_error (error);
  return enrol;
}

static void
setup (Fixture *f, gconstpointer data)
{
  f->network = network_new ();
  device_set_up (&f->desk, NULL, TSN_ROLE_DESK);
  device_register (&f->desk, f->network);
  put_person (f->desk.store);
  must_sync (&f->desk, f->network);
  f->enrol = enrol_of (f, &f->desk);
  f->root = g_dir_make_tmp ("tsn-join-XXXXXX", NULL);
  f->folder = g_build_filename (f->root, "data", NULL);
  f->waiting = tsn_join_path (f->folder);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  fixture_teardown (&f->desk, NULL);
  g_object_unref (f->network);
  remove_tree (f->root);
  g_free (f->root);
  g_free (f->folder);
  g_free (f->waiting);
}

static TsnInvitationLine
invite (Fixture *f, TsnRole role)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = tsn_enrol_invite (&f->enrol, role, &error);
  g_autofree char *again = NULL;
  TsnInvitationLine line;

  g_assert_no_error (error);
  tsn_invitation_line_parse (&line, text, &error);
  g_assert_no_error (error);
  again = tsn_invitation_line_format (&line);
  g_assert_cmpstr (again, ==, text);
  return line;
}

static TsnJoining *
begin (const TsnInvitationLine *line)
{
  g_autoptr (GError) error = NULL;
  TsnJoining *joining = tsn_joining_new (&line->invitation,
                                         "line",
                                         LABEL,
                                         "窓口",
                                         FIXTURE_PASSPHRASE,
                                         TSN_VAULT_COST_MIN,
                                         &error);

  g_assert_no_error (error);
  return joining;
}

static gboolean
ask (Fixture *f,
     TsnJoining *joining,
     const TsnInvitationLine *line,
     TsnJoinStage *stage,
     char *code,
     GError **error)
{
  return tsn_join_ask (joining, line, TSN_TRANSPORT (f->network), stage, code, NULL, error);
}

static void
must_ask (Fixture *f,
          TsnJoining *joining,
          const TsnInvitationLine *line,
          TsnJoinStage expected,
          char *code)
{
  g_autoptr (GError) error = NULL;
  TsnJoinStage stage;

  ask (f, joining, line, &stage, code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stage, ==, expected);
}

/* The only one that the coordinator sees. */
static TsnInvited
must_list_one (Fixture *f, TsnEnrolStage stage)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = tsn_enrol_list (&f->enrol, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpint (((TsnInvited *) g_ptr_array_index (list, 0))->stage, ==, stage);
  return *(TsnInvited *) g_ptr_array_index (list, 0);
}

static void
must_not_approve (Fixture *f, const TsnId *device, const char *code, int expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_enrol_approve (&f->enrol, device, code, &error));
  g_assert_error (error, TSN_SYNC_ERROR, expected);
}

static void
must_not_ask (Fixture *f, TsnJoining *joining, const TsnInvitationLine *line, int expected)
{
  g_autoptr (GError) error = NULL;
  char code[TSN_ENROLMENT_CODE_SIZE];
  TsnJoinStage stage;

  g_assert_false (ask (f, joining, line, &stage, code, &error));
  g_assert_error (error, TSN_SYNC_ERROR, expected);
}

/* As a device of its own: the vault is freed with it. */
static StoreFixture
move_in (Fixture *f, TsnJoining *joining, const TsnInvitationLine *line)
{
  gboolean kiosk = line->invitation.role == TSN_ROLE_KIOSK;
  g_autoptr (GError) error = NULL;
  StoreFixture device = { .folder = f->folder };

  g_assert_true (tsn_joining_save (joining, f->waiting, NULL));
  tsn_join_finish (joining,
                   line,
                   f->folder,
                   kiosk ? NULL : FIXTURE_PASSPHRASE,
                   &device.vault,
                   &device.store,
                   &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (f->waiting, G_FILE_TEST_EXISTS));
  return device;
}

static void
move_out (StoreFixture *device)
{
  tsn_store_close (device->store);
  g_clear_object (&device->store);
  g_clear_pointer (&device->vault, tsn_vault_free);
}

/* -- Whole -- */

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_PERSON));
  g_autoptr (GPtrArray) people = tsn_session_query (session, query, error);

  if (people == NULL)
    return FALSE;
  *(guint *) data = 0;
  for (guint i = 0; i < people->len; i++)
    if (g_strcmp0 (tsn_record_text (g_ptr_array_index (people, i), TSN_PERSON_KANA), CANARY_KANA) ==
        0)
      (*(guint *) data)++;
  return TRUE;
}

/* People whose reading can be read there. */
static guint
count_readable (StoreFixture *device)
{
  g_autoptr (GError) error = NULL;
  guint n;

  tsn_store_run_sync (device->store, TSN_STORE_READ, count_work, &n, NULL, &error);
  g_assert_no_error (error);
  return n;
}

static void
test_whole (Fixture *f, gconstpointer data)
{
  TsnRole role = (TsnRole) GPOINTER_TO_UINT (data);
  TsnInvitationLine line = invite (f, role);
  g_autoptr (TsnJoining) joining = begin (&line);
  g_autoptr (GError) error = NULL;
  char code[TSN_ENROLMENT_CODE_SIZE];
  TsnInvited invited;
  StoreFixture device;

  must_list_one (f, TSN_ENROL_INVITED);
  must_ask (f, joining, &line, TSN_JOIN_ASKED, code);
  g_assert_false (folder_contains (f->network->root, LABEL, strlen (LABEL)));
  invited = must_list_one (f, TSN_ENROL_WAITING);
  g_assert_cmpstr (invited.request.label, ==, LABEL);
  must_ask (f, joining, &line, TSN_JOIN_CODE, code);
  must_not_approve (f, &invited.request.device, "000000x", TSN_SYNC_ERROR_WRONG_CODE);
  must_not_approve (f, &invited.request.device, "", TSN_SYNC_ERROR_WRONG_CODE);
  must_not_approve (f, &invited.id, code, TSN_SYNC_ERROR_NOT_ASKED);
  must_ask (f, joining, &line, TSN_JOIN_CODE, code); /* nothing came of that */
  tsn_enrol_approve (&f->enrol, &invited.request.device, code, &error);
  g_assert_no_error (error);
  must_not_approve (f, &invited.request.device, code, TSN_SYNC_ERROR_APPROVED);
  must_list_one (f, TSN_ENROL_APPROVED);
  must_ask (f, joining, &line, TSN_JOIN_GRANTED, code);
  device = move_in (f, joining, &line);
  must_sync (&device, f->network);
  g_assert_cmpuint (count_readable (&device), ==, role <= TSN_ROLE_RECEPTION ? 1 : 0);
  /* What it writes is read by the others. */
  if (role != TSN_ROLE_EMS)
    {
      put_person (device.store);
      must_sync (&device, f->network);
      must_sync (&f->desk, f->network);
      g_assert_cmpuint (count_readable (&f->desk), ==, 2);
    }
  move_out (&device);
}

/* -- Cut -- */

static void
cut_at (Fixture *f, guint at, NetworkFate fate)
{
  TsnInvitationLine line;
  g_autoptr (TsnJoining) joining = NULL;
  char code[TSN_ENROLMENT_CODE_SIZE] = "";
  TsnJoinStage stage = TSN_JOIN_ASKED;

  network_expect (f->network, 0, NETWORK_GOOD);
  line = invite (f, TSN_ROLE_RECEPTION);
  joining = begin (&line);
  network_expect (f->network, at, fate);
  /* Everybody does again what did not succeed, as people do. */
  for (guint round = 0; round < 4 && stage != TSN_JOIN_GRANTED; round++)
    {
      g_autoptr (GPtrArray) list = NULL;

      ask (f, joining, &line, &stage, code, NULL);
      list = tsn_enrol_list (&f->enrol, NULL);
      ask (f, joining, &line, &stage, code, NULL);
      for (guint i = 0; list != NULL && i < list->len && code[0] != '\0'; i++)
        {
          const TsnInvited *invited = g_ptr_array_index (list, i);

          g_assert_cmpint (invited->stage, !=, TSN_ENROL_FORGED);
          if (invited->stage == TSN_ENROL_WAITING)
            tsn_enrol_approve (&f->enrol, &invited->request.device, code, NULL);
        }
      ask (f, joining, &line, &stage, code, NULL);
    }
  g_assert_cmpint (stage, ==, TSN_JOIN_GRANTED);
}

/* Asking, looking (two requests), asking, approving (two, and a round between them), asking. */
static void
test_cut (Fixture *f, gconstpointer data)
{
  for (guint at = 0; at < 11; at++)
    cut_at (f, at, (NetworkFate) GPOINTER_TO_UINT (data));
}

static void
approve_all (Fixture *f, TsnJoining *joining, const TsnInvitationLine *line)
{
  g_autoptr (GError) error = NULL;
  char code[TSN_ENROLMENT_CODE_SIZE];
  TsnInvited invited;

  must_ask (f, joining, line, TSN_JOIN_ASKED, code);
  invited = must_list_one (f, TSN_ENROL_WAITING);
  must_ask (f, joining, line, TSN_JOIN_CODE, code);
  tsn_enrol_approve (&f->enrol, &invited.request.device, code, &error);
  g_assert_no_error (error);
  must_ask (f, joining, line, TSN_JOIN_GRANTED, code);
}

/* Switched off between any two steps of moving in. */
static void
test_moving_in_again (Fixture *f, gconstpointer data)
{
  TsnInvitationLine line = invite (f, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = begin (&line);
  g_autofree char *database = tsn_store_database_path (f->folder);
  StoreFixture device;

  approve_all (f, joining, &line);
  device = move_in (f, joining, &line);
  move_out (&device);
  /* All but the last step was done. */
  device = move_in (f, joining, &line);
  move_out (&device);
  /* Only the vault was there. */
  g_assert_cmpint (g_unlink (database), ==, 0);
  device = move_in (f, joining, &line);
  must_sync (&device, f->network);
  g_assert_cmpuint (count_readable (&device), ==, 1);
  move_out (&device);
}

/* -- Late, and taken -- */

static void
test_stale (Fixture *f, gconstpointer data)
{
  TsnInvitationLine line = invite (f, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = begin (&line);
  g_autoptr (GPtrArray) list = NULL;
  char code[TSN_ENROLMENT_CODE_SIZE];
  TsnInvited invited;

  must_ask (f, joining, &line, TSN_JOIN_ASKED, code);
  invited = must_list_one (f, TSN_ENROL_WAITING);
  f->network->ahead_ms = (gint64) TSN_ENROLMENT_HOURS * HOUR_S * 1000 + 1000;
  must_not_ask (f, joining, &line, TSN_SYNC_ERROR_STALE);
  must_not_approve (f, &invited.request.device, "123456", TSN_SYNC_ERROR_NOT_ASKED);
  list = tsn_enrol_list (&f->enrol, NULL);
  g_assert_cmpuint (list->len, ==, 0);
}

static void
test_taken (Fixture *f, gconstpointer data)
{
  TsnInvitationLine line = invite (f, TSN_ROLE_RECEPTION);
  TsnInvitationLine unknown = line;
  g_autoptr (TsnJoining) first = begin (&line);
  g_autoptr (TsnJoining) second = begin (&line);
  char code[TSN_ENROLMENT_CODE_SIZE];

  must_ask (f, first, &line, TSN_JOIN_ASKED, code);
  must_not_ask (f, second, &line, TSN_SYNC_ERROR_TAKEN);
  unknown.invitation.secret[0] ^= 1;
  must_not_ask (f, second, &unknown, TSN_SYNC_ERROR_STALE);
  unknown = line;
  unknown.invitation.root_public[0] ^= 1;
  must_not_ask (f, second, &unknown, TSN_SYNC_ERROR_STALE);
  must_list_one (f, TSN_ENROL_WAITING);
}

/* Another coordinator's device neither sees nor answers it; a reception invites nobody. */
static void
test_others (Fixture *f, gconstpointer data)
{
  TsnInvitationLine line = invite (f, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = begin (&line);
  StoreFixture others[2];
  g_autoptr (GError) error = NULL;
  char code[TSN_ENROLMENT_CODE_SIZE];

  must_ask (f, joining, &line, TSN_JOIN_ASKED, code);
  device_set_up (&others[0], &f->desk, TSN_ROLE_RECEPTION);
  device_set_up (&others[1], &f->desk, TSN_ROLE_DESK);
  device_copy_server (&others[0], &f->desk);
  device_copy_server (&others[1], &f->desk);
  must_sync (&f->desk, f->network);
  device_register (&others[1], f->network);
  for (guint i = 0; i < 2; i++)
    {
      TsnEnrol enrol = enrol_of (f, &others[i]);
      g_autoptr (GPtrArray) list = tsn_enrol_list (&enrol, i == 0 ? &error : NULL);

      g_assert_true (i == 0 ? list == NULL : list->len == 0);
      fixture_teardown (&others[i], NULL);
    }
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_SHUT_OUT);
}

/* Approved, lost on the way and revoked: its keys do not leave the server any more. */
static void
test_revoked_before (Fixture *f, gconstpointer data)
{
  TsnInvitationLine line = invite (f, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = begin (&line);
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  g_autoptr (TsnChange) change = NULL;
  char code[TSN_ENROLMENT_CODE_SIZE];
  TsnInvited invited;

  must_ask (f, joining, &line, TSN_JOIN_ASKED, code);
  invited = must_list_one (f, TSN_ENROL_WAITING);
  must_ask (f, joining, &line, TSN_JOIN_CODE, code);
  g_assert_true (tsn_enrol_approve (&f->enrol, &invited.request.device, code, NULL));
  change = tsn_change_new (kind, &invited.request.device);
  tsn_change_set_number (change, TSN_DEVICE_REVOKED_AT, g_get_real_time () / 1000);
  must_put (f->desk.store, change);
  must_sync (&f->desk, f->network);
  must_not_ask (f, joining, &line, TSN_SYNC_ERROR_SHUT_OUT);
  g_assert_false (tsn_joining_has_grant (joining));
}

/* Nobody is let in who is in no list: what the coordinator's device knew may go with it. */
static void
test_in_the_list (Fixture *f, gconstpointer data)
{
  TsnInvitationLine line = invite (f, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = begin (&line);
  g_autoptr (TsnRecord) record = NULL;
  StoreFixture other;
  TsnInvited invited;

  device_set_up (&other, &f->desk, TSN_ROLE_DESK);
  device_register (&other, f->network);
  approve_all (f, joining, &line);
  invited = must_list_one (f, TSN_ENROL_APPROVED);
  must_sync (&other, f->network);
  record = must_get (other.store, TSN_KIND_DEVICE, &invited.request.device);
  g_assert_nonnull (record);
  g_assert_nonnull (tsn_record_value (record, TSN_DEVICE_CERTIFICATE));
  fixture_teardown (&other, NULL);
}

/* And not by whom was shut out. */
static void
test_inviter_shut_out (Fixture *f, gconstpointer data)
{
  TsnInvitationLine line = invite (f, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = begin (&line);
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  g_autoptr (TsnChange) change = tsn_change_new (kind, tsn_vault_device (f->desk.vault));
  char code[TSN_ENROLMENT_CODE_SIZE];
  StoreFixture other;
  TsnInvited invited;

  device_set_up (&other, &f->desk, TSN_ROLE_DESK);
  device_register (&other, f->network);
  must_ask (f, joining, &line, TSN_JOIN_ASKED, code);
  invited = must_list_one (f, TSN_ENROL_WAITING);
  must_ask (f, joining, &line, TSN_JOIN_CODE, code);
  must_sync (&other, f->network);
  tsn_change_set_number (change, TSN_DEVICE_REVOKED_AT, g_get_real_time () / 1000);
  must_put (other.store, change);
  must_sync (&other, f->network);
  must_not_approve (f, &invited.request.device, code, TSN_SYNC_ERROR_SHUT_OUT);
  must_ask (f, joining, &line, TSN_JOIN_CODE, code);
  fixture_teardown (&other, NULL);
}

/* -- Lies -- */

static GBytes *other_request; /* what the server shows instead */

static void
show_other_request (TsnTransportAnswer *answer)
{
  g_autoptr (GPtrArray) list = tsn_enrolments_decode (answer->body, NULL);
  TsnEnrolment *one = g_ptr_array_index (list, 0);

  g_bytes_unref (one->request);
  one->request = g_bytes_ref (other_request);
  g_bytes_unref (answer->body);
  answer->body = tsn_enrolments_encode (list);
}

/* The server knows the line and, once the nonce is out, comes with a request whose code is the
 * same. */
static void
test_exchanged (Fixture *f, gconstpointer data)
{
  TsnInvitationLine line = invite (f, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = begin (&line);
  g_autoptr (TsnJoining) attacker = begin (&line);
  char code[TSN_ENROLMENT_CODE_SIZE];
  TsnInvited invited;

  must_ask (f, joining, &line, TSN_JOIN_ASKED, code);
  invited = must_list_one (f, TSN_ENROL_WAITING);
  must_ask (f, joining, &line, TSN_JOIN_CODE, code);
  other_request = tsn_joining_request (attacker);
  f->network->tamper = show_other_request;
  network_expect (f->network, 0, NETWORK_TAMPER);
  must_list_one (f, TSN_ENROL_FORGED);
  network_expect (f->network, 0, NETWORK_TAMPER);
  must_not_approve (f, &invited.request.device, code, TSN_SYNC_ERROR_NOT_ASKED);
  /* The right one may still be let in. */
  must_list_one (f, TSN_ENROL_WAITING);
  g_assert_true (tsn_enrol_approve (&f->enrol, &invited.request.device, code, NULL));
}

static void
give_own_nonce (TsnTransportAnswer *answer)
{
  const TsnEnrolState state = { .has_nonce = TRUE, .nonce = { 1 } };

  g_bytes_unref (answer->body);
  answer->body = tsn_enrol_state_encode (&state);
}

static void
give_own_grant (TsnTransportAnswer *answer)
{
  g_auto (TsnEnrolState) state = { .grant = g_bytes_new_static ("\x82\x41x\x40", 4) };

  g_bytes_unref (answer->body);
  answer->body = tsn_enrol_state_encode (&state);
}

static void
test_lies_to_device (Fixture *f, gconstpointer data)
{
  static void (*const lies[]) (TsnTransportAnswer *) = { give_own_nonce, give_own_grant };
  TsnInvitationLine line = invite (f, TSN_ROLE_RECEPTION);
  g_autoptr (TsnJoining) joining = begin (&line);

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (GError) error = NULL;
      char code[TSN_ENROLMENT_CODE_SIZE];
      TsnJoinStage stage;

      f->network->tamper = lies[i];
      network_expect (f->network, 0, NETWORK_TAMPER);
      g_assert_false (ask (f, joining, &line, &stage, code, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED);
      g_assert_false (tsn_joining_has_grant (joining));
    }
}

/* -- The line -- */

static void
test_line (void)
{
  static const char *const BAD[] = {
    "",
    "tsunagi-server:a:1#x",
    "tsunagi-join:a:1",
    "tsunagi-join:a:1#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA#desk#AAAA#AAAA#AAAA",
    "tsunagi-join:a:0#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA#desk#"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA#AAAAAAAAAAAAAAAAAAAAAA#AAAAAAAAAAAAAAAAAAAAAA",
    "tsunagi-join:a:1#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA#root#"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA#AAAAAAAAAAAAAAAAAAAAAA#AAAAAAAAAAAAAAAAAAAAAA",
  };
  const char *good =
      "  tsunagi-join:[::1]:8443#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA#ems#"
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA#AAAAAAAAAAAAAAAAAAAAAA#AAAAAAAAAAAAAAAAAAAAAA\n";
  TsnInvitationLine line;

  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tsn_invitation_line_parse (&line, BAD[i], &error));
      g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_BAD_INVITATION);
    }
  g_assert_true (tsn_invitation_line_parse (&line, good, NULL));
  g_assert_cmpstr (line.host, ==, "[::1]");
  g_assert_cmpint (line.invitation.role, ==, TSN_ROLE_EMS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, data, func)                                                                      \
  g_test_add ("/enrol/" name, Fixture, GUINT_TO_POINTER (data), setup, func, teardown)
  ADD ("whole/desk", TSN_ROLE_DESK, test_whole);
  ADD ("whole/reception", TSN_ROLE_RECEPTION, test_whole);
  ADD ("whole/kiosk", TSN_ROLE_KIOSK, test_whole);
  ADD ("whole/ems", TSN_ROLE_EMS, test_whole);
  ADD ("cut/before", NETWORK_CUT_BEFORE, test_cut);
  ADD ("cut/after", NETWORK_CUT_AFTER, test_cut);
  ADD ("moving-in-again", 0, test_moving_in_again);
  ADD ("stale", 0, test_stale);
  ADD ("taken", 0, test_taken);
  ADD ("others", 0, test_others);
  ADD ("revoked-before", 0, test_revoked_before);
  ADD ("in-the-list", 0, test_in_the_list);
  ADD ("inviter-shut-out", 0, test_inviter_shut_out);
  ADD ("exchanged", 0, test_exchanged);
  ADD ("lies-to-device", 0, test_lies_to_device);
#undef ADD
  g_test_add_func ("/enrol/line", test_line);
  return g_test_run ();
}
