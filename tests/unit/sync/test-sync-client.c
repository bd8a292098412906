/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rounds of sync with the real service and a network that is cut, repeated, refused and lied to. */

#include <glib/gstdio.h>
#include <string.h>

#include "sync-network.h"
#include "tsn-session-sync.h"

#define MANY 300 /* events: more than one batch */

static char many_of_a[] = "甲";
static char many_of_b[] = "乙";

typedef struct
{
  Network *network;
  StoreFixture a; /* two coordinators' devices */
  StoreFixture b;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->network = network_new ();
  device_set_up (&f->a, NULL, TSN_ROLE_DESK);
  device_set_up (&f->b, &f->a, TSN_ROLE_DESK);
  device_register (&f->a, f->network);
  device_register (&f->b, f->network);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fixture_teardown (&f->a, NULL);
  fixture_teardown (&f->b, NULL);
  g_clear_object (&f->network);
}

/* Both pushed, both pulled, and both say that they hold what the server holds. */
static void
assert_same (Fixture *f)
{
  must_sync (&f->a, f->network);
  must_sync (&f->b, f->network);
  g_assert_cmpint (must_sync (&f->a, f->network).digest, ==, TSN_DIGEST_SAME);
  g_assert_cmpint (must_sync (&f->b, f->network).digest, ==, TSN_DIGEST_SAME);
  must_be_clean (f->a.store);
  must_be_clean (f->b.store);
}

static void
set_text (StoreFixture *device, guint kind, const TsnId *id, guint field, const char *text)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (kind), id);

  tsn_change_set_text (change, field, text);
  must_put (device->store, change);
}

static void
assert_text (StoreFixture *device, guint kind, const TsnId *id, guint field, const char *text)
{
  g_autoptr (TsnRecord) record = must_get (device->store, kind, id);

  g_assert_nonnull (record);
  g_assert_cmpstr (tsn_record_text (record, field), ==, text);
}

static gboolean
many_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *title = g_strdup_printf ("%s %u", (const char *) data, i);
      TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
      g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_EVENT),
                                                            &id);

      tsn_change_set_text (change, TSN_EVENT_TITLE, title);
      tsn_change_set_number (change, TSN_EVENT_TYPE, 1);
      if (!tsn_session_put (session, change, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static void
put_many (StoreFixture *device, char *title)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (device->store, TSN_STORE_WRITE, many_work, title, NULL, &error);
  g_assert_no_error (error);
}

/* -- All goes well -- */

static void
test_two_devices (Fixture *f, gconstpointer data)
{
  TsnId person = put_person (f->a.store);
  TsnSyncResult result;

  put_contact (f->a.store, &person);
  g_assert_cmpuint (count_waiting (&f->a), >, 2);
  result = must_sync (&f->a, f->network);
  g_assert_cmpuint (result.sent, >, 2);
  g_assert_cmpuint (result.received, ==, 0);
  result = must_sync (&f->b, f->network);
  g_assert_cmpuint (result.received, >, 2);
  g_assert_cmpuint (result.rejected, ==, 0);
  assert_text (&f->b, TSN_KIND_PERSON, &person, TSN_PERSON_NAME, CANARY_NAME);
  assert_same (f);

  /* Nothing to do: one request. */
  network_expect (f->network, 0, NETWORK_GOOD);
  result = must_sync (&f->a, f->network);
  g_assert_cmpuint (f->network->n_requests, ==, 1);
  g_assert_cmpuint (result.sent + result.received, ==, 0);
  g_assert_false (folder_contains (f->network->root, CANARY_NAME, strlen (CANARY_NAME)));
}

typedef struct
{
  const TsnId *id;
  guint n;
} Answers;

static gboolean
answers_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Answers *answers = data;
  g_autoptr (GPtrArray) list = tsn_session_answers (session,
                                                    tsn_kind_by_number (TSN_KIND_PERSON),
                                                    answers->id,
                                                    TSN_PERSON_NOTE,
                                                    error);

  answers->n = list != NULL ? list->len : 0;
  return list != NULL;
}

