/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: test-sync TSUNAGI-SERVER
 *
 * Two devices of a municipality and a real server on the loopback, over TLS: a field day on both,
 * then the server is killed while it is being written to, and a stranger takes its place. The
 * server is one with a folder, or with PostgreSQL, where tests/with-postgres.py runs one. */

#include <signal.h>
#include <string.h>

#include "../unit/work/work-fixture.h"
#include "canary.h"
#include "town.h"
#include "tsn-exchange.h"
#include "tsn-http-transport.h"
#include "tsn-kiosk-draft.h"
#include "tsn-session-sync.h"
#include "tsn-sync-client.h"
#include "tsn-visit.h"

#define PEOPLE 20
#define MANY   130  /* people: more than one batch */
#define VISITS 500u /* at a kiosk that has no network for weeks */

#define OPEN_TITLE "敬老の集い"

/* -- Devices -- */

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static gboolean
sync_device (StoreFixture *device,
             TsnSyncResult *result,
             TsnSyncProgress progress,
             gpointer user_data,
             GError **error)
{
  TsnSyncServer server;
  g_autoptr (TsnTransport) transport = NULL;
  g_autoptr (TsnSyncClient) client = NULL;

  if (!tsn_store_run_sync (device->store, TSN_STORE_READ, load_work, &server, NULL, error))
    return FALSE;
  transport = tsn_http_transport_new (server.host, server.port, server.pin);
  client = tsn_sync_client_new (device->store, transport, &server);
  tsn_sync_client_set_batch (client, 64 * 1024);
  return tsn_sync_client_run (client, result, progress, user_data, NULL, error);
}

static TsnSyncResult
must_sync (StoreFixture *device)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  sync_device (device, &result, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.waiting, ==, 0);
  g_assert_cmpuint (result.quarantined, ==, 0);
  g_assert_cmpuint (result.rejected, ==, 0);
  return result;
}

/* Everything that people see, of all kinds. */
static char *
export_all (StoreFixture *device)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autoptr (TsnQuery) query = tsn_query_new (&kinds[i]);
      guint64 sealed = 0;

      tsn_export_sync (device->store, query, TSN_EXPORT_JSON, stream, NULL, &sealed, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (sealed, ==, 0);
    }
  g_output_stream_write_all (stream, "", 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
assert_same (Town *f)
{
  g_autofree char *of_a = NULL;
  g_autofree char *of_b = NULL;

  must_sync (&f->a);
  must_sync (&f->b);
  g_assert_cmpint (must_sync (&f->a).digest, ==, TSN_DIGEST_SAME);
  g_assert_cmpint (must_sync (&f->b).digest, ==, TSN_DIGEST_SAME);
  of_a = export_all (&f->a);
  of_b = export_all (&f->b);
  g_assert_cmpstr (of_a, ==, of_b);
}

/* -- The field day -- */

static void
set_text (StoreFixture *device, const TsnId *person, guint field, const char *text)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), person);

  tsn_change_set_text (change, field, text);
  must_put (device->store, change);
}

static gboolean
answers_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const TsnId *person = data;
  g_autoptr (GPtrArray) list = tsn_session_answers (session,
                                                    tsn_kind_by_number (TSN_KIND_PERSON),
                                                    person,
                                                    TSN_PERSON_NOTE,
                                                    error);

  g_assert_nonnull (list);
  g_assert_cmpuint (list->len, ==, 2);
  return TRUE;
}

