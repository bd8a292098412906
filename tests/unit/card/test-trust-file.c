/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trust files of real vaults: what is said is known, a change is small and goes on from what is
 * known, and whoever is not a coordinator of that municipality, or no longer one, is not believed.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "tsn-trust-file.h"

#define PASSPHRASE "合言葉は梅の花と鶯です"
#define DAY        20000 /* since 1970 */
#define NOW        G_GINT64_CONSTANT (1790000000000)

typedef struct
{
  char *folder;
  TsnVault *desk, *second, *reception, *stranger;
  TsnVault *crew, *other_crew; /* of the stranger's municipality */
  TsnTrustState state;
} Fixture;

static char *
path_of (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

static TsnVault *
make_desk (Fixture *f, const char *name)
{
  g_autofree char *path = path_of (f, name);
  g_autofree char *recovery = NULL;
  g_autoptr (GError) error = NULL;
  TsnVault *vault =
      tsn_vault_create (path, "窓口", PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, &error);

  g_assert_no_error (error);
  return vault;
}

static TsnVault *
make_other (Fixture *f, TsnVault *from, const char *name, TsnRole role)
{
  g_autofree char *path = path_of (f, name);
  g_autoptr (GError) error = NULL;
  TsnVault *vault =
      tsn_vault_create_for_role (path, from, role, "窓口", PASSPHRASE, TSN_VAULT_COST_MIN, &error);

  g_assert_no_error (error);
  return vault;
}

static void
add_issuer (TsnTrustState *state, TsnVault *vault, gint64 revoked_ms)
{
  TsnCardIssuer issuer = { .device = *tsn_vault_device (vault), .revoked_ms = revoked_ms };

  memcpy (issuer.sign_public, tsn_vault_device_sign_public (vault), TSN_KEY_SIZE);
  g_array_append_val (state->issuers, issuer);
}

static void
add_replaced (TsnTrustState *state, guint64 serial, TsnDate on)
{
  TsnTrustReplaced one = { serial, on };

  g_array_append_val (state->replaced, one);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("tsn-trust-XXXXXX", &error);
  g_assert_no_error (error);
  f->desk = make_desk (f, "desk");
  f->second = make_other (f, f->desk, "second", TSN_ROLE_DESK);
  f->reception = make_other (f, f->desk, "reception", TSN_ROLE_RECEPTION);
  f->stranger = make_desk (f, "stranger");
  f->crew = make_other (f, f->stranger, "crew", TSN_ROLE_EMS);
  f->other_crew = make_other (f, f->stranger, "other-crew", TSN_ROLE_EMS);
  tsn_trust_state_init (&f->state);
  g_strlcpy (f->state.municipality, "112119", sizeof f->state.municipality);
  add_issuer (&f->state, f->desk, 0);
  add_issuer (&f->state, f->reception, 0);
  for (guint64 i = 0; i < 2500; i++)
    add_replaced (&f->state,
                  (i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) ^ 5,
                  tsn_date_from_days (DAY + (int) i / 10));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  tsn_trust_state_clear (&f->state);
  tsn_vault_free (f->desk);
  tsn_vault_free (f->second);
  tsn_vault_free (f->reception);
  tsn_vault_free (f->stranger);
  tsn_vault_free (f->crew);
  tsn_vault_free (f->other_crew);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = path_of (f, name);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
}

static GBytes *
make (Fixture *f, TsnTrustFile *file, TsnVault *vault, gint64 now_ms)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = tsn_trust_file_make (file, &f->state, vault, now_ms, &error);

  g_assert_no_error (error);
  return bytes;
}

static void
take (TsnTrustFile *file, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  tsn_trust_file_take (file, bytes, &error);
  g_assert_no_error (error);
}

static void
assert_refused (TsnTrustFile *file, GBytes *bytes, TsnTrustError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_trust_file_take (file, bytes, &error));
  g_assert_error (error, TSN_TRUST_ERROR, (int) code);
}

