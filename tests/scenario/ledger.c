/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The memory of the crash tests: facts that a store has confirmed, and asking a store about them.
 *
 * It knows nothing of faults. A fact is one field of one record, or that a record was erased. */

#include "ledger.h"

#include <glib/gstdio.h>
#include <string.h>

Ledger *
ledger_new (void)
{
  return g_array_new (FALSE, TRUE, sizeof (Fact));
}

void
ledger_add (Ledger *self, const Fact *fact)
{
  for (guint i = 0; i < self->len; i++)
    {
      Fact *known = &g_array_index (self, Fact, i);

      if (tsn_id_equal (&known->id, &fact->id) && (known->field == fact->field || fact->erased))
        {
          *known = *fact;
          return;
        }
    }
  g_array_append_val (self, *fact);
}

static gboolean
record_agrees (const TsnRecord *record, const Fact *fact)
{
  if (record == NULL || record->erased != fact->erased)
    return FALSE;
  if (fact->erased || fact->field == 0)
    return TRUE;
  if (fact->text[0] != '\0')
    return g_strcmp0 (tsn_record_text (record, fact->field), fact->text) == 0;
  return tsn_record_number (record, fact->field, G_MININT64) == fact->number;
}

gboolean
fact_holds (TsnStore *store, const Fact *fact)
{
  g_autoptr (TsnRecord) record = must_get (store, fact->kind, &fact->id);

  return record_agrees (record, fact);
}

typedef struct
{
  const Ledger *ledger;
  guint n;
} Question;

static gboolean
ask_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  for (guint i = 0; i < question->n; i++)
    {
      const Fact *fact = &g_array_index (question->ledger, Fact, i);
      const TsnKind *kind = tsn_kind_by_number (fact->kind);
      g_autoptr (TsnRecord) record = tsn_session_get (session, kind, &fact->id, error);

      if (!record_agrees (record, fact))
        g_error ("confirmed, and not there: fact %u of %u (%s %s)",
                 i,
                 question->n,
                 kind->name,
                 fact->erased ? "erased" : "");
    }
  return TRUE;
}

void
ledger_assert (const Ledger *self, guint n, TsnStore *store)
{
  Question question = { self, n };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, TSN_STORE_READ, ask_work, &question, NULL, &error);
  g_assert_no_error (error);
  must_be_clean (store);
}

void
ledger_assert_in_folder (const Ledger *self, guint n, const char *folder, TsnVault *vault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnStore) store = NULL;

  tsn_vault_forget_data_keys (vault);
  store = tsn_store_open_sync (folder, vault, TSN_STORE_OPEN, &error);
  g_assert_no_error (error);
  ledger_assert (self, n, store);
  tsn_store_close (store);
}

void
copy_as_crashed (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      if (g_str_has_suffix (name, "-shm") || g_file_test (source, G_FILE_TEST_IS_DIR))
        continue;
      g_assert_true (g_file_get_contents (source, &content, &length, NULL));
      g_assert_true (g_file_set_contents_full (target,
                                               content,
                                               (gssize) length,
                                               G_FILE_SET_CONTENTS_NONE,
                                               0600,
                                               NULL));
    }
}
