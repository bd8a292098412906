/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two people wrote the same field without seeing each other: whatever the table of the model says
 * a field is, its row offers both answers in words, and what is taken is exactly what was written.
 * And once through the store and a form, with names and with records that are referred to. */

#include "tsn-field-answers.h"
#include "tsn-record-form.h"
#include "tsn-session.h"
#include "tsn-words.h"
#include "ui-fixture.h"

/* -- Every field of every kind that can be written twice -- */

/* As a person types it; NULL: it has no second value. */
static char *
text_of (const TsnField *field, guint which)
{
  switch (field->type)
    {
    case TSN_TYPE_TEXT:
      if ((field->flags & TSN_FIELD_MUNICIPALITY) != 0)
        return g_strdup (which == 0 ? "112119" : "131016");
      if ((field->flags & TSN_FIELD_POSTCODE) != 0)
        return g_strdup (which == 0 ? "3670053" : "1000001");
      if ((field->flags & TSN_FIELD_PHONE) != 0)
        return g_strdup (which == 0 ? "0495-22-1111" : "0495-22-2222");
      return g_strdup (which == 0 ? "コウ" : "オツ");
    case TSN_TYPE_BOOLEAN:
      return g_strdup (which == 0 ? "yes" : "no");
    case TSN_TYPE_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, field->min + which);
    case TSN_TYPE_DATE:
      return g_strdup (which == 0 ? "1940-03-02" : "1941-12-31");
    case TSN_TYPE_TIME:
      return g_strdup (which == 0 ? "9:30" : "13:00");
    case TSN_TYPE_INSTANT:
      return g_strdup (which == 0 ? "2026-11-30T13:12:00+09:00" : "2026-11-29T08:00:00+09:00");
    case TSN_TYPE_CODE:
      return field->codes->n_codes > which ? g_strdup (field->codes->codes[which].name) : NULL;
    case TSN_TYPE_REFERENCE:
      return g_strdup (which == 0 ? "0193a000-0000-7000-8000-000000000001"
                                  : "0193a000-0000-7000-8000-000000000002");
    case TSN_TYPE_BYTES:
      return g_strdup (which == 0 ? "AAAA" : "AAAB");
    case TSN_TYPE_NONE:
    case TSN_TYPE_LIST:
    default:
      g_assert_not_reached ();
    }
}

static TsnFieldAnswer *
answer_new (const TsnField *field, guint which)
{
  g_autofree char *text = text_of (field, which);
  g_autoptr (GError) error = NULL;
  TsnFieldAnswer *answer;

  if (text == NULL)
    return NULL;
  answer = g_new0 (TsnFieldAnswer, 1);
  tsn_value_parse (field, text, &answer->value, &error);
  g_assert_no_error (error);
  answer->words = tsn_words_value (field, &answer->value);
  g_assert_cmpstr (answer->words, !=, "");
  return answer;
}

static void
settled_cb (TsnFieldRow *row, const TsnValue *value, TsnValue *taken)
{
  *taken = tsn_value_copy (value);
}

static void
check_field (UiFixture *self, const TsnField *field)
{
  TsnFieldAnswer *mine = answer_new (field, 0);
  TsnFieldAnswer *theirs = answer_new (field, 1);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_field_answer_free);
  g_auto (TsnValue) taken = TSN_VALUE_NONE;
  g_autofree char *keep = g_strdup_printf ("Keep: %s", mine->words);
  g_autofree char *take = theirs != NULL ? g_strdup_printf ("Take: %s", theirs->words) : NULL;
  GtkWidget *row = tsn_field_row_new (self->station, field, TSN_FIELD_ROW_PLAIN);

  g_object_ref_sink (row);
  g_ptr_array_add (answers, mine);
  if (theirs == NULL)
    {
      tsn_field_row_set_answers (TSN_FIELD_ROW (row), answers);
      g_assert_null (ui_find_labelled (row, keep)); /* one answer is no choice */
      g_object_unref (row);
      return;
    }
  g_ptr_array_add (answers, theirs);
  g_signal_connect (row, "settled", G_CALLBACK (settled_cb), &taken);
  tsn_field_row_set_value (TSN_FIELD_ROW (row), &mine->value);
  tsn_field_row_set_answers (TSN_FIELD_ROW (row), answers);
  g_assert_nonnull (ui_find_labelled (row, keep));
  g_assert_nonnull (ui_find_labelled (row, take));
  g_signal_emit_by_name (ui_find_labelled (row, take), "clicked");
  g_assert_true (tsn_value_equal (&taken, &theirs->value));
  g_assert_null (ui_find_labelled (row, keep));
  g_object_unref (row);
}

