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

/* -- What is typed and chosen -- */

typedef struct
{
  TsnFieldRow *row;
  int edited;
} RowFixture;

static void
row_setup (RowFixture *self, guint kind, guint field, TsnFieldRowFlags flags)
{
  const TsnField *info = tsn_kind_field (tsn_kind_by_number (kind), field);

  self->row = TSN_FIELD_ROW (g_object_ref_sink (tsn_field_row_new (NULL, info, flags)));
  self->edited = 0;
  g_signal_connect (self->row, "edited", G_CALLBACK (count_cb), &self->edited);
}

static void
row_teardown (RowFixture *self)
{
  g_assert_finalize_object (self->row);
}

static gboolean
has_error (RowFixture *self)
{
  return gtk_widget_has_css_class (GTK_WIDGET (self->row), "error");
}

static void
type (RowFixture *self, const char *text)
{
  gtk_editable_set_text (tsn_field_row_get_editable (self->row), text);
}

static void
assert_typed (guint kind, guint field, const char *typed, const char *expected)
{
  RowFixture self;
  g_auto (TsnValue) value = TSN_VALUE_NONE;

  row_setup (&self, kind, field, TSN_FIELD_ROW_PLAIN);
  type (&self, typed);
  g_assert_true (tsn_field_row_is_typing (self.row));
  g_assert_cmpint (self.edited, ==, 0);
  tsn_field_row_finish (self.row);
  if (expected == NULL)
    {
      g_assert_true (has_error (&self));
      g_assert_cmpint (self.edited, ==, 0);
      g_assert_false (tsn_field_row_get_value (self.row, &value, NULL));
      expected = typed; /* stays as it is */
    }
  else
    {
      g_assert_false (has_error (&self));
      g_assert_cmpint (self.edited, ==, 1);
      g_assert_false (tsn_field_row_is_typing (self.row));
      tsn_field_row_finish (self.row);
      g_assert_cmpint (self.edited, ==, 1);
    }
  g_assert_cmpstr (gtk_editable_get_text (tsn_field_row_get_editable (self.row)), ==, expected);
  row_teardown (&self);
}

static void
test_typed (void)
{
  const guint person = TSN_KIND_PERSON, event = TSN_KIND_EVENT;

  assert_typed (person, TSN_PERSON_NAME, " 髙橋　花子", "髙橋　花子");
  assert_typed (person, TSN_PERSON_KANA, "たかはし", "たかはし");
  assert_typed (person, TSN_PERSON_KANA, "高橋", NULL);
  assert_typed (person, TSN_PERSON_BIRTH_DATE, "S15.3.2", "昭和15年3月2日");
  assert_typed (person, TSN_PERSON_BIRTH_DATE, "1940/3/2", "昭和15年3月2日");
  assert_typed (person, TSN_PERSON_BIRTH_DATE, "2099-01-01", NULL);
  assert_typed (person, TSN_PERSON_BIRTH_DATE, "15.3.2", NULL);
  assert_typed (event, TSN_EVENT_DATE, "平成37年4月1日", "2025年4月1日");
  assert_typed (event, TSN_EVENT_START_TIME, "午後1時半", "13:30");
  assert_typed (event, TSN_EVENT_START_TIME, "25:00", NULL);
  assert_typed (event, TSN_EVENT_FINAL_COUNT, "１，２３４", "1234");
  assert_typed (event, TSN_EVENT_FINAL_COUNT, "多数", NULL);
  assert_typed (person, TSN_PERSON_POSTCODE, "３６７００５２", "367-0052");
  assert_typed (person, TSN_PERSON_PHONE_HOME, "0495(21)1234", "0495-21-1234");
  assert_typed (person, TSN_PERSON_PHONE_MOBILE, "０９０１２３４５６７８", "090-1234-5678");
  assert_typed (person, TSN_PERSON_PHONE_HOME, "0495-21-1234（母）", "0495-21-1234（母）");
  assert_typed (person, TSN_PERSON_MUNICIPALITY, "11211", "112119");
  assert_typed (person, TSN_PERSON_MUNICIPALITY, "112118", NULL);
}

/* Escape, Enter, and the same value typed in another form. */
static void
test_same_value (void)
{
  RowFixture self;
  TsnValue birth = tsn_value_number (TSN_TYPE_DATE, 19400302);

  row_setup (&self, TSN_KIND_PERSON, TSN_PERSON_BIRTH_DATE, TSN_FIELD_ROW_PLAIN);
  tsn_field_row_set_value (self.row, &birth);
  type (&self, "S15.3.2");
  tsn_field_row_finish (self.row);
  g_assert_cmpint (self.edited, ==, 0);
  g_assert_false (tsn_field_row_is_typing (self.row));
  type (&self, "S16.3.2");
  g_signal_emit_by_name (tsn_field_row_get_editable (self.row), "activate");
  g_assert_cmpint (self.edited, ==, 1);
  row_teardown (&self);
}

/* What screen readers know the field by. GTK 4.8 reads an entry to them, and not the text in it. */
static GtkAccessible *
control (RowFixture *self)
{
  GtkEditable *text = tsn_field_row_get_editable (self->row);
  GtkWidget *entry = gtk_widget_get_ancestor (GTK_WIDGET (text), GTK_TYPE_ENTRY);

  g_assert_nonnull (entry);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_ROLE_TEXT_BOX);
  return GTK_ACCESSIBLE (entry);
}