static void
assert_two_answers (StoreFixture *device, TsnId *person)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (device->store, TSN_STORE_READ, answers_work, person, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
dump_contains (const char *dump, const char *text, guint encoding)
{
  g_autoptr (GBytes) bytes = canary_encode (text, encoding);
  g_autoptr (GString) hex = g_string_new (NULL);
  gsize size = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return strstr (dump, text) != NULL || (size > 0 && strstr (dump, hex->str) != NULL);
}

static void
assert_no_canaries (Town *f)
{
  g_autofree char *dump = town_dump (f);

  for (guint i = 0; canaries[i] != NULL; i++)
    {
      for (guint j = 0; j < CANARY_N_ENCODINGS; j++)
        g_assert_false (dump_contains (dump, canaries[i], j));
      g_assert_false (f->where[0] == '/' &&
                      folder_contains (f->where, canaries[i], strlen (canaries[i])));
    }
  /* It is the search that would find them: the title of an event is for everybody. */
  g_assert_true (dump_contains (dump, OPEN_TITLE, 0));
}

static void
test_field_day (Town *f, gconstpointer data)
{
  TsnId event = put_event (f->a.store, OPEN_TITLE);
  TsnId people[PEOPLE];
  g_autoptr (TsnRecord) erased = NULL;

  canary_put_all_kinds (f->a.store);
  for (guint i = 0; i < PEOPLE; i++)
    {
      people[i] = put_person (f->a.store);
      put_attendance (f->a.store, &event, &people[i]);
    }
  assert_same (f);

  /* Without a network, on both: different fields of one person, the same field of another, and an
   * erasure of somebody who is edited meanwhile. */
  set_text (&f->a, &people[0], TSN_PERSON_NAME, "名前");
  set_text (&f->b, &people[0], TSN_PERSON_ADDRESS, "住所");
  set_text (&f->a, &people[1], TSN_PERSON_NOTE, "一方");
  set_text (&f->b, &people[1], TSN_PERSON_NOTE, "他方");
  set_text (&f->b, &people[2], TSN_PERSON_NOTE, "消されたあと");
  must_erase (f->a.store, TSN_KIND_PERSON, &people[2]);
  assert_same (f);
  assert_two_answers (&f->a, &people[1]);
  assert_two_answers (&f->b, &people[1]);
  erased = must_get (f->b.store, TSN_KIND_PERSON, &people[2]);
  g_assert_true (erased->erased);
  must_be_clean (f->a.store);
  must_be_clean (f->b.store);
  assert_no_canaries (f);
}

/* -- kill -9 -- */

typedef struct
{
  Town *f;
  guint64 sent; /* kill when more than that is there */
  gboolean killed;
} Killer;

static gpointer
kill_worker (gpointer data)
{
  g_subprocess_send_signal (((Killer *) data)->f->server, SIGKILL);
  return NULL;
}

/* In the middle of whatever comes next. */
static void
kill_cb (const TsnSyncResult *so_far, gpointer user_data)
{
  Killer *killer = user_data;

  if (killer->killed || so_far->sent <= killer->sent)
    return;
  killer->killed = TRUE;
  g_thread_unref (g_thread_new ("kill", kill_worker, killer));
}

static void
test_kill (Town *f, gconstpointer data)
{
  guint16 port = f->line.port;
  TsnSyncResult result;

  for (guint i = 0; i < MANY; i++)
    put_person (f->a.store);
  for (guint round = 0; round < 3; round++)
    {
      Killer killer = { .f = f, .sent = round * MANY / 3 };
      g_autoptr (GError) error = NULL;

      if (!sync_device (&f->a, &result, kill_cb, &killer, &error))
        g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
      if (!killer.killed)
        g_subprocess_send_signal (f->server, SIGKILL);
      g_subprocess_wait (f->server, NULL, NULL);
      g_clear_object (&f->server);
      town_start_server (f, f->where, port);
      put_person (f->a.store);
    }
  assert_same (f);
}

/* Another server at the same place: nothing is sent to it, and people are told. */
static void
test_stranger (Town *f, gconstpointer data)
{
  g_autofree char *other = g_build_filename (f->root, "other", NULL);
  guint16 port = f->line.port;
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  put_person (f->a.store);
  town_stop_server (f, SIGTERM);
  town_start_server (f, other, port);
  g_assert_false (sync_device (&f->a, &result, NULL, NULL, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_WRONG_SERVER);
  g_assert_cmpuint (result.sent, ==, 0);
  g_assert_cmpuint (result.waiting, >, 0);
  town_stop_server (f, SIGTERM);
  town_start_server (f, f->where, port);
  assert_same (f);
}

/* -- A kiosk without a network -- */

typedef struct
{
  GPtrArray *changes;
  TsnPrintRun *run;
  gint64 now_ms;
} Visit;

static gboolean
compose_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_print_run_compose (((Visit *) data)->run, session, 1, error);
}

static gboolean
visit_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Visit *visit = data;
  const TsnVisit counted = { .outcome = TSN_VISIT_OUTCOME_PRINTED,
                             .sort = TSN_VISIT_SORT_FIRST,
                             .language = "ja",
                             .minutes = 3,
                             .step = "card",
                             .now_ms = visit->now_ms };

  return tsn_kiosk_save (session, visit->changes, visit->run, 1, error) &&
         tsn_visit_put (session, &counted, error);
}