static guint
count_answers (StoreFixture *device, const TsnId *id)
{
  Answers answers = { .id = id };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (device->store, TSN_STORE_READ, answers_work, &answers, NULL, &error);
  g_assert_no_error (error);
  return answers.n;
}

static void
test_edits_of_both (Fixture *f, gconstpointer data)
{
  TsnId person = put_person (f->a.store);

  assert_same (f);
  set_text (&f->a, TSN_KIND_PERSON, &person, TSN_PERSON_NAME, "名前");
  set_text (&f->b, TSN_KIND_PERSON, &person, TSN_PERSON_ADDRESS, "住所");
  set_text (&f->a, TSN_KIND_PERSON, &person, TSN_PERSON_NOTE, "一方");
  set_text (&f->b, TSN_KIND_PERSON, &person, TSN_PERSON_NOTE, "他方");
  assert_same (f);
  for (guint i = 0; i < 2; i++)
    {
      StoreFixture *device = i == 0 ? &f->a : &f->b;

      assert_text (device, TSN_KIND_PERSON, &person, TSN_PERSON_NAME, "名前");
      assert_text (device, TSN_KIND_PERSON, &person, TSN_PERSON_ADDRESS, "住所");
      assert_text (device, TSN_KIND_PERSON, &person, TSN_PERSON_NOTE, "他方");
      g_assert_cmpuint (count_answers (device, &person), ==, 2);
    }
}

static void
test_erasure (Fixture *f, gconstpointer data)
{
  TsnId person = put_person (f->a.store);
  g_autoptr (TsnRecord) there = NULL;
  g_autoptr (TsnRecord) here = NULL;

  assert_same (f);
  set_text (&f->b, TSN_KIND_PERSON, &person, TSN_PERSON_NOTE, "消されたあとに書いた");
  must_erase (f->a.store, TSN_KIND_PERSON, &person);
  assert_same (f);
  here = must_get (f->a.store, TSN_KIND_PERSON, &person);
  there = must_get (f->b.store, TSN_KIND_PERSON, &person);
  g_assert_true (here->erased);
  g_assert_true (there->erased);
}

/* What was entered at a kiosk is gone there, too, though a kiosk pulls no people. */
static void
test_erasure_at_a_kiosk (Fixture *f, gconstpointer data)
{
  StoreFixture kiosk;
  TsnId person;
  guint n = 0;

  device_set_up (&kiosk, &f->a, TSN_ROLE_KIOSK);
  device_copy_server (&kiosk, &f->a);
  assert_same (f);
  must_sync (&kiosk, f->network);
  person = put_person (kiosk.store);
  must_sync (&kiosk, f->network);
  assert_same (f);
  must_erase (f->a.store, TSN_KIND_PERSON, &person);
  assert_same (f);
  g_assert_cmpint (must_sync (&kiosk, f->network).digest, ==, TSN_DIGEST_SAME);
  {
    g_autoptr (GPtrArray) patches = must_list_patches (kiosk.store);

    for (guint i = 0; i < patches->len; i++)
      {
        const TsnPatch *patch = g_ptr_array_index (patches, i);

        if (!tsn_id_equal (&patch->record, &person))
          continue;
        g_assert_true (patch->erase);
        n++;
      }
  }
  g_assert_cmpuint (n, ==, 1);
  must_be_clean (kiosk.store);
  fixture_teardown (&kiosk, NULL);
}

/* An ambulance has read a card and was out of reach while its resident was erased: the reading goes
 * wherever it comes to, on the ambulance's own device, too. Before that the town hears of it. */
