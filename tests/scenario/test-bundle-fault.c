/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A stick or a disk that fails while a bundle is made or read: at each operation once, with an
 * error, with half of the bytes written, and full; for good, until somebody puts in another one.
 *
 * A bundle is there whole, with its line in the ledger, or not at all; what was read is in the
 * store whole, with its line, or not at all; and both can be done right after. */

#include <glib/gstdio.h>

#include "fault.h"
#include "store-fixture.h"
#include "tsn-bundle.h"

#define STEPS_MAX 400

static const TsnBundleNote note = { .medium = "USB-07" };

typedef struct
{
  StoreFixture maker;
  StoreFixture reader;
  char *stick; /* folder */
  char *path;  /* of the bundle */
} Fixture;

static void
put_device (StoreFixture *in, TsnVault *vault)
{
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_DEVICE),
                                                        tsn_vault_device (vault));

  tsn_change_set_number (change, TSN_DEVICE_ROLE, tsn_vault_role (vault));
  must_put (in->store, change);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  fixture_setup (&f->maker, NULL);
  fixture_setup_for_role (&f->reader, &f->maker, TSN_ROLE_DESK);
  put_device (&f->maker, f->maker.vault);
  for (guint i = 0; i < 3; i++)
    put_person (f->maker.store);
  f->stick = g_build_filename (f->maker.root, "stick", NULL);
  f->path = g_build_filename (f->stick, "out.tsnb", NULL);
  g_assert_cmpint (g_mkdir (f->stick, 0700), ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fixture_teardown (&f->maker, NULL);
  fixture_teardown (&f->reader, NULL);
  g_free (f->stick);
  g_free (f->path);
}

static guint
count_kind (StoreFixture *device, guint kind)
{
  g_autoptr (GPtrArray) patches = must_list_patches (device->store);
  guint n = 0;

  for (guint i = 0; i < patches->len; i++)
    n += ((TsnPatch *) g_ptr_array_index (patches, i))->kind == kind ? 1 : 0;
  return n;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean export(Fixture *f, GError **error)
{
  TsnBundleLine line;

  return tsn_bundle_export (f->maker.store, f->path, FALSE, &note, &line, NULL, NULL, NULL, error);
}

static gboolean
import (Fixture *f, GError **error)
{
  TsnBundleLine line;

  return tsn_bundle_import (f->reader.store, f->path, &note, &line, NULL, NULL, NULL, error);
}

/* Whether an operation failed at that step; then nothing is on the stick. */
static gboolean
export_failing (Fixture *f, guint step, FaultMode mode)
{
  guint lines = count_kind (&f->maker, TSN_KIND_TRANSFER);
  g_autoptr (GError) error = NULL;
  gboolean failed;
  gboolean ok;

  fault_arm (step, mode, TRUE);
  ok = export(f, &error);
  failed = fault_lift ();
  g_assert_true (ok == !failed);
  if (ok)
    {
      g_assert_cmpuint (count_kind (&f->maker, TSN_KIND_TRANSFER), ==, lines + 1);
      g_assert_true (import (f, NULL));
      g_unlink (f->path);
      return FALSE;
    }
  g_assert_nonnull (error);
  /* The stick may not even have let go of what was begun; it has not got its name. */
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  remove_tree (f->stick);
  g_assert_cmpint (g_mkdir (f->stick, 0700), ==, 0);
  return TRUE;
}

static void
test_export (Fixture *f, gconstpointer data)
{
  for (int mode = 0; mode < N_FAULT_MODES; mode++)
    {
      guint step = 1;

      while (step < STEPS_MAX && export_failing (f, step, (FaultMode) mode))
        step++;
      g_assert_cmpuint (step, >, 5);
      g_assert_cmpuint (step, <, STEPS_MAX);
      g_assert_cmpuint (count_files (f->stick), ==, 0);
    }
  must_be_clean (f->maker.store);
}

static void
test_import (Fixture *f, gconstpointer data)
{
  g_assert_true (export(f, NULL));
  for (int mode = 0; mode < N_FAULT_MODES; mode++)
    {
      gboolean ok = FALSE;
      guint step = 1;

      for (; step < STEPS_MAX && !ok; step++)
        {
          g_autoptr (GError) error = NULL;

          fault_arm (step, (FaultMode) mode, TRUE);
          ok = import (f, &error);
          g_assert_true (ok == !fault_lift ());
          g_assert_cmpuint (count_kind (&f->reader, TSN_KIND_PERSON), ==, ok ? 3 : 0);
          g_assert_cmpuint (count_kind (&f->reader, TSN_KIND_TRANSFER), ==, ok ? 1 : 0);
        }
      g_assert_true (ok);
      g_assert_cmpuint (step, >, 3);
      must_be_clean (f->reader.store);
      fixture_teardown (&f->reader, NULL);
      fixture_setup_for_role (&f->reader, &f->maker, TSN_ROLE_DESK);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fault_install ();
  g_test_add ("/bundle/fault/export", Fixture, NULL, set_up, test_export, tear_down);
  g_test_add ("/bundle/fault/import", Fixture, NULL, set_up, test_import, tear_down);
  return g_test_run ();
}
