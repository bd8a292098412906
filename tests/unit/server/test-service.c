/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may ask, what is pulled, and what happens to a server that was set back. */

#include <glib/gstdio.h>
#include <string.h>

#include "server-fixture.h"
#include "tsn-authorization.h"

#define ZEROS "00000000000000000000000000000000"

/* A municipality with its coordinator and what is tried with. */
typedef struct
{
  ServerFixture server;
  Device desk;
  TsnId record;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();

  server_setup (&self->server, data);
  device_new_municipality (&self->desk);
  self->record = tsn_id_new (START_MS);
  g_assert_cmpuint (device_register (&self->desk, &self->server, NULL), ==, 200);
  device_pack (&self->desk,
               parcels,
               device_write_certificate (&self->desk, &self->desk),
               device_write (&self->desk, TSN_KIND_EVENT, &self->record, TSN_EVENT_TITLE, "会", 0),
               NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  device_clear (&self->desk);
  server_teardown (&self->server, data);
}

/* Makes @device known by a push of the desk. */
static void
enrol (Fixture *self, Device *device)
{
  GByteArray *parcels = g_byte_array_new ();

  device_pack (&self->desk, parcels, device_write_certificate (&self->desk, device), NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
}

static guint
get (Fixture *self, const char *method, const char *path, const char *authorization)
{
  TsnRequest request = { method, path, authorization, NULL };
  g_auto (TsnAnswer) answer = { 0 };

  tsn_service_handle (self->server.service, &request, &answer);
  g_assert_nonnull (answer.body);
  return answer.status;
}

static guint
get_with (Fixture *self, Device *device, gint64 ms, const char *signed_path, const char *path)
{
  g_autofree char *authorization = device_authorize (device,
                                                     &self->server.identity->server,
                                                     self->server.now_ms + ms,
                                                     "GET",
                                                     signed_path,
                                                     NULL);

  return get (self, "GET", path, authorization);
}

static void
test_open (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (get (self, "GET", "/v1/health", NULL), ==, 200);
  g_assert_cmpuint (get (self, "GET", "/v1/time", NULL), ==, 200);
  g_assert_cmpuint (get (self, "POST", "/v1/time", NULL), ==, 405);
  g_assert_cmpuint (get (self, "GET", "/v1/healthy", NULL), ==, 404);
  g_assert_cmpuint (get (self, "GET", "/", NULL), ==, 404);
}

static void
test_register (Fixture *self, gconstpointer data)
{
  Device other;
  Device reception;
  g_autofree char *token = tsn_service_new_token (self->server.service, NULL);
  gboolean has;

  /* Again is no error, with whatever token; only a coordinator's device may. */
  g_assert_cmpuint (device_register (&self->desk, &self->server, "used"), ==, 200);
  device_new (&reception, &self->desk, TSN_ROLE_RECEPTION);
  g_assert_cmpuint (device_register (&reception, &self->server, token), ==, 403);

  device_new_municipality (&other);
  g_assert_cmpuint (device_register (&other, &self->server, "wrong"), ==, 403);
  g_assert_cmpuint (device_register (&other, &self->server, token), ==, 200);
  device_clear (&other);
  device_new_municipality (&other);
  g_assert_cmpuint (device_register (&other, &self->server, token), ==, 403); /* was used */
  g_assert_true (tsn_service_has_municipality (self->server.service, &has, NULL) && has);
  device_clear (&other);
  device_clear (&reception);
}

/* A certificate of one municipality's root does not make a device of another's. */
static void
test_forged_registration (Fixture *self, gconstpointer data)
{
  Device other;
  g_autofree char *token = tsn_service_new_token (self->server.service, NULL);
  TsnRegistration registration = { 0 };
  g_autoptr (GBytes) body = NULL;
  g_auto (TsnAnswer) answer = { 0 };

  device_new_municipality (&other);
  g_strlcpy (registration.token, token, sizeof registration.token);
  registration.certificate = tsn_vault_certificate (other.vault);
  memcpy (registration.root_public, tsn_vault_root_public (self->desk.vault), TSN_KEY_SIZE);
  body = tsn_registration_encode (&registration);
  g_assert_cmpuint (device_ask (&other, &self->server, "POST", "/v1/municipality", body, &answer),
                    ==,
                    400);
  device_clear (&other);
}

static void
test_authorization (Fixture *self, gconstpointer data)
{
  g_autofree char *path = device_path (&self->desk, "");
  g_autofree char *other_path = device_path (&self->desk, "&limit=65536");
  Device stranger;

  g_assert_cmpuint (get (self, "GET", path, NULL), ==, 401);
  g_assert_cmpuint (get (self, "GET", path, "Tsunagi x"), ==, 401);
  g_assert_cmpuint (get_with (self, &self->desk, 0, path, path), ==, 200);
  g_assert_cmpuint (get_with (self, &self->desk, 0, path, path), ==, 200);
  g_assert_cmpuint (get_with (self, &self->desk, 0, path, other_path), ==, 401);
  g_assert_cmpuint (get_with (self, &self->desk, 5 * 60 * 1000, path, path), ==, 200);
  g_assert_cmpuint (get_with (self, &self->desk, 5 * 60 * 1000 + 1, path, path), ==, 401);
  g_assert_cmpuint (get_with (self, &self->desk, -5 * 60 * 1000 - 1, path, path), ==, 401);

  device_new (&stranger, &self->desk, TSN_ROLE_DESK);
  g_assert_cmpuint (get_with (self, &stranger, 0, path, path), ==, 401);
  device_clear (&stranger);
}

static void
test_malformed (Fixture *self, gconstpointer data)
{
  const char *const paths[] = {
    "/v1/patches",
    "/v1/patches?cursor=00&receipt=00",
    "/v1/patches?cursor=" ZEROS,
    "/v1/patches?cursor=%zz&receipt=1",
    "/v1/patches?limit=many&cursor=" ZEROS "&receipt=" ZEROS,
    "/v1/patches?sender=me&cursor=" ZEROS "&receipt=" ZEROS,
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_cmpuint (get_with (self, &self->desk, 0, paths[i], paths[i]), ==, 400);
}

/* What each role gets of one event, one person, one data key and one conversation. */
static void
test_roles (Fixture *self, gconstpointer data)
{
  static const struct
  {
    TsnRole role;
    guint n; /* with two device records */
  } CASES[] = {
    { TSN_ROLE_DESK, 6 },
    { TSN_ROLE_RECEPTION, 5 },
    { TSN_ROLE_KIOSK, 4 },
    { TSN_ROLE_EMS, 3 },
  };
  TsnId person = tsn_id_new (START_MS);
  TsnId key = tsn_id_new (START_MS);
  TsnId talk = tsn_id_new (START_MS);

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (GPtrArray) patches = NULL;
      GByteArray *parcels = g_byte_array_new ();
      Device device;

      device_new (&device, &self->desk, CASES[i].role);
      if (i == 0)
        device_pack (&self->desk,
                     parcels,
                     device_write (&self->desk, TSN_KIND_PERSON, &person, 1, "a", 0),
                     device_write (&self->desk, TSN_KIND_DATA_KEY, &key, 1, "a", 0),
                     device_write (&self->desk, TSN_KIND_CONVERSATION, &talk, 1, "a", 0),
                     NULL);
      device_push_expect (&self->desk, &self->server, parcels, 0, 0);
      enrol (self, &device);
      patches = device_pull (&device, &self->server, "", NULL);
      g_assert_cmpuint (patches->len, ==, CASES[i].n + i);
      device_clear (&device);
    }
}

/* A kiosk gets no people, but hears of each that is gone: some were entered there. */
static void
test_erasure_at_a_kiosk (Fixture *self, gconstpointer data)
{
  TsnId person = tsn_id_new (START_MS);
  TsnId talk = tsn_id_new (START_MS);
  GByteArray *written = g_byte_array_new ();
  GByteArray *erased = g_byte_array_new ();
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  Device kiosk;

  device_new (&kiosk, &self->desk, TSN_ROLE_KIOSK);
  enrol (self, &kiosk);
  device_pack (&self->desk,
               written,
               device_write (&self->desk, TSN_KIND_PERSON, &person, 1, "a", 0),
               device_write (&self->desk, TSN_KIND_CONVERSATION, &talk, 1, "a", 0),
               NULL);
  device_push_expect (&self->desk, &self->server, written, 0, 0);
  before = device_pull (&kiosk, &self->server, "", NULL);
  device_pack (&self->desk,
               erased,
               device_erase (&self->desk, TSN_KIND_CONVERSATION, &talk),
               device_erase (&self->desk, TSN_KIND_PERSON, &person),
               NULL);
  device_push_expect (&self->desk, &self->server, erased, 0, 0);
  after = device_pull (&kiosk, &self->server, "", NULL);
  device_clear (&kiosk);
  g_assert_cmpuint (before->len, ==, 3); /* two devices and the event */
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_true (((TsnPatch *) g_ptr_array_index (after, 0))->erase);
  g_assert_true (tsn_id_equal (&((TsnPatch *) g_ptr_array_index (after, 0))->record, &person));
}

static void
test_cursor (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) third = NULL;
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GPtrArray) all = NULL;
  GByteArray *parcels = g_byte_array_new ();
  TsnHash mine;
  TsnHash theirs;
  Device device;

  device_new (&device, &self->desk, TSN_ROLE_DESK);
  enrol (self, &device);
  first = device_pull (&device, &self->server, "", &theirs);
  g_assert_cmpuint (first->len, ==, 3);
  second = device_pull (&device, &self->server, "", NULL);
  g_assert_cmpuint (second->len, ==, 0);
  self->desk.sender = tsn_id_new (START_MS);
  device_pack (&self->desk,
               parcels,
               device_write (&self->desk, TSN_KIND_EVENT, &self->record, TSN_EVENT_VENUE, "b", 0),
               NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
  third = device_pull (&device, &self->server, "", NULL);
  g_assert_cmpuint (third->len, ==, 1);

  /* What it brought itself under that name does not come back. */
  own = device_pull (&self->desk, &self->server, "", &mine);
  g_assert_cmpuint (own->len, ==, 3);
  g_assert_cmpint (memcmp (&mine, &theirs, sizeof mine), !=, 0);
  memset (&self->desk.marks, 0, sizeof self->desk.marks);
  self->desk.sender = tsn_id_new (START_MS); /* of a copy of its disk, say */
  all = device_pull (&self->desk, &self->server, "", &mine);
  g_assert_cmpuint (all->len, ==, 4);
  device_pull (&device, &self->server, "", &theirs);
  device_clear (&device);
  g_assert_cmpmem (&mine, sizeof mine, &theirs, sizeof theirs);
}

/* One more event, which is written by @device. */
static TsnPatch *
push_event (Fixture *self, Device *device)
{
  GByteArray *parcels = g_byte_array_new ();
  TsnId event = tsn_id_new (START_MS);
  TsnPatch *patch = device_write (device, TSN_KIND_EVENT, &event, TSN_EVENT_VENUE, "会館", 0);

  device_pack (device, parcels, tsn_patch_ref (patch), NULL);
  device_push_expect (device, &self->server, parcels, 0, 0);
  return patch;
}

/* What came under one name is left out of a pull wherever it begins; what others brought between is
 * not, nor what came under another name. */
static void
test_own (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) pushed = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
  g_autoptr (GPtrArray) before = NULL;
  TsnSyncMarks cursors[7];
  Device other;

  device_new (&other, &self->desk, TSN_ROLE_DESK);
  enrol (self, &other);
  self->desk.sender = tsn_id_new (START_MS);
  other.sender = tsn_id_new (START_MS);
  before = device_pull (&self->desk, &self->server, "", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cursors); i++)
    {
      g_autoptr (GPtrArray) none = NULL;

      cursors[i] = self->desk.marks;
      if (i == 2 || i == 4)
        g_ptr_array_add (pushed, push_event (self, &other));
      else
        g_ptr_array_add (pushed, push_event (self, &self->desk));
      /* The last two go before it pulls. */
      if (i < 5)
        none = device_pull (&self->desk, &self->server, "", NULL);
      g_assert_true (none == NULL || none->len == (i == 2 || i == 4 ? 1 : 0));
    }
  for (guint step = 0; step < 2 * G_N_ELEMENTS (cursors); step++)
    {
      guint from = step % G_N_ELEMENTS (cursors);
      gboolean renamed = step >= G_N_ELEMENTS (cursors);
      g_autoptr (GPtrArray) got = NULL;

      if (step == G_N_ELEMENTS (cursors))
        self->desk.sender = tsn_id_new (START_MS);
      self->desk.marks = cursors[from];
      got = device_pull (&self->desk, &self->server, "", NULL);
      for (guint i = 0; i < pushed->len; i++)
        g_assert_true (has_patch (got, g_ptr_array_index (pushed, i)) ==
                       (i >= MIN (from, 5) && (renamed || i == 2 || i == 4)));
    }
  device_clear (&other);
}