static void
test_erasure_of_readings (Fixture *f, gconstpointer data)
{
  static const char *const SERIALS[] = { "00000000000000AA", "00000000000000BB" };
  StoreFixture ems;
  TsnId person = put_person (f->a.store);
  TsnId scans[G_N_ELEMENTS (SERIALS)];
  TsnSyncResult result;

  put_card_of (f->a.store, &person, SERIALS[0]);
  put_card_of (f->a.store, &person, SERIALS[1]);
  device_set_up (&ems, &f->a, TSN_ROLE_EMS);
  device_copy_server (&ems, &f->a);
  assert_same (f);
  must_sync (&ems, f->network);
  scans[0] = put_scan_of (ems.store, SERIALS[0]);
  must_sync (&ems, f->network);
  assert_same (f);
  {
    g_autoptr (TsnRecord) told = must_get (f->b.store, TSN_KIND_SCAN, &scans[0]);

    g_assert_cmpstr (tsn_record_text (told, TSN_SCAN_SERIAL), ==, SERIALS[0]);
  }
  scans[1] = put_scan_of (ems.store, SERIALS[1]); /* not sent yet */
  must_erase (f->a.store, TSN_KIND_PERSON, &person);
  assert_same (f);
  must_sync (&ems, f->network);
  /* What is erased on arrival is told in the next round. */
  device_sync (&f->a, f->network, &result, NULL);
  assert_same (f);
  must_sync (&ems, f->network);
  for (guint i = 0; i < G_N_ELEMENTS (scans); i++)
    {
      StoreFixture *const devices[] = { &f->a, &f->b, &ems };

      for (guint k = 0; k < G_N_ELEMENTS (devices); k++)
        {
          g_autoptr (TsnRecord) scan = must_get (devices[k]->store, TSN_KIND_SCAN, &scans[i]);

          g_assert_true (scan->erased);
        }
    }
  {
    g_autoptr (GPtrArray) patches = must_list_patches (ems.store);

    for (guint k = 0; k < patches->len; k++)
      {
        const TsnPatch *patch = g_ptr_array_index (patches, k);

        g_assert_true (patch->kind != TSN_KIND_SCAN || patch->erase);
      }
  }
  must_be_clean (ems.store);
  fixture_teardown (&ems, NULL);
}

/* -- The network fails -- */

/* A round of @device that is cut at every request in turn, before and after it arrived. What the
 * store says is waiting is checked at each step (sync-network.c); nothing is sent twice in the end,
 * nothing lost. */
static void
sync_with_cuts (Fixture *f, StoreFixture *device, NetworkFate fate)
{
  for (guint at = 0;; at++)
    {
      TsnSyncResult result;
      g_autoptr (GError) error = NULL;
      guint64 before = count_waiting (device);

      network_expect (f->network, at, fate);
      if (device_sync (device, f->network, &result, &error))
        {
          g_assert_cmpuint (result.waiting, ==, 0);
          g_assert_cmpuint (f->network->n_requests, <=, at);
          return;
        }
      g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
      g_assert_cmpuint (f->network->n_requests, ==, at + 1);
      /* What came back from the server does not wait either. */
      g_assert_cmpuint (result.waiting, <=, before - result.sent);
      put_event (device->store, "もう一つ");
    }
}

static void
test_cuts (Fixture *f, gconstpointer data)
{
  NetworkFate fate = GPOINTER_TO_INT (data) != 0 ? NETWORK_CUT_AFTER : NETWORK_CUT_BEFORE;

  put_many (&f->a, many_of_a);
  put_many (&f->b, many_of_b);
  sync_with_cuts (f, &f->a, fate);
  sync_with_cuts (f, &f->b, fate);
  sync_with_cuts (f, &f->a, fate);
  assert_same (f);
}

