/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every field of every kind has a row that gives back what it was given; and what each family of
 * rows does with what is typed into it. */

#include "tsn-field-row.h"
#include "tsn-municipality-code.h"
#include "tsn-validate.h"
#include "ui-fixture.h"

/* -- All of the model -- */

static TsnValue
sample_text (const TsnField *field)
{
  if ((field->flags & TSN_FIELD_MUNICIPALITY) != 0)
    return tsn_value_text ("112119");
  if ((field->flags & TSN_FIELD_POSTCODE) != 0)
    return tsn_value_text ("3670052");
  if ((field->flags & TSN_FIELD_PHONE) != 0)
    return tsn_value_text ("0495-21-1234");
  if ((field->flags & TSN_FIELD_KANA) != 0)
    return tsn_value_text ("ホンジョウ　ハナコ");
  if ((field->flags & TSN_FIELD_MULTILINE) != 0)
    return tsn_value_text ("一行目\n二行目");
  return tsn_value_text ("本庄");
}

static TsnValue
sample (const TsnField *field)
{
  TsnId id = tsn_id_derive ("test", "x", 1);

  switch (field->type)
    {
    case TSN_TYPE_TEXT:
      return sample_text (field);
    case TSN_TYPE_INTEGER:
      return tsn_value_number (field->type, field->min + 1);
    case TSN_TYPE_BOOLEAN:
      return tsn_value_number (field->type, 0);
    case TSN_TYPE_DATE:
      return tsn_value_number (field->type, 19400302);
    case TSN_TYPE_TIME:
      return tsn_value_number (field->type, 9 * 60 + 30);
    case TSN_TYPE_INSTANT:
      return tsn_value_number (field->type, 1700000012345);
    case TSN_TYPE_CODE:
      return tsn_value_number (field->type, field->codes->codes[0].number);
    case TSN_TYPE_REFERENCE:
      return tsn_value_reference (&id);
    case TSN_TYPE_BYTES:
      return tsn_value_bytes ("0123", 4);
    case TSN_TYPE_LIST:
    case TSN_TYPE_NONE:
    default:
      g_assert_not_reached ();
    }
}

static TsnValue
sample_value (const TsnField *field)
{
  TsnValue item = sample (field);
  TsnValue list;

  if ((field->flags & TSN_FIELD_LIST) == 0)
    return item;
  list = tsn_value_list ();
  tsn_value_list_take (&list, &item);
  if (field->type == TSN_TYPE_CODE && field->codes->n_codes > 1)
    {
      item = tsn_value_number (field->type, field->codes->codes[1].number);
      tsn_value_list_take (&list, &item);
    }
  return list;
}

static void
count_cb (gpointer instance, int *count)
{
  ++*count;
}

static void
check_round_trip (const TsnField *field, TsnFieldRowFlags flags)
{
  TsnFieldRow *row = TSN_FIELD_ROW (g_object_ref_sink (tsn_field_row_new (NULL, field, flags)));
  g_auto (TsnValue) in = sample_value (field);
  g_auto (TsnValue) out = TSN_VALUE_NONE;
  g_autoptr (GError) error = NULL;
  int edited = 0;

  g_signal_connect (row, "edited", G_CALLBACK (count_cb), &edited);
  g_test_message ("%s", field->name);
  g_assert_true (tsn_field_row_get_field (row) == field);
  tsn_field_row_set_value (row, &in);
  g_assert_false (tsn_field_row_is_typing (row));
  g_assert_true (tsn_field_row_get_value (row, &out, &error));
  g_assert_no_error (error);
  if (!tsn_value_equal (&in, &out))
    g_error ("the row of %s gives another value", field->name);
  tsn_field_row_set_value (row, NULL);
  tsn_value_clear (&out);
  g_assert_true (tsn_field_row_get_value (row, &out, &error));
  g_assert_cmpint (out.type, ==, TSN_TYPE_NONE);
  tsn_field_row_set_unreadable (row);
  tsn_field_row_set_read_only (row, TRUE);
  tsn_field_row_finish (row);
  g_assert_cmpint (edited, ==, 0);
  g_assert_finalize_object (row);
}

static void
test_model (void)
{
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    for (guint j = 0; j < kinds[i].n_fields; j++)
      {
        check_round_trip (&kinds[i].fields[j], TSN_FIELD_ROW_PLAIN);
        check_round_trip (&kinds[i].fields[j], TSN_FIELD_ROW_LARGE);
      }
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/field-row/model", test_model);
  return g_test_run ();
}
