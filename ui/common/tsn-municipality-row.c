/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes are what reports are counted by, names are what people know: the name is said under the
 * code as soon as that is complete. It comes from the table of postcodes; where that was not
 * imported, nothing is said. */

#include "tsn-municipality-row.h"

#include "tsn-address.h"
#include "tsn-municipality-code.h"
#include "tsn-text.h"

struct _TsnMunicipalityRow
{
  TsnTextRow parent_instance;

  char *code; /* whose name is shown, or asked for */
};

G_DEFINE_FINAL_TYPE (TsnMunicipalityRow, tsn_municipality_row, TSN_TYPE_TEXT_ROW)

typedef struct
{
  char code[TSN_MUNICIPALITY_CODE_SIZE];
  char *name;
} Question;

static void
question_free (gpointer data)
{
  g_free (((Question *) data)->name);
  g_free (data);
}

static gboolean
name_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  GError *local = NULL;

  question->name = tsn_session_municipality_name (session, question->code, &local);
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

static void
name_answer (gpointer object, gpointer data, const GError *error)
{
  TsnMunicipalityRow *self = object;
  Question *question = data;

  if (error == NULL && g_strcmp0 (self->code, question->code) == 0)
    tsn_field_row_set_note (TSN_FIELD_ROW (self), question->name);
}

static void
tsn_municipality_row_typed (TsnTextRow *row, const char *text)
{
  TsnMunicipalityRow *self = TSN_MUNICIPALITY_ROW (row);
  TsnStation *station = tsn_field_row_get_station (TSN_FIELD_ROW (row));
  g_autoptr (GString) digits = g_string_new (NULL);
  char code[TSN_MUNICIPALITY_CODE_SIZE] = "";
  Question *question;

  tsn_text_digits (text, digits);
  if (!tsn_municipality_code_complete (digits->str, code))
    code[0] = '\0';
  if (g_strcmp0 (self->code, code) == 0)
    return;
  tsn_field_row_set_note (TSN_FIELD_ROW (self), NULL);
  g_free (self->code);
  self->code = g_strdup (code);
  if (code[0] == '\0' || station == NULL)
    return;
  question = g_new0 (Question, 1);
  g_strlcpy (question->code, code, sizeof question->code);
  tsn_station_ask (station, TSN_STORE_READ, name_work, question, question_free, self, name_answer);
}

static void
tsn_municipality_row_finalize (GObject *object)
{
  g_free (TSN_MUNICIPALITY_ROW (object)->code);
  G_OBJECT_CLASS (tsn_municipality_row_parent_class)->finalize (object);
}

static void
tsn_municipality_row_class_init (TsnMunicipalityRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tsn_municipality_row_finalize;
  TSN_TEXT_ROW_CLASS (class)->typed = tsn_municipality_row_typed;
}

static void
tsn_municipality_row_init (TsnMunicipalityRow *self)
{
}
