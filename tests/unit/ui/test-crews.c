/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A coordinator writes the trust file and lends a neighbour's crew the keys of the cards; the
 * crew's half of it is in tests/gui/test-ems.py. The file dialogs answer at once, with what the
 * test has put there. */

#include <glib/gstdio.h>
#include <string.h>

#include "tsn-crews-group.h"
#include "tsn-trust-files.h"
#include "tsn-windows.h"
#include "ui-fixture.h"

typedef struct
{
  UiFixture ui;
  TsnCrewsGroup *group;
  TsnVault *neighbour, *crew;
  char *request, *trust; /* files */
} Fixture;

/* -- The file dialog -- */

static const char *chosen; /* NULL: cancelled */
static char *proposed;

void __wrap_tsn_choose_file (GtkWidget *parent,
                             const char *title,
                             gboolean save,
                             const char *name,
                             const char *const *mime_types,
                             TsnFileChosen answer,
                             gpointer object);

void
__wrap_tsn_choose_file (GtkWidget *parent,
                        const char *title,
                        gboolean save,
                        const char *name,
                        const char *const *mime_types,
                        TsnFileChosen answer,
                        gpointer object)
{
  g_free (proposed);
  proposed = g_strdup (name);
  if (chosen != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (chosen);

      answer (object, file);
    }
}

/* -- Helpers -- */

static void
put_file (const char *path, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *crew = NULL;
  g_autofree char *recovery = NULL;
  g_autoptr (GBytes) asked = NULL;
  TsnId id = tsn_id_derive ("municipality", "112119", 6);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_MUNICIPALITY),
                                                        &id);

  ui_fixture_setup (&f->ui, NULL);
  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "本庄市");
  tsn_change_set_text (change, TSN_MUNICIPALITY_CODE, "112119");
  must_put (f->ui.store.store, change);
  path = g_build_filename (f->ui.store.root, "neighbour.vault", NULL);
  crew = g_build_filename (f->ui.store.root, "crew.vault", NULL);
  f->request = g_build_filename (f->ui.store.root, "crew.tsncrew", NULL);
  f->trust = g_build_filename (f->ui.store.root, "city.tsntrust", NULL);
  f->neighbour =
      tsn_vault_create (path, "", FIXTURE_PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, NULL);
  f->crew = tsn_vault_create_for_role (crew,
                                       f->neighbour,
                                       TSN_ROLE_EMS,
                                       "",
                                       FIXTURE_PASSPHRASE,
                                       TSN_VAULT_COST_MIN,
                                       NULL);
  asked = tsn_crew_ask (f->crew, "113859", "救急1");
  put_file (f->request, asked);
  f->group = g_object_new (TSN_TYPE_CREWS_GROUP, NULL);
  ui_fixture_show (&f->ui, GTK_WIDGET (f->group));
  tsn_crews_group_set_station (f->group, f->ui.station);
  ui_settle (&f->ui);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tsn_vault_free (f->neighbour);
  tsn_vault_free (f->crew);
  g_free (f->request);
  g_free (f->trust);
  g_clear_pointer (&proposed, g_free);
  ui_fixture_teardown (&f->ui, NULL);
}

typedef struct
{
  Fixture *f;
  const char *text;
} Said;

static gboolean
is_said (gpointer data)
{
  Said *said = data;

  return ui_find_text (said->f->ui.window, said->text) != NULL;
}

static void
wait_for (Fixture *f, const char *text)
{
  ui_wait (is_said, &(Said){ f, text });
}