static void
test_twice (Fixture *f, gconstpointer data)
{
  put_many (&f->a, many_of_a);
  for (guint at = 0; at < 8; at++)
    {
      TsnSyncResult result;
      g_autoptr (GError) error = NULL;

      put_event (f->a.store, "もう一つ");
      network_expect (f->network, at, NETWORK_TWICE);
      device_sync (&f->a, f->network, &result, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (result.waiting, ==, 0);
    }
  assert_same (f);
}

/* -- The server refuses -- */

static void
assert_status (Fixture *f, guint status, int code, guint retry_after)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  f->network->status = status;
  network_expect (f->network, 1, NETWORK_STATUS);
  g_assert_false (device_sync (&f->a, f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, code);
  g_assert_cmpuint (result.retry_after, ==, retry_after);
  g_assert_cmpuint (result.waiting, >, 0);
  g_assert_cmpuint (result.sent, ==, 0);
}

static void
test_statuses (Fixture *f, gconstpointer data)
{
  put_event (f->a.store, "つどい");
  assert_status (f, 400, TSN_SYNC_ERROR_REFUSED, 0);
  assert_status (f, 302, TSN_SYNC_ERROR_REFUSED, 0);
  assert_status (f, 403, TSN_SYNC_ERROR_SHUT_OUT, 0);
  assert_status (f, 429, TSN_SYNC_ERROR_BUSY, 7);
  assert_status (f, 503, TSN_SYNC_ERROR_BUSY, 0);
  assert_status (f, 500, TSN_SYNC_ERROR_SERVER_FAILED, 0);
  assert_same (f);
}

/* Too large for something on the way: smaller pieces go through, and it is not tried again. */
static void
test_too_large (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  put_many (&f->a, many_of_a);
  f->network->status = 413;
  network_expect (f->network, 1, NETWORK_STATUS);
  device_sync (&f->a, f->network, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.waiting, ==, 0);
  g_assert_cmpuint (f->network->n_requests, >, 4);
  assert_same (f);
}

/* The clock of the laptop is a year behind: it is told so once. */
static void
test_clock (Fixture *f, gconstpointer data)
{
  f->network->ahead_ms = G_GINT64_CONSTANT (366) * 24 * 3600 * 1000;
  put_event (f->a.store, "つどい");
  must_sync (&f->a, f->network);
  g_assert_cmpuint (f->network->n_requests, ==, 1 + 3);
  assert_same (f);
}

/* A server that has nothing: the device is not known, and its clock is not to blame. */
static void
test_unknown (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  network_close (f->network);
  g_remove (f->network->path);
  network_open (f->network);
  network_expect (f->network, 0, NETWORK_GOOD);
  g_assert_false (device_sync (&f->a, f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNKNOWN_DEVICE);
  g_assert_cmpuint (f->network->n_requests, ==, 1);
}

/* A reception's device does not write devices; what it wrote before and behind that goes on. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  StoreFixture c = { 0 };
  TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_DEVICE), &id);
  TsnSyncResult result;

  device_set_up (&c, &f->a, TSN_ROLE_RECEPTION);
  must_sync (&f->a, f->network);
  device_copy_server (&c, &f->a);
  put_event (c.store, "前");
  tsn_change_set_number (change, TSN_DEVICE_ROLE, TSN_ROLE_DESK);
  must_put (c.store, change);
  put_event (c.store, "後");
  result = must_sync (&c, f->network);
  g_assert_cmpuint (result.sent, ==, 2);
  g_assert_cmpuint (result.refused, ==, 1);
  g_assert_cmpuint (result.quarantined, ==, 1);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_UNKNOWN);
  /* It is not offered again. */
  result = must_sync (&c, f->network);
  g_assert_cmpuint (f->network->n_requests, ==, 1);
  g_assert_cmpuint (result.refused, ==, 0);
  g_assert_cmpuint (result.quarantined, ==, 1);
  fixture_teardown (&c, NULL);
  assert_same (f);
}

static gboolean
certify_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  StoreFixture **both = data; /* the coordinator's, and one that becomes one */
  TsnVault *vault = both[1]->vault;
  TsnCertificate certificate = { .device = *tsn_vault_device (vault), .role = TSN_ROLE_DESK };
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_DEVICE),
                                                 &certificate.device);
  g_autoptr (GBytes) bytes = NULL;

  memcpy (certificate.sign_public, tsn_vault_device_sign_public (vault), TSN_KEY_SIZE);
  memcpy (certificate.box_public, tsn_vault_device_box_public (vault), TSN_KEY_SIZE);
  bytes = tsn_vault_certify (both[0]->vault, &certificate, error);
  tsn_change_take (change,
                   TSN_DEVICE_CERTIFICATE,
                   tsn_value_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  return tsn_session_put (session, change, NULL, error);
}