/* A small answer ends in the middle of a push; its cursor is known. */
static void
test_limit (Fixture *self, gconstpointer data)
{
  g_autofree char *text = g_strnfill (60000, 'x');
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (GPtrArray) patches = NULL;
  Device device;

  device_new (&device, &self->desk, TSN_ROLE_DESK);
  enrol (self, &device);
  for (guint i = 0; i < 5; i++)
    {
      TsnId id = tsn_id_new (START_MS + i);
      TsnPatch *a = device_write (&self->desk, TSN_KIND_FORM, &id, TSN_FORM_DEFINITION, text, 0);
      TsnPatch *b = device_write (&self->desk, TSN_KIND_FORM, &id, TSN_FORM_NAME, text, 0);

      device_pack (&self->desk, parcels, a, b, NULL);
    }
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
  patches = device_pull (&device, &self->server, "&limit=1", NULL);
  g_assert_cmpuint (patches->len, ==, 13);
  device_clear (&device);
}

static void
get_epoch (Fixture *self, guint8 epoch[TSN_EPOCH_SIZE])
{
  g_autoptr (TsnReceipt) receipt = NULL;

  g_assert_cmpuint (device_push (&self->desk, &self->server, g_byte_array_new (), &receipt),
                    ==,
                    200);
  memcpy (epoch, receipt->epoch, TSN_EPOCH_SIZE);
}