static TsnDate
replaced_on (TsnTrustFile *file, guint64 serial)
{
  g_autofree char *text = g_strdup_printf ("%016" G_GINT64_MODIFIER "X", serial);
  TsnCardStanding standing;

  return tsn_trust_file_find_card (file, text, &standing) && standing.superseded
             ? standing.superseded_date
             : TSN_DATE_NONE;
}

static void
assert_says (TsnTrustFile *file, const TsnTrustState *state)
{
  for (guint i = 0; i < state->replaced->len; i++)
    {
      const TsnTrustReplaced *one = &g_array_index (state->replaced, TsnTrustReplaced, i);

      g_assert_cmpint (replaced_on (file, one->serial), ==, one->on);
    }
  for (guint i = 0; i < state->issuers->len; i++)
    {
      const TsnCardIssuer *one = &g_array_index (state->issuers, TsnCardIssuer, i);
      guint8 kid[TSN_CARD_KID_SIZE];
      TsnCardIssuer found;

      tsn_card_kid (one->sign_public, kid);
      g_assert_true (tsn_trust_file_find_issuer (file, kid, &found));
      g_assert_cmpint (found.revoked_ms, ==, one->revoked_ms);
      g_assert_cmpstr (found.municipality, ==, state->municipality);
    }
  g_assert_cmpuint (tsn_trust_file_n_replaced (file), ==, state->replaced->len);
}

static TsnTrustFile *
reader_of (Fixture *f)
{
  return tsn_trust_file_new (tsn_vault_root_public (f->desk));
}

static void
test_all_of_it (Fixture *f, gconstpointer unused)
{
  g_autoptr (TsnTrustFile) maker = reader_of (f);
  g_autoptr (TsnTrustFile) reader = reader_of (f);
  g_autoptr (GBytes) bytes = make (f, maker, f->desk, NOW);
  g_autoptr (GBytes) whole = tsn_trust_file_dup_bytes (maker);
  guint8 root[TSN_KEY_SIZE];

  g_assert_true (g_bytes_equal (bytes, whole));
  g_assert_true (tsn_trust_file_peek_root (bytes, root, NULL));
  g_assert_cmpmem (root, TSN_KEY_SIZE, tsn_vault_root_public (f->desk), TSN_KEY_SIZE);
  g_assert_cmpint (tsn_trust_file_made_ms (reader), ==, 0);
  take (reader, bytes);
  take (reader, bytes); /* once more changes nothing */
  assert_says (reader, &f->state);
  assert_says (maker, &f->state);
  g_assert_cmpint (tsn_trust_file_made_ms (reader), ==, NOW);
  g_assert_cmpstr (tsn_trust_file_municipality (reader), ==, "112119");
  g_assert_cmpint (replaced_on (reader, 6), ==, TSN_DATE_NONE);
}

/* A day later: a little more, by another coordinator, and the file as a whole is as good. */
static void
test_change (Fixture *f, gconstpointer unused)
{
  g_autoptr (TsnTrustFile) maker = reader_of (f);
  g_autoptr (TsnTrustFile) reader = reader_of (f);
  g_autoptr (TsnTrustFile) fresh = reader_of (f);
  g_autoptr (GBytes) first = make (f, maker, f->desk, NOW);
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) whole = NULL;

  take (reader, first);
  for (guint64 i = 0; i < 300; i++)
    add_replaced (&f->state,
                  G_GUINT64_CONSTANT (0xffff000000000000) + i,
                  tsn_date_from_days (DAY + 400));
  second = make (f, maker, f->second, NOW + 86400000);
  g_assert_cmpuint (g_bytes_get_size (second), <, 10000);
  assert_refused (fresh, second, TSN_TRUST_ERROR_GAP); /* what came before is missing */
  take (reader, second);
  take (reader, first);
  assert_says (reader, &f->state);
  whole = tsn_trust_file_dup_bytes (reader);
  take (fresh, whole);
  assert_says (fresh, &f->state);
  g_assert_cmpint (tsn_trust_file_made_ms (fresh), ==, NOW + 86400000);
}

