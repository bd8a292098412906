/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes and records: sorted, replaced, emptied, read. */

#include "tsn-change.h"
#include "tsn-record.h"

static const TsnId record_id = { { 1, 2, 3 } };

static const TsnKind *
person (void)
{
  return tsn_kind_by_number (TSN_KIND_PERSON);
}

static void
test_sorted (void)
{
  g_autoptr (TsnChange) change = tsn_change_new_create (person (), &record_id);
  const guint fields[] = { 9, 2, 5, 1, 31, 3 };
  guint before = 0;

  g_assert_true (change->create);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    tsn_change_clear_field (change, fields[i]);
  g_assert_cmpuint (change->items->len, ==, G_N_ELEMENTS (fields));
  for (guint i = 0; i < change->items->len; i++)
    {
      guint field = g_array_index (change->items, TsnChangeItem, i).field;

      g_assert_cmpuint (field, >, before);
      g_assert_nonnull (tsn_change_get (change, field));
      before = field;
    }
  g_assert_null (tsn_change_get (change, 4));
  g_assert_null (tsn_change_get (change, 1000));
}

static void
test_replaced (void)
{
  g_autoptr (TsnChange) change = tsn_change_new (person (), &record_id);
  TsnId other = { { 9 } };

  g_assert_false (change->create);
  tsn_change_set_text (change, TSN_PERSON_NAME, "山田");
  tsn_change_set_text (change, TSN_PERSON_NAME, "髙橋");
  g_assert_cmpstr (tsn_change_get (change, TSN_PERSON_NAME)->text, ==, "髙橋");
  tsn_change_set_number (change, TSN_PERSON_BIRTH_DATE, 19400302);
  g_assert_cmpint (tsn_change_get (change, TSN_PERSON_BIRTH_DATE)->type, ==, TSN_TYPE_DATE);
  tsn_change_set_reference (change, TSN_PERSON_MERGED_INTO, &other);
  g_assert_cmpint (tsn_change_get (change, TSN_PERSON_MERGED_INTO)->type, ==, TSN_TYPE_REFERENCE);
  g_assert_cmpuint (change->items->len, ==, 3);

  tsn_change_reset (change, &other);
  g_assert_cmpuint (change->items->len, ==, 0);
  g_assert_true (tsn_id_equal (&change->record, &other));
  tsn_change_free (NULL);
}

/* There is one way to say "no value". */
static void
test_empty (void)
{
  g_autoptr (TsnChange) change = tsn_change_new (person (), &record_id);

  tsn_change_set_text (change, TSN_PERSON_NAME, "");
  tsn_change_set_text (change, TSN_PERSON_KANA, NULL);
  tsn_change_take (change, TSN_PERSON_CONDITIONS, tsn_value_list ());
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (g_array_index (change->items, TsnChangeItem, i).value.type, ==, TSN_TYPE_NONE);
}

static void
test_record (void)
{
  g_autoptr (TsnRecord) record = tsn_record_new (person (), &record_id);
  g_autoptr (TsnRecord) again = tsn_record_ref (record);
  const guint fields[] = { 30, 1, 3, 12 };
  TsnId other = { { 9 } };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_cmpuint (tsn_record_ensure_cell (record, fields[i])->field, ==, fields[i]);
  g_assert_cmpuint (record->cells->len, ==, 4);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpuint (g_array_index (record->cells, TsnCell, i - 1).field,
                      <,
                      g_array_index (record->cells, TsnCell, i).field);

  *tsn_record_ensure_cell (record, 1) = (TsnCell){ .field = 1,
                                                   .readable = TRUE,
                                                   .value = tsn_value_text ("山田") };
  *tsn_record_ensure_cell (record,
                           3) = (TsnCell){ .field = 3,
                                           .readable = TRUE,
                                           .value = tsn_value_number (TSN_TYPE_DATE, 19400302) };
  *tsn_record_ensure_cell (record, 30) = (TsnCell){ .field = 30,
                                                    .readable = TRUE,
                                                    .value = tsn_value_reference (&other) };

  g_assert_cmpstr (tsn_record_text (again, 1), ==, "山田");
  g_assert_cmpint (tsn_record_number (again, 3, -1), ==, 19400302);
  g_assert_true (tsn_id_equal (tsn_record_reference (again, 30), &other));
  g_assert_null (tsn_record_text (again, 3));
  g_assert_cmpint (tsn_record_number (again, 1, -1), ==, -1);
  g_assert_null (tsn_record_reference (again, 1));
  g_assert_null (tsn_record_value (again, 12)); /* not readable */
  g_assert_null (tsn_record_cell (again, 13));
  tsn_record_unref (NULL);
}

static void
test_versions (void)
{
  TsnVersion a = { 5, { { 1 } } };
  TsnVersion b = { 5, { { 2 } } };
  TsnVersion c = { 6, { { 0 } } };

  g_assert_cmpint (tsn_version_compare (&a, &a), ==, 0);
  g_assert_cmpint (tsn_version_compare (&a, &b), <, 0);
  g_assert_cmpint (tsn_version_compare (&c, &b), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change/sorted", test_sorted);
  g_test_add_func ("/change/replaced", test_replaced);
  g_test_add_func ("/change/empty", test_empty);
  g_test_add_func ("/record/cells", test_record);
  g_test_add_func ("/record/versions", test_versions);
  return g_test_run ();
}
