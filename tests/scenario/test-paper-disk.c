/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saving a paper as a PDF on a disk that fails at each of its operations: what was there before
 * stays whole, nothing half written is left beside it, and the reason is told. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fault.h"
#include "store-fixture.h"
#include "tsn-recovery-paper.h"
#include "tsn-store.h"

#define KEY "7KQ2M-9F3XA-TT0V8-BC4DE-1HJ6N-PQ5RS-WXYZ2-3456A"
#define OLD "what was there before"

typedef struct
{
  char *folder;
  char *path;
  TsnPaper *paper;
} Desk;

static void
desk_setup (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("tsn-paper-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "紙.pdf", NULL);
  self->paper = tsn_recovery_paper ("本庄市", KEY, 0);
  g_file_set_contents (self->path, OLD, -1, &error);
  g_assert_no_error (error);
}

static void
desk_teardown (Desk *self, gconstpointer data)
{
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->path);
  tsn_paper_unref (self->paper);
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

static void
must_be_whole (const Desk *self)
{
  g_autofree char *content = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (self->path, &content, &length, &error);
  g_assert_no_error (error);
  if (!g_str_equal (content, OLD))
    g_assert_nonnull (memmem (content, length, "%%EOF", 5));
  g_assert_cmpuint (count_files (self->folder), ==, 1);
}

static void
test_each_operation (Desk *self, gconstpointer data)
{
  for (FaultMode mode = FAULT_ERROR; mode < N_FAULT_MODES; mode++)
    for (guint nth = 1;; nth++)
      {
        TsnStoreError code = mode == FAULT_FULL ? TSN_STORE_ERROR_NO_SPACE : TSN_STORE_ERROR_IO;
        g_autoptr (GError) error = NULL;
        gboolean saved;
        gboolean failed;

        g_file_set_contents (self->path, OLD, -1, NULL);
        fault_arm (nth, mode, TRUE);
        saved = tsn_paper_write_pdf_sync (self->paper, self->path, NULL, &error);
        failed = fault_lift ();
        g_assert_true (saved != failed);
        must_be_whole (self);
        if (!failed)
          {
            g_assert_cmpuint (nth, >, 4);
            break;
          }
        g_assert_error (error, TSN_STORE_ERROR, (int) code);
      }
}

static void
test_private (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_chmod (self->path, 0644);
  tsn_paper_write_pdf_sync (self->paper, self->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stat (self->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  must_be_whole (self);
}

static void
test_cancelled (Desk *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (tsn_paper_write_pdf_sync (self->paper, self->path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  must_be_whole (self);
}

static void
test_no_folder (Desk *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "none", "paper.pdf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_paper_write_pdf_sync (self->paper, path, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_install ();
#define ADD(name_, function_)                                                                      \
  g_test_add ("/paper-disk/" name_, Desk, NULL, desk_setup, function_, desk_teardown)
  ADD ("each-operation", test_each_operation);
  ADD ("private", test_private);
  ADD ("cancelled", test_cancelled);
  ADD ("no-folder", test_no_folder);
#undef ADD
  return g_test_run ();
}