/* A card that counts again: everything begins anew, and the old file does not come back. */
static void
test_less (Fixture *f, gconstpointer unused)
{
  g_autoptr (TsnTrustFile) maker = reader_of (f);
  g_autoptr (TsnTrustFile) reader = reader_of (f);
  g_autoptr (GBytes) first = make (f, maker, f->desk, NOW);
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) part = NULL;

  take (reader, first);
  g_array_remove_index (f->state.replaced, 7);
  second = make (f, maker, f->desk, NOW - 5000); /* the clock was set back */
  part = g_bytes_new_from_bytes (second, 0, g_bytes_get_size (second) / 2);
  assert_refused (reader, part, TSN_TRUST_ERROR_DAMAGED);
  g_assert_cmpuint (tsn_trust_file_n_replaced (reader), ==, f->state.replaced->len + 1);
  take (reader, second);
  assert_says (reader, &f->state);
  take (reader, first);
  assert_says (reader, &f->state);
}

/* Cards of a device that was revoked: those of before stay genuine. */
static void
test_revoked (Fixture *f, gconstpointer unused)
{
  g_autoptr (TsnTrustFile) maker = reader_of (f);
  g_autoptr (TsnTrustFile) reader = reader_of (f);
  g_autoptr (TsnTrustFile) thief = reader_of (f);
  g_autoptr (GBytes) first = make (f, maker, f->second, NOW);
  g_autoptr (GBytes) stolen = NULL;
  g_autoptr (GBytes) second = NULL;
  guint64 before = 42;
  TsnCardStanding standing;

  take (reader, first);
  take (thief, first);
  add_issuer (&f->state, f->second, NOW + 1);
  g_array_append_val (f->state.kept, before);
  second = make (f, maker, f->desk, NOW + 2);
  take (reader, second);
  assert_says (reader, &f->state);
  g_assert_true (tsn_trust_file_find_card (reader, "000000000000002A", &standing));
  g_assert_false (standing.superseded);
  g_assert_false (tsn_trust_file_find_card (reader, "000000000000002B", &standing));

  /* Whoever has its keys is not believed any more, neither going on nor beginning anew. */
  g_array_set_size (f->state.issuers, 0);
  g_array_set_size (f->state.kept, 0);
  add_issuer (&f->state, f->second, 0);
  stolen = make (f, thief, f->second, NOW + 100000);
  assert_refused (reader, stolen, TSN_TRUST_ERROR_FORGED);
  take (reader, first);
}

static void
test_strangers (Fixture *f, gconstpointer unused)
{
  g_autoptr (TsnTrustFile) reader = reader_of (f);
  g_autoptr (TsnTrustFile) other = tsn_trust_file_new (tsn_vault_root_public (f->stranger));
  g_autoptr (GBytes) bytes = make (f, other, f->stranger, NOW);
  g_autoptr (GError) error = NULL;

  assert_refused (reader, bytes, TSN_TRUST_ERROR_FORGED);
  g_assert_null (tsn_trust_file_make (reader, &f->state, f->reception, NOW, &error));
  g_assert_error (error, TSN_TRUST_ERROR, TSN_TRUST_ERROR_NOT_A_COORDINATOR);
  g_clear_error (&error);
  g_assert_null (tsn_trust_file_make (reader, &f->state, f->stranger, NOW, &error));
  g_assert_error (error, TSN_TRUST_ERROR, TSN_TRUST_ERROR_FORGED);
}