/* The database of yesterday comes back: whoever got more than that begins anew. */
static void
test_set_back (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) patches = NULL;
  g_auto (TsnAnswer) answer = { 0 };
  guint8 before[TSN_EPOCH_SIZE];
  guint8 after[TSN_EPOCH_SIZE];

  get_epoch (self, before);
  server_save (&self->server);
  for (guint i = 0; i < 2; i++)
    {
      GByteArray *parcels = g_byte_array_new ();

      device_pack (
          &self->desk,
          parcels,
          device_write (&self->desk, TSN_KIND_EVENT, &self->record, TSN_EVENT_VENUE, "b", 0),
          NULL);
      if (i == 1)
        {
          /* Others have filled the numbers again. */
          server_set_back (&self->server);
          path = device_path (&self->desk, "");
          g_assert_cmpuint (device_ask (&self->desk, &self->server, "GET", path, NULL, &answer),
                            ==,
                            409);
          memset (&self->desk.marks, 0, sizeof self->desk.marks);
        }
      device_push_expect (&self->desk, &self->server, parcels, 0, 0);
    }
  get_epoch (self, after);
  g_assert_cmpint (memcmp (before, after, sizeof before), !=, 0);
  patches = device_pull (&self->desk, &self->server, "", NULL);
  g_assert_cmpuint (patches->len, ==, 3);
}