static void
test_table (UiFixture *self, gconstpointer data)
{
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    for (guint j = 0; j < kinds[i].n_fields && (kinds[i].flags & TSN_KIND_APPEND_ONLY) == 0; j++)
      check_field (self, &kinds[i].fields[j]);
}

/* -- Through the store -- */

static void
exchange (TsnStore *from, TsnStore *to)
{
  g_autoptr (GPtrArray) patches = must_list_patches (from);

  for (guint i = 0; i < patches->len; i++)
    must_apply (to, g_ptr_array_index (patches, i));
}

static TsnId
put_place (TsnStore *store, const char *name)
{
  TsnId id = tsn_id_new (g_get_real_time () / 1000);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PLACE), &id);

  tsn_change_set_text (change, TSN_PLACE_NAME, name);
  must_put (store, change);
  return id;
}

static void
put_answers (TsnStore *store, const TsnId *event, const char *title, const TsnId *place)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), event);

  tsn_change_set_text (change, TSN_EVENT_TITLE, title);
  tsn_change_set_reference (change, TSN_EVENT_PLACE, place);
  must_put (store, change);
}

static void
saved_cb (TsnRecordForm *form, guint field, guint *n_saved)
{
  ++*n_saved;
}

/* Which one stands is the clocks' affair. */
static void
take (UiFixture *self, GtkWidget *form, const char *one, const char *other)
{
  GtkWidget *button = ui_find_labelled (form, one);

  if (button == NULL)
    button = ui_find_labelled (form, other);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  ui_settle (self);
  g_assert_null (ui_find_labelled (form, one));
  g_assert_null (ui_find_labelled (form, other));
}

static void
test_form (UiFixture *self, gconstpointer data)
{
  static const guint FIELDS[] = { TSN_EVENT_TITLE, TSN_EVENT_PLACE, 0 };
  GtkWidget *form = tsn_record_form_new (self->station, tsn_kind_by_number (TSN_KIND_EVENT));
  StoreFixture other = { 0 };
  TsnStore *here = self->store.store;
  TsnId event = put_event (here, "講演会");
  TsnId places[2] = { put_place (here, "甲医院"), put_place (here, "乙医院") };
  guint n_saved = 0;

  fixture_setup_for_role (&other, &self->store, TSN_ROLE_DESK);
  exchange (here, other.store);
  put_answers (here, &event, "甲の会", &places[0]);
  put_answers (other.store, &event, "乙の会", &places[1]);
  exchange (other.store, here);
  tsn_record_form_add_group (TSN_RECORD_FORM (form), "A", NULL, TSN_FIELD_ROW_PLAIN, FIELDS);
  g_signal_connect (form, "saved", G_CALLBACK (saved_cb), &n_saved);
  ui_fixture_show (self, form);
  tsn_record_form_set_record (TSN_RECORD_FORM (form), &event);
  ui_settle (self);
  take (self, form, "Take: 甲の会", "Take: 乙の会");
  take (self, form, "Take: 甲医院", "Take: 乙医院");
  g_assert_cmpuint (n_saved, ==, 2);
  fixture_teardown (&other, NULL);
}

static void
add (const char *path, void (*test) (UiFixture *, gconstpointer))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_setup, test, ui_fixture_teardown);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/two-answers/table", test_table);
  add ("/ui/two-answers/form", test_form);
  return g_test_run ();
}