static gboolean
update_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) before = g_bytes_new_static ("0.0", 3);

  return tsn_session_set_setting (session, "sync-program", before, error);
}

static gboolean
again_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_leave_quarantine (session, error);
}

/* Once after each update of the program, and whenever somebody asks for it. */
static void
test_offered_again (Fixture *f, gconstpointer data)
{
  StoreFixture c = { 0 };
  StoreFixture *both[] = { &f->a, &c };
  TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_DEVICE), &id);
  g_autoptr (GError) error = NULL;
  TsnSyncResult result;

  device_set_up (&c, &f->a, TSN_ROLE_RECEPTION);
  must_sync (&f->a, f->network);
  device_copy_server (&c, &f->a);
  tsn_change_set_number (change, TSN_DEVICE_ROLE, TSN_ROLE_DESK);
  must_put (c.store, change);
  g_assert_cmpuint (must_sync (&c, f->network).refused, ==, 1);
  tsn_store_run_sync (c.store, TSN_STORE_WRITE, update_work, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      result = must_sync (&c, f->network);
      g_assert_cmpuint (result.refused, ==, i == 0 ? 1 : 0);
      g_assert_cmpuint (result.quarantined, ==, 1);
    }
  /* The server thinks better of it. */
  tsn_store_run_sync (f->a.store, TSN_STORE_WRITE, certify_work, both, NULL, &error);
  g_assert_no_error (error);
  must_sync (&f->a, f->network);
  tsn_store_run_sync (c.store, TSN_STORE_WRITE, again_work, NULL, NULL, &error);
  g_assert_no_error (error);
  device_sync (&c, f->network, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.sent, ==, 1);
  g_assert_cmpuint (result.quarantined, ==, 0);
  fixture_teardown (&c, NULL);
  assert_same (f);
}

/* -- The server was set back -- */

static void
test_set_back (Fixture *f, gconstpointer data)
{
  TsnId before = put_event (f->a.store, "前");
  TsnId lost;
  TsnSyncResult result;

  assert_same (f);
  network_back_up (f->network);
  lost = put_event (f->a.store, "消えた");
  put_many (&f->b, many_of_b);
  assert_same (f);

  network_set_back (f->network);
  put_event (f->a.store, "後");
  result = must_sync (&f->a, f->network);
  g_assert_true (result.new_epoch);
  /* A has B's events, too, and brings back what B had sent. */
  g_assert_cmpuint (result.sent, >, MANY);
  assert_same (f);
  assert_text (&f->b, TSN_KIND_EVENT, &before, TSN_EVENT_TITLE, "前");
  assert_text (&f->b, TSN_KIND_EVENT, &lost, TSN_EVENT_TITLE, "消えた");
}

/* -- Somebody lies -- */

static void
tamper_empty (TsnTransportAnswer *answer)
{
  g_clear_pointer (&answer->body, g_bytes_unref);
  answer->body = g_bytes_new_static ("<html>", 6);
}

static void
tamper_last_byte (TsnTransportAnswer *answer)
{
  gsize size;
  guint8 *data = g_bytes_unref_to_data (g_steal_pointer (&answer->body), &size);

  data[size - 1] ^= 1;
  answer->body = g_bytes_new_take (data, size);
}

static GBytes *old_receipt;

static void
tamper_replay (TsnTransportAnswer *answer)
{
  GBytes *real = answer->body;

  answer->body = old_receipt != NULL ? g_bytes_ref (old_receipt) : g_bytes_ref (real);
  g_clear_pointer (&old_receipt, g_bytes_unref);
  old_receipt = real;
}