static void
test_unknown_marks (Fixture *self, gconstpointer data)
{
  TsnSyncMarks good = self->desk.marks;

  for (guint i = 0; i < 3; i++)
    {
      self->desk.marks = good;
      if (i == 0)
        self->desk.marks.receipt[15] ^= 1; /* another token */
      else if (i == 1)
        self->desk.marks.cursor[7] = 200; /* beyond the end */
      else
        memset (self->desk.marks.cursor, 0xff, TSN_MARK_SIZE);
      g_assert_cmpuint (device_push (&self->desk, &self->server, g_byte_array_new (), NULL),
                        ==,
                        409);
    }
}

static void
test_revoked (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  GByteArray *late = g_byte_array_new ();
  GByteArray *own = g_byte_array_new ();
  Device lost;

  device_new (&lost, &self->desk, TSN_ROLE_DESK);
  enrol (self, &lost);
  device_pack (&lost,
               own,
               device_write (&lost, TSN_KIND_EVENT, &self->record, TSN_EVENT_FEE, "b", 0),
               NULL);
  device_push_expect (&lost, &self->server, own, 0, 0);
  device_pack (&self->desk, parcels, device_write_revocation (&self->desk, &lost), NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
  g_assert_cmpuint (device_push (&lost, &self->server, g_byte_array_new (), NULL), ==, 403);

  /* Nor by the hand of others, nor by a new certificate or a record that says otherwise. */
  device_pack (&lost,
               late,
               device_write (&lost, TSN_KIND_EVENT, &self->record, TSN_EVENT_FEE, "c", 0),
               NULL);
  device_push_expect (&self->desk, &self->server, late, 1, TSN_REFUSAL_REVOKED);
  enrol (self, &lost);
  g_assert_cmpuint (device_push (&lost, &self->server, g_byte_array_new (), NULL), ==, 403);
  device_clear (&lost);
}

/* Two municipalities on one server see nothing of each other. */
static void
test_apart (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) patches = NULL;
  GByteArray *parcels = g_byte_array_new ();
  GByteArray *foreign = g_byte_array_new ();
  ServerFixture *server = &self->server;
  Device other;

  device_new_municipality (&other);
  g_assert_cmpuint (device_register (&other, server, NULL), ==, 200);
  patches = device_pull (&other, server, "", NULL);
  g_assert_cmpuint (patches->len, ==, 0);

  /* The same record, and patches of the other's device. */
  device_pack (&other,
               parcels,
               device_erase (&other, TSN_KIND_EVENT, &self->record),
               device_write_revocation (&other, &self->desk),
               NULL);
  device_push_expect (&other, server, parcels, 0, 0);
  device_pack (&self->desk,
               foreign,
               device_write_certificate (&self->desk, &self->desk),
               device_write (&self->desk, TSN_KIND_EVENT, &self->record, TSN_EVENT_TITLE, "x", 0),
               NULL);
  device_push_expect (&other, server, foreign, 2, TSN_REFUSAL_UNKNOWN_DEVICE);

  memset (&self->desk.marks, 0, sizeof self->desk.marks);
  g_ptr_array_unref (patches);
  patches = device_pull (&self->desk, server, "", NULL);
  g_assert_cmpuint (patches->len, ==, 2);
  device_clear (&other);
}

