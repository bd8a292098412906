/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follows from the model: the first text that is searched for, or a name, is what people call it. A
 * record without one (a conversation, a card) is called by its first date or instant. */

#include "tsn-record-title.h"

#include "tsn-words.h"

#define SUBTITLE_PARTS 3

static gboolean
is_name (const TsnField *field)
{
  return field->type == TSN_TYPE_TEXT && (field->flags & TSN_FIELD_LIST) == 0 &&
         (field->flags & (TSN_FIELD_SEARCH | TSN_FIELD_NAME | TSN_FIELD_KANA)) != 0;
}

static gboolean
is_label (const TsnField *field)
{
  return g_str_equal (field->name, "label") || g_str_equal (field->name, "title") ||
         g_str_equal (field->name, "serial");
}

static gboolean
is_day (const TsnField *field)
{
  return field->type == TSN_TYPE_DATE || field->type == TSN_TYPE_INSTANT;
}

static const TsnField *
first_field (const TsnRecord *record, gboolean (*wanted) (const TsnField *field))
{
  for (guint i = 0; i < record->kind->n_fields; i++)
    {
      const TsnField *field = &record->kind->fields[i];

      if (wanted (field) && tsn_record_value (record, field->number) != NULL)
        return field;
    }
  return NULL;
}

static const TsnField *
title_field (const TsnRecord *record)
{
  const TsnField *field = first_field (record, is_name);

  if (field == NULL)
    field = first_field (record, is_label);
  if (field == NULL)
    field = first_field (record, is_day);
  return field;
}

char *
tsn_record_dup_title (const TsnRecord *record)
{
  const TsnField *field = title_field (record);

  if (field == NULL)
    return g_strdup (tsn_words_kind (record->kind));
  return tsn_words_value (field, tsn_record_value (record, field->number));
}

static gboolean
is_telling (const TsnField *field)
{
  return is_day (field) || (field->flags & TSN_FIELD_SEARCH) != 0 ||
         (field->type == TSN_TYPE_CODE && (field->flags & TSN_FIELD_REQUIRED) != 0);
}

char *
tsn_record_dup_subtitle (const TsnRecord *record)
{
  const TsnField *title = title_field (record);
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < record->kind->n_fields && n < SUBTITLE_PARTS; i++)
    {
      const TsnField *field = &record->kind->fields[i];
      const TsnValue *value = tsn_record_value (record, field->number);
      g_autofree char *words = NULL;

      if (field == title || !is_telling (field) || value == NULL)
        continue;
      words = tsn_words_value (field, value);
      g_string_append_printf (out, "%s%s", n++ > 0 ? " · " : "", words);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