/* The limit is said when it is near, and nothing is cut off. */
static void
test_limit (void)
{
  RowFixture self;
  g_autofree char *long_name = g_strnfill (61, 'a');

  row_setup (&self, TSN_KIND_PERSON, TSN_PERSON_NAME, TSN_FIELD_ROW_PLAIN);
  type (&self, "短い");
  gtk_test_accessible_assert_property (control (&self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
  type (&self, long_name);
  gtk_test_accessible_assert_property (control (&self),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "61 of 60 characters");
  tsn_field_row_finish (self.row);
  g_assert_true (has_error (&self));
  type (&self, long_name + 1);
  tsn_field_row_finish (self.row);
  g_assert_cmpint (self.edited, ==, 1);
  row_teardown (&self);
}

static void
press (RowFixture *self, const char *label)
{
  GtkWidget *button = ui_find_labelled (GTK_WIDGET (self->row), label);

  g_assert_nonnull (button);
  if (GTK_IS_TOGGLE_BUTTON (button))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                  !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)));
  else
    g_signal_emit_by_name (button, "clicked");
}

static void
assert_number (RowFixture *self, TsnType type, gint64 number)
{
  g_auto (TsnValue) value = TSN_VALUE_NONE;

  g_assert_true (tsn_field_row_get_value (self->row, &value, NULL));
  g_assert_cmpint (value.type, ==, type);
  if (type != TSN_TYPE_NONE)
    g_assert_cmpint (value.number, ==, number);
}

static void
test_choices (void)
{
  RowFixture self;

  row_setup (&self, TSN_KIND_PERSON, TSN_PERSON_MEDICINE_NOTEBOOK, TSN_FIELD_ROW_LARGE);
  press (&self, "Yes");
  assert_number (&self, TSN_TYPE_BOOLEAN, 1);
  press (&self, "No"); /* lets go of the other */
  assert_number (&self, TSN_TYPE_BOOLEAN, 0);
  g_assert_cmpint (self.edited, ==, 2);
  press (&self, "No");
  assert_number (&self, TSN_TYPE_NONE, 0);
  press (&self, "Yes");
  press (&self, "Back to not recorded");
  assert_number (&self, TSN_TYPE_NONE, 0);
  g_assert_cmpint (self.edited, ==, 5);
  g_assert_null (ui_find_labelled (GTK_WIDGET (self.row), "Back to not recorded"));
  row_teardown (&self);
}

/* A code of a newer version stays in the value. */
static void
test_unknown_code (void)
{
  static const TsnFieldRowFlags flags[] = { TSN_FIELD_ROW_PLAIN, TSN_FIELD_ROW_LARGE };

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      RowFixture self;
      TsnValue unknown = tsn_value_number (TSN_TYPE_CODE, 999);
      TsnValue known = tsn_value_number (TSN_TYPE_CODE, 1);

      row_setup (&self, TSN_KIND_PERSON, TSN_PERSON_SEX, flags[i]);
      tsn_field_row_set_value (self.row, &unknown);
      assert_number (&self, TSN_TYPE_CODE, 999);
      tsn_field_row_set_value (self.row, &known);
      assert_number (&self, TSN_TYPE_CODE, 1);
      g_assert_cmpint (self.edited, ==, 0);
      row_teardown (&self);
    }
}

static void
assert_medicines (RowFixture *self, const char *expected)
{
  g_auto (TsnValue) value = TSN_VALUE_NONE;
  g_autofree char *text = NULL;

  g_assert_true (tsn_field_row_get_value (self->row, &value, NULL));
  text = tsn_value_format (tsn_field_row_get_field (self->row), &value);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_texts (void)
{
  RowFixture self;

  row_setup (&self, TSN_KIND_PERSON, TSN_PERSON_MEDICINES, TSN_FIELD_ROW_PLAIN);
  type (&self, "ワルファリン");
  type (&self, "アムロジピン"); /* into the line that was added */
  g_assert_true (tsn_field_row_is_typing (self.row));
  tsn_field_row_finish (self.row);
  g_assert_cmpint (self.edited, ==, 1);
  assert_medicines (&self, "ワルファリン;アムロジピン");
  /* The second goes up. */
  g_signal_emit_by_name (ui_find_named (GTK_WIDGET (self.row), "Move up"), "clicked");
  assert_medicines (&self, "アムロジピン;ワルファリン");
  g_signal_emit_by_name (ui_find_named (GTK_WIDGET (self.row), "Remove"), "clicked");
  assert_medicines (&self, "ワルファリン");
  g_assert_cmpint (self.edited, ==, 3);
  row_teardown (&self);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/field-row/model", test_model);
  g_test_add_func ("/ui/field-row/typed", test_typed);
  g_test_add_func ("/ui/field-row/same-value", test_same_value);
  g_test_add_func ("/ui/field-row/limit", test_limit);
  g_test_add_func ("/ui/field-row/choices", test_choices);
  g_test_add_func ("/ui/field-row/unknown-code", test_unknown_code);
  g_test_add_func ("/ui/field-row/texts", test_texts);
  return g_test_run ();
}