/* A resident makes a card; then the kiosk forgets whom. */
static void
visit_kiosk (StoreFixture *kiosk, guint number)
{
  g_autoptr (TsnKioskDraft) draft = tsn_kiosk_draft_new ();
  g_autofree char *phone = g_strdup_printf ("0495-00-%04u", number);
  Visit visit = { .now_ms = g_get_real_time () / 1000 };
  g_autoptr (GError) error = NULL;

  tsn_kiosk_draft_set_number (draft,
                              TSN_KIOSK_CONSENT,
                              TSN_PURPOSE_PRINT,
                              TSN_CONSENT_ANSWER_AGREES);
  tsn_kiosk_draft_set_number (draft,
                              TSN_KIOSK_CONSENT,
                              TSN_PURPOSE_KEEP,
                              TSN_CONSENT_ANSWER_AGREES);
  tsn_kiosk_draft_set_text (draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン　ハナコ", &error);
  g_assert_no_error (error);
  tsn_kiosk_draft_set_text (draft, TSN_KIOSK_PERSON, TSN_PERSON_PHONE_HOME, phone, &error);
  g_assert_no_error (error);
  tsn_kiosk_draft_set_text (draft, TSN_KIOSK_CONTACT, TSN_CONTACT_NAME, "見本　太郎", &error);
  g_assert_no_error (error);
  visit.changes = tsn_kiosk_draft_changes (draft, visit.now_ms);
  visit.run = tsn_print_run_new (kiosk->vault);
  tsn_kiosk_draft_add_card (draft,
                            visit.changes,
                            visit.run,
                            TSN_LAYOUT_BUSINESS_CARD,
                            visit.now_ms);
  tsn_store_run_sync (kiosk->store, TSN_STORE_READ, compose_work, &visit, NULL, &error);
  g_assert_no_error (error);
  tsn_store_run_sync (kiosk->store, TSN_STORE_WRITE, visit_work, &visit, NULL, &error);
  g_assert_no_error (error);
  tsn_print_run_free (visit.run);
  g_ptr_array_unref (visit.changes);
  tsn_vault_forget_data_keys (kiosk->vault);
}

typedef struct
{
  guint kind;
  guint n;
} Count;

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (count->kind));
  g_autoptr (GPtrArray) records = tsn_session_query (session, query, error);

  count->n = records != NULL ? records->len : 0;
  return records != NULL;
}

static guint
must_count (StoreFixture *device, guint kind)
{
  Count count = { .kind = kind };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (device->store, TSN_STORE_READ, count_work, &count, NULL, &error);
  g_assert_no_error (error);
  return count.n;
}

/* What 500 residents said waits on the kiosk, and all of it comes to the desks with the network;
 * there it can be read. */
static void
test_kiosk_offline (Town *f, gconstpointer data)
{
  g_autofree char *phone = g_strdup_printf ("0495-00-%04u", VISITS - 1);
  guint16 port = f->line.port;
  StoreFixture kiosk;
  TsnSyncResult result;
  g_autofree char *exported = NULL;
  g_autoptr (GError) error = NULL;

  put_municipality (f->a.store, 0);
  town_add_device (f, &kiosk, TSN_ROLE_KIOSK);
  must_sync (&f->a);
  must_sync (&kiosk);
  town_stop_server (f, SIGTERM);
  for (guint i = 0; i < VISITS; i++)
    visit_kiosk (&kiosk, i);
  g_assert_false (sync_device (&kiosk, &result, NULL, NULL, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
  g_assert_cmpuint (result.waiting, >=, 5 * VISITS); /* person, contact, consents, card, visit */

  town_start_server (f, f->where, port);
  g_assert_cmpuint (must_sync (&kiosk).sent, >=, result.waiting);
  assert_same (f);
  g_assert_cmpint (must_sync (&kiosk).digest, ==, TSN_DIGEST_SAME);
  g_assert_cmpuint (must_count (&f->a, TSN_KIND_PERSON), ==, VISITS);
  g_assert_cmpuint (must_count (&f->a, TSN_KIND_VISIT), ==, VISITS);
  g_assert_cmpuint (must_count (&f->a, TSN_KIND_CARD), ==, VISITS);
  exported = export_all (&f->a); /* nothing in it is sealed */
  g_assert_nonnull (strstr (exported, phone));
  fixture_teardown (&kiosk, NULL);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/scenario/sync/" name, Town, NULL, town_set_up, func, town_tear_down)

int
main (int argc, char *argv[])
{
  if (!town_init (argc, argv))
    return 0;
  ADD ("field-day", test_field_day);
  ADD ("kill", test_kill);
  ADD ("stranger", test_stranger);
  ADD ("kiosk-offline", test_kiosk_offline);
  return g_test_run ();
}