/* A captive portal, a receipt of somebody else, the receipt of an earlier push: nothing counts as
 * sent. */
static void
test_false_receipts (Fixture *f, gconstpointer data)
{
  static const struct
  {
    void (*tamper) (TsnTransportAnswer *answer);
    int code;
  } lies[] = {
    { tamper_empty, TSN_SYNC_ERROR_MALFORMED },
    { tamper_last_byte, TSN_SYNC_ERROR_WRONG_SERVER },
    { tamper_replay, TSN_SYNC_ERROR_WRONG_SERVER },
  };
  TsnSyncResult result;

  put_event (f->a.store, "つどい");
  f->network->tamper = tamper_replay;
  network_expect (f->network, 1, NETWORK_TAMPER);
  g_assert_true (device_sync (&f->a, f->network, &result, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (GError) error = NULL;

      put_event (f->a.store, "つどい");
      f->network->tamper = lies[i].tamper;
      network_expect (f->network, 0, NETWORK_TAMPER);
      g_assert_false (device_sync (&f->a, f->network, &result, &error));
      g_assert_error (error, TSN_SYNC_ERROR, lies[i].code);
      g_assert_cmpuint (result.sent, ==, 0);
      g_assert_cmpuint (result.waiting, ==, i + 1);
    }
  g_clear_pointer (&old_receipt, g_bytes_unref);
  assert_same (f);
}

/* What was written here is safe although nothing can be fetched. */
static void
test_push_first (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  assert_same (f);
  put_many (&f->b, many_of_b);
  must_sync (&f->b, f->network);
  put_event (f->a.store, "つどい");
  network_expect (f->network, 1, NETWORK_CUT_BEFORE);
  g_assert_false (device_sync (&f->a, f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
  g_assert_cmpuint (result.sent, ==, 1);
  g_assert_cmpuint (result.waiting, ==, 0);
  g_assert_cmpuint (result.received, ==, 0);
  assert_same (f);
}

/* A device that has an old value, and of what came after it gets only the last, since the server
 * has dropped the others: nobody is asked to choose between the two. */
static void
test_edits_between_pulls (Fixture *f, gconstpointer data)
{
  StoreFixture c;
  TsnId person = put_person (f->a.store);

  device_set_up (&c, &f->a, TSN_ROLE_DESK);
  device_register (&c, f->network);
  assert_same (f);
  must_sync (&c, f->network);
  set_text (&f->a, TSN_KIND_PERSON, &person, TSN_PERSON_NOTE, "二");
  set_text (&f->a, TSN_KIND_PERSON, &person, TSN_PERSON_NOTE, "三");
  assert_same (f);
  g_assert_cmpuint (count_answers (&f->b, &person), ==, 1);
  set_text (&f->b, TSN_KIND_PERSON, &person, TSN_PERSON_NOTE, "四");
  assert_same (f);
  set_text (&f->a, TSN_KIND_PERSON, &person, TSN_PERSON_NOTE, "五");
  assert_same (f);
  must_sync (&c, f->network);
  assert_text (&c, TSN_KIND_PERSON, &person, TSN_PERSON_NOTE, "五");
  g_assert_cmpuint (count_answers (&c, &person), ==, 1);
  fixture_teardown (&c, NULL);
}

/* Of each request of a round: whether it pushes, and whether it says from whom. */
static void
note_sender (Network *network, const TsnTransportRequest *request)
{
  g_string_append_printf (network->data,
                          "%s%s ",
                          request->method,
                          strstr (request->path, "&sender=") != NULL ? "+" : "");
}

/* Who asks is said as long as something from here lies behind the cursor; who has nothing to do
 * asks in fewer bytes. */
static void
test_sender (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) requests = g_string_new (NULL);

  assert_same (f);
  f->network->arrives = note_sender;
  f->network->data = requests;
  must_sync (&f->a, f->network);
  g_assert_cmpstr (requests->str, ==, "GET ");
  g_string_truncate (requests, 0);
  put_event (f->a.store, "つどい");
  g_assert_cmpuint (must_sync (&f->a, f->network).received, ==, 0);
  g_assert_cmpstr (requests->str, ==, "POST+ GET+ ");
  g_string_truncate (requests, 0);
  g_assert_cmpuint (must_sync (&f->b, f->network).received, ==, 1);
  must_sync (&f->a, f->network);
  g_assert_cmpstr (requests->str, ==, "GET GET ");
  f->network->arrives = NULL;
}

static StoreFixture *at_work;

static void
tamper_by_working (TsnTransportAnswer *answer)
{
  put_event (at_work->store, "つどい");
}

/* People write while a request is on its way that brings nothing: what is
 * said to be waiting is true at every step (sync-network.c looks). */
static void
test_work_meanwhile (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;

  assert_same (f);
  at_work = &f->a;
  f->network->tamper = tamper_by_working;
  network_expect (f->network, 0, NETWORK_TAMPER);
  g_assert_true (device_sync (&f->a, f->network, &result, NULL));
  g_assert_cmpuint (result.waiting, ==, 1);
  assert_same (f);
}

/* What nobody has signed is left out; what comes behind it is not. The digest tells, and the round
 * asks for it again. */
static void
test_altered_patch (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  assert_same (f);
  put_person (f->a.store);
  must_sync (&f->a, f->network);
  f->network->tamper = tamper_last_byte;
  network_expect (f->network, 0, NETWORK_TAMPER);
  device_sync (&f->b, f->network, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.rejected, >, 0);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  assert_same (f);
}

static void
test_no_server (Fixture *f, gconstpointer data)
{
  StoreFixture alone = { 0 };
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  device_set_up (&alone, NULL, TSN_ROLE_DESK);
  g_assert_false (device_sync (&alone, f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_NO_SERVER);
  fixture_teardown (&alone, NULL);
}

static void
test_token (Fixture *f, gconstpointer data)
{
  StoreFixture stranger = { 0 };
  TsnServerLine line = { .host = "localhost", .port = 1 };
  g_autoptr (GError) error = NULL;

  device_set_up (&stranger, NULL, TSN_ROLE_DESK);
  g_strlcpy (line.token, f->network->token, sizeof line.token);
  g_assert_false (
      tsn_sync_server_register (stranger.store, TSN_TRANSPORT (f->network), &line, NULL, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_BAD_TOKEN);
  fixture_teardown (&stranger, NULL);
}

#define ADD(name, data, func)                                                                      \
  g_test_add ("/sync/client/" name, Fixture, GINT_TO_POINTER (data), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("two-devices", 0, test_two_devices);
  ADD ("edits-of-both", 0, test_edits_of_both);
  ADD ("erasure", 0, test_erasure);
  ADD ("erasure-at-a-kiosk", 0, test_erasure_at_a_kiosk);
  ADD ("erasure-of-readings", 0, test_erasure_of_readings);
  ADD ("cut-before", 0, test_cuts);
  ADD ("cut-after", 1, test_cuts);
  ADD ("twice", 0, test_twice);
  ADD ("statuses", 0, test_statuses);
  ADD ("too-large", 0, test_too_large);
  ADD ("clock", 0, test_clock);
  ADD ("unknown", 0, test_unknown);
  ADD ("refused", 0, test_refused);
  ADD ("offered-again", 0, test_offered_again);
  ADD ("set-back", 0, test_set_back);
  ADD ("false-receipts", 0, test_false_receipts);
  ADD ("push-first", 0, test_push_first);
  ADD ("sender", 0, test_sender);
  ADD ("altered-patch", 0, test_altered_patch);
  ADD ("edits-between-pulls", 0, test_edits_between_pulls);
  ADD ("work-meanwhile", 0, test_work_meanwhile);
  ADD ("no-server", 0, test_no_server);
  ADD ("token", 0, test_token);
  return g_test_run ();
}