static void
click (GtkWidget *window, const char *label)
{
  GtkWidget *button = ui_find_labelled (window, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
asks (gpointer data)
{
  return ui_front_window (&((Fixture *) data)->ui) != NULL;
}

static TsnTrustFile *
written (Fixture *f)
{
  TsnTrustFile *file = tsn_trust_file_new (tsn_vault_root_public (f->ui.store.vault));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *content;
  gsize size;

  g_assert_true (g_file_get_contents (f->trust, &content, &size, &error));
  bytes = g_bytes_new_take (content, size);
  tsn_trust_file_take (file, bytes, &error);
  g_assert_no_error (error);
  return file;
}

static void
lend (Fixture *f)
{
  g_autofree char *fingerprint = tsn_trust_fingerprint (tsn_vault_root_public (f->neighbour));

  chosen = f->request;
  click (f->ui.window, "Len_d…");
  ui_wait (asks, f);
  g_assert_nonnull (ui_find_text (ui_front_window (&f->ui), fingerprint));
  g_assert_nonnull (ui_find_text (ui_front_window (&f->ui), "113859"));
  chosen = f->trust;
  click (ui_front_window (&f->ui), "It is the _same");
  wait_for (f, "with the keys for the neighbour's crew");
  wait_for (f, "Crew of 113859: 救急1");
}

/* -- Tests -- */

/* Named after the municipality; and what lies there already is written on. */
static void
test_write (Fixture *f, gconstpointer data)
{
  g_autofree char *fingerprint = tsn_trust_fingerprint (tsn_vault_root_public (f->ui.store.vault));
  g_autoptr (TsnTrustFile) first = NULL;
  g_autoptr (TsnTrustFile) second = NULL;

  g_assert_nonnull (ui_find_text (f->ui.window, fingerprint));
  g_assert_null (ui_find_labelled (f->ui.window, "_Ask…"));
  chosen = NULL;
  click (f->ui.window, "_Write…");
  g_assert_cmpstr (proposed, ==, "112119.tsntrust");
  g_assert_false (g_file_test (f->trust, G_FILE_TEST_EXISTS));
  chosen = f->trust;
  click (f->ui.window, "_Write…");
  wait_for (f, "The trust file was written");
  first = written (f);
  g_assert_cmpint (tsn_trust_file_made_ms (first), >, 0);
  g_assert_cmpuint (tsn_trust_file_loans (first)->len, ==, 0);
  click (f->ui.window, "_Write…");
  ui_settle (&f->ui);
  second = written (f);
  g_assert_cmpint (tsn_trust_file_made_ms (second), >=, tsn_trust_file_made_ms (first));
}

static void
test_lend (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnTrustFile) file = NULL;
  g_autoptr (TsnTrustFile) after = NULL;

  lend (f);
  file = written (f);
  g_assert_cmpuint (tsn_trust_file_loans (file)->len, ==, 1);
  g_assert_true (tsn_trust_file_borrow (file, f->crew));

  /* To another stick: this device knows to whom. */
  g_assert_cmpint (g_unlink (f->trust), ==, 0);
  click (f->ui.window, "_Write…");
  ui_wait (is_said, &(Said){ f, "The trust file was written" });
  ui_settle (&f->ui);

  click (f->ui.window, "Wi_thdraw…");
  ui_wait (asks, f);
  click (ui_front_window (&f->ui), "_Withdraw");
  while (ui_find_text (f->ui.window, "Gets the keys of our cards") != NULL)
    g_main_context_iteration (NULL, TRUE);
  after = written (f);
  g_assert_cmpuint (tsn_trust_file_loans (after)->len, ==, 0);
}

/* What is no request, a stick that is gone, a trust file of somebody else: said, and nothing done.
 */
static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (f->ui.store.root, "gone", "city.tsntrust", NULL);
  g_autoptr (GBytes) coordinator = tsn_crew_ask (f->neighbour, "113859", "救急1");
  g_autoptr (GBytes) stuff = g_bytes_new_static ("stuff", 5);

  put_file (f->request, stuff);
  chosen = f->request;
  click (f->ui.window, "Len_d…");
  wait_for (f, "This is not of a crew's device");
  put_file (f->request, coordinator);
  click (f->ui.window, "Len_d…");
  ui_settle (&f->ui);
  g_assert_false (asks (f));

  put_file (f->trust, stuff);
  chosen = f->trust;
  click (f->ui.window, "_Write…");
  wait_for (f, "This is no trust file");
  chosen = nowhere;
  click (f->ui.window, "_Write…");
  ui_settle (&f->ui);
  g_assert_null (ui_find_text (f->ui.window, "The trust file was written"));
}

#define ADD(name, test) g_test_add ("/ui/crews/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ADD ("write", test_write);
  ADD ("lend", test_lend);
  ADD ("refused", test_refused);
  return g_test_run ();
}