/* Not one bit may be another. */
static void
test_altered (Fixture *f, gconstpointer unused)
{
  g_autoptr (TsnTrustFile) maker = reader_of (f);
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize size;

  g_array_set_size (f->state.replaced, 3);
  bytes = make (f, maker, f->desk, NOW);
  data = g_bytes_get_data (bytes, &size);
  for (gsize bit = 0; bit < size * 8; bit++)
    {
      g_autoptr (TsnTrustFile) reader = reader_of (f);
      g_autofree guint8 *altered = g_memdup2 (data, size);
      g_autoptr (GBytes) other = NULL;

      altered[bit / 8] ^= (guint8) (1 << bit % 8);
      other = g_bytes_new (altered, size);
      g_assert_false (tsn_trust_file_take (reader, other, NULL));
      g_assert_cmpuint (tsn_trust_file_n_replaced (reader), ==, 0);
    }
  for (gsize end = 0; end < size; end++)
    {
      g_autoptr (TsnTrustFile) reader = reader_of (f);
      g_autoptr (GBytes) part = g_bytes_new (data, end);

      g_assert_false (tsn_trust_file_take (reader, part, NULL));
    }
}

/* -- Loans -- */

static void
lend (TsnTrustFile *file, TsnVault *to, TsnVault *by, gint64 now_ms)
{
  g_auto (TsnCrew) crew = { 0 };
  g_autoptr (GBytes) asked = tsn_crew_ask (to, "113816", "救急1");
  g_autoptr (GError) error = NULL;

  tsn_crew_read (&crew, asked, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (crew.municipality, ==, "113816");
  tsn_trust_file_lend (file, &crew, by, now_ms, &error);
  g_assert_no_error (error);
}

static gboolean
opens (TsnVault *vault, TsnVault *issuer)
{
  guint8 point[TSN_KEY_SIZE] = { 9 };
  guint8 shared[TSN_KEY_SIZE];

  return tsn_vault_card_agree (vault, tsn_vault_card_public (issuer), point, shared, NULL);
}

static void
test_loans (Fixture *f, gconstpointer unused)
{
  g_autoptr (TsnTrustFile) maker = reader_of (f);
  g_autoptr (TsnTrustFile) reader = reader_of (f);
  g_autoptr (GBytes) bytes = make (f, maker, f->desk, NOW);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  g_assert_false (tsn_trust_file_borrow (maker, f->crew));
  lend (maker, f->crew, f->desk, NOW);
  first = tsn_trust_file_dup_bytes (maker);
  g_assert_cmpuint (g_bytes_get_size (first), >, g_bytes_get_size (bytes));
  take (reader, first);
  take (reader, first);
  assert_says (reader, &f->state);
  g_assert_cmpuint (tsn_trust_file_loans (reader)->len, ==, 1);
  g_assert_cmpint (tsn_trust_file_lent_ms (reader, f->crew), ==, NOW);
  g_assert_false (tsn_trust_file_borrow (reader, f->other_crew));
  g_assert_false (opens (f->crew, f->desk));
  g_assert_true (tsn_trust_file_borrow (reader, f->crew));
  g_assert_true (opens (f->crew, f->desk));

  /* Another device, and the first anew. What begins anew says nothing of loans. */
  lend (maker, f->other_crew, f->second, NOW - 10);
  g_array_remove_index (f->state.replaced, 7);
  g_bytes_unref (make (f, maker, f->desk, NOW + 5));
  second = tsn_trust_file_dup_bytes (maker);
  take (reader, second);
  assert_says (reader, &f->state);
  g_assert_cmpuint (tsn_trust_file_loans (reader)->len, ==, 2);
  g_assert_cmpint (tsn_trust_file_lent_ms (reader, f->crew), ==, NOW + 1);
  g_assert_true (tsn_trust_file_borrow (reader, f->other_crew));
  /* The older file, which the series of before is in, takes nothing back. */
  take (reader, first);
  g_assert_cmpint (tsn_trust_file_lent_ms (reader, f->crew), ==, NOW + 1);
  g_assert_true (tsn_trust_file_withdraw (maker, tsn_vault_device (f->crew)));
  g_assert_false (tsn_trust_file_withdraw (maker, tsn_vault_device (f->crew)));
  g_assert_cmpuint (tsn_trust_file_loans (maker)->len, ==, 1);
}

static void
assert_not_lent (TsnTrustFile *file, const TsnCrew *crew, TsnVault *by, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_trust_file_lend (file, crew, by, NOW, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpuint (tsn_trust_file_loans (file)->len, ==, 0);
}

static void
test_who_lends (Fixture *f, gconstpointer unused)
{
  g_autoptr (TsnTrustFile) maker = reader_of (f);
  g_autoptr (GBytes) asked = tsn_crew_ask (f->crew, "113816", "救急1");
  g_autoptr (GBytes) no_crew = tsn_crew_ask (f->stranger, "113816", "救急1");
  g_autoptr (GError) error = NULL;
  g_auto (TsnCrew) crew = { 0 };
  g_auto (TsnCrew) other = { 0 };
  const guint8 *data;
  gsize size;

  g_assert_true (tsn_crew_read (&crew, asked, NULL));
  assert_not_lent (maker, &crew, f->reception, TSN_TRUST_ERROR, TSN_TRUST_ERROR_NOT_A_COORDINATOR);
  assert_not_lent (maker, &crew, f->stranger, TSN_TRUST_ERROR, TSN_TRUST_ERROR_FORGED);
  tsn_vault_lock (f->desk);
  assert_not_lent (maker, &crew, f->desk, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_assert_false (tsn_crew_read (&other, no_crew, &error));
  g_assert_error (error, TSN_TRUST_ERROR, TSN_TRUST_ERROR_NOT_A_CREW);
  data = g_bytes_get_data (asked, &size);
  for (gsize end = 0; end <= size; end++)
    {
      g_auto (TsnCrew) part = { 0 };
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GBytes) wrong = NULL;

      g_byte_array_append (bytes, data, (guint) end);
      if (end == size) /* something behind it */
        g_byte_array_append (bytes, data, 1);
      wrong = g_bytes_new (bytes->data, bytes->len);
      g_assert_false (tsn_crew_read (&part, wrong, NULL));
    }
}

/* A file whose loan is another by one bit, or breaks off, is refused as a whole. */
static void
test_altered_loan (Fixture *f, gconstpointer unused)
{
  g_autoptr (TsnTrustFile) maker = reader_of (f);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) whole = NULL;
  gsize start, size;
  const guint8 *data;

  g_array_set_size (f->state.replaced, 0);
  bytes = make (f, maker, f->desk, NOW);
  start = g_bytes_get_size (bytes);
  lend (maker, f->crew, f->desk, NOW);
  whole = tsn_trust_file_dup_bytes (maker);
  data = g_bytes_get_data (whole, &size);
  for (gsize bit = start * 8; bit < size * 8; bit++)
    {
      g_autoptr (TsnTrustFile) reader = reader_of (f);
      g_autofree guint8 *altered = g_memdup2 (data, size);
      g_autoptr (GBytes) other = NULL;

      altered[bit / 8] ^= (guint8) (1 << bit % 8);
      other = g_bytes_new (altered, size);
      g_assert_false (tsn_trust_file_take (reader, other, NULL));
      g_assert_cmpuint (tsn_trust_file_loans (reader)->len, ==, 0);
    }
  for (gsize end = start + 1; end < size; end++)
    {
      g_autoptr (TsnTrustFile) reader = reader_of (f);
      g_autoptr (GBytes) part = g_bytes_new (data, end);

      g_assert_false (tsn_trust_file_take (reader, part, NULL));
    }
}

#define ADD(name, func) g_test_add ("/trust-file/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("all of it", test_all_of_it);
  ADD ("change", test_change);
  ADD ("less", test_less);
  ADD ("revoked", test_revoked);
  ADD ("strangers", test_strangers);
  ADD ("altered", test_altered);
  ADD ("loans", test_loans);
  ADD ("who lends", test_who_lends);
  ADD ("altered loan", test_altered_loan);
  return g_test_run ();
}