/* A mark of one municipality is none of another's. */
static void
test_foreign_mark (Fixture *self, gconstpointer data)
{
  Device other;

  device_new_municipality (&other);
  g_assert_cmpuint (device_register (&other, &self->server, NULL), ==, 200);
  other.marks = self->desk.marks;
  g_assert_cmpuint (device_push (&other, &self->server, g_byte_array_new (), NULL), ==, 409);
  device_clear (&other);
}

static void
test_digest (Fixture *self, gconstpointer data)
{
  g_auto (TsnAnswer) answer = { 0 };
  TsnCborReader reader;
  gsize size;
  gsize n;

  g_assert_cmpuint (device_ask (&self->desk, &self->server, "GET", "/v1/digest", NULL, &answer),
                    ==,
                    200);
  tsn_cbor_reader_init (&reader,
                        g_bytes_get_data (answer.body, &size),
                        g_bytes_get_size (answer.body));
  g_assert_true (tsn_cbor_read_map (&reader, &n));
  g_assert_cmpuint (n, ==, 2); /* events and devices */
}

static GPtrArray *
pull_anew (Fixture *self, Device *device)
{
  memset (&device->marks, 0, sizeof device->marks);
  return device_pull (device, &self->server, "&limit=1", NULL);
}

/* What many pull is read once; but nobody gets what was erased, nor what he brought himself, nor
 * for long what was overwritten. */
