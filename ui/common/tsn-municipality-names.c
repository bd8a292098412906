/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes are what reports are counted by, names are what people know: they are said under the codes
 * as soon as these are complete. They come from the table of postcodes; where that was not
 * imported, nothing is said. */

#include "tsn-municipality-names.h"

#include <glib/gi18n.h>

#include "tsn-address.h"
#include "tsn-field-row-private.h"
#include "tsn-municipality-code.h"
#include "tsn-text.h"

#define ASKED "tsn-municipality-codes" /* of the row: whose names are shown, or asked for */

typedef struct
{
  GStrv codes;
  GString *names;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_strfreev (question->codes);
  g_string_free (question->names, TRUE);
  g_free (question);
}

static gboolean
names_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  for (guint i = 0; question->codes[i] != NULL; i++)
    {
      g_autoptr (GError) own = NULL;
      g_autofree char *name = tsn_session_municipality_name (session, question->codes[i], &own);

      if (own != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&own));
          return FALSE;
        }
      if (name != NULL)
        g_string_append_printf (question->names,
                                "%s%s",
                                question->names->len > 0 ? _ (", ") : "",
                                name);
    }
  return TRUE;
}

static void
names_answer (gpointer object, gpointer data, const GError *error)
{
  const Question *question = data;
  const char *const *asked = g_object_get_data (object, ASKED);

  if (error == NULL && asked != NULL &&
      g_strv_equal (asked, (const char *const *) question->codes) && question->names->len > 0)
    tsn_field_row_set_note (object, question->names->str);
}

static GStrv
complete_codes (const GPtrArray *typed)
{
  GPtrArray *codes = g_ptr_array_new ();

  for (guint i = 0; i < typed->len; i++)
    {
      g_autoptr (GString) digits = g_string_new (NULL);
      char code[TSN_MUNICIPALITY_CODE_SIZE];

      tsn_text_digits (g_ptr_array_index (typed, i), digits);
      if (tsn_municipality_code_complete (digits->str, code))
        g_ptr_array_add (codes, g_strdup (code));
    }
  g_ptr_array_add (codes, NULL);
  return (GStrv) g_ptr_array_free (codes, FALSE);
}

void
tsn_municipality_names_show (TsnFieldRow *row, const GPtrArray *typed)
{
  TsnStation *station = tsn_field_row_get_station (row);
  const char *const *asked = g_object_get_data (G_OBJECT (row), ASKED);
  GStrv codes = complete_codes (typed);
  Question *question;

  if (asked != NULL && g_strv_equal (asked, (const char *const *) codes))
    {
      g_strfreev (codes);
      return;
    }
  tsn_field_row_set_note (row, NULL);
  g_object_set_data_full (G_OBJECT (row), ASKED, codes, (GDestroyNotify) g_strfreev);
  if (codes[0] == NULL || station == NULL)
    return;
  question = g_new0 (Question, 1);
  question->codes = g_strdupv (codes);
  question->names = g_string_new (NULL);
  tsn_station_ask (station, TSN_STORE_READ, names_work, question, question_free, row, names_answer);
}