static void
test_blocks (Fixture *self, gconstpointer data)
{
  g_autofree char *text = g_strnfill (60000, 'x');
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (TsnPatch) overwritten = NULL;
  g_autoptr (TsnPatch) erased = NULL;
  TsnId ids[5];
  Device device;

  device_new (&device, &self->desk, TSN_ROLE_DESK);
  enrol (self, &device);
  self->desk.sender = tsn_id_new (START_MS);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      TsnPatch *patch;

      ids[i] = tsn_id_new (START_MS + i);
      patch = device_write (&self->desk, TSN_KIND_FORM, &ids[i], TSN_FORM_DEFINITION, text, 0);
      if (i == 0)
        overwritten = tsn_patch_ref (patch);
      if (i == 1)
        erased = tsn_patch_ref (patch);
      device_pack (&self->desk, parcels, patch, NULL);
    }
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
  for (guint step = 0; step < 5; step++)
    {
      Device *who = step == 1 ? &self->desk : &device;
      g_autoptr (GPtrArray) patches = pull_anew (self, who);

      g_assert_true (has_patch (patches, overwritten) == (step == 0 || step == 2));
      g_assert_true (has_patch (patches, erased) == (step == 0 || step == 2 || step == 3));
      parcels = g_byte_array_new ();
      if (step == 1)
        device_pack (
            &self->desk,
            parcels,
            device_write (&self->desk, TSN_KIND_FORM, &ids[0], TSN_FORM_DEFINITION, text, 0),
            NULL);
      if (step == 2)
        self->server.now_ms += 11000;
      if (step == 3)
        device_pack (&self->desk,
                     parcels,
                     device_erase (&self->desk, TSN_KIND_FORM, &ids[1]),
                     NULL);
      device_push_expect (&self->desk, &self->server, parcels, 0, 0);
    }
  device_clear (&device);
}

/* What a log says of a request is never what the request said. */
static void
test_path (void)
{
  g_assert_cmpstr (tsn_service_path ("/v1/patches"), ==, "/v1/patches");
  g_assert_cmpstr (tsn_service_path ("/v1/recover?x=1"), ==, "/v1/recover");
  g_assert_cmpstr (tsn_service_path ("/v1/recove"), ==, "-");
  g_assert_cmpstr (tsn_service_path ("/v1/recover/"), ==, "-");
  g_assert_cmpstr (tsn_service_path (""), ==, "-");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/server/" name, Fixture, NULL, setup, func, teardown)
  ADD ("open", test_open);
  ADD ("register", test_register);
  ADD ("forged-registration", test_forged_registration);
  ADD ("authorization", test_authorization);
  ADD ("malformed", test_malformed);
  ADD ("roles", test_roles);
  ADD ("erasure-at-a-kiosk", test_erasure_at_a_kiosk);
  ADD ("cursor", test_cursor);
  ADD ("own", test_own);
  ADD ("limit", test_limit);
  ADD ("blocks", test_blocks);
  ADD ("set-back", test_set_back);
  ADD ("unknown-marks", test_unknown_marks);
  ADD ("revoked", test_revoked);
  ADD ("apart", test_apart);
  ADD ("foreign-mark", test_foreign_mark);
  ADD ("digest", test_digest);
#undef ADD
  g_test_add_func ("/server/path", test_path);
  return g_test_run ();
}
