/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form against a real store: what is typed is saved, undone, kept when it cannot be saved, and
 * left alone when somebody else writes. */

#include "tsn-address.h"
#include "tsn-record-form.h"
#include "tsn-session.h"
#include "ui-fixture.h"

static const guint PERSON_FIELDS[] = {
  TSN_PERSON_NAME,           TSN_PERSON_KANA,
  TSN_PERSON_BIRTH_DATE,     TSN_PERSON_POSTCODE,
  TSN_PERSON_ADDRESS,        TSN_PERSON_NOTE,
  TSN_PERSON_WISHES_CONTACT, TSN_PERSON_STATUS,
  TSN_PERSON_MUNICIPALITY,   0,
};

typedef struct
{
  UiFixture ui;
  TsnRecordForm *form;
  TsnId person;
  int saved, failed, loaded;
} FormFixture;

static void
saved_cb (TsnRecordForm *form, guint field, FormFixture *self)
{
  self->saved++;
}

static void
failed_cb (TsnRecordForm *form, FormFixture *self)
{
  self->failed++;
}

static void
loaded_cb (TsnRecordForm *form, TsnRecord *record, FormFixture *self)
{
  self->loaded++;
}

static void
new_form (FormFixture *self, guint kind, const guint *fields)
{
  self->form = TSN_RECORD_FORM (tsn_record_form_new (self->ui.station, tsn_kind_by_number (kind)));
  tsn_record_form_add_group (self->form, "A & B", NULL, TSN_FIELD_ROW_PLAIN, fields);
  g_signal_connect (self->form, "saved", G_CALLBACK (saved_cb), self);
  g_signal_connect (self->form, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect (self->form, "loaded", G_CALLBACK (loaded_cb), self);
  ui_fixture_show (&self->ui, GTK_WIDGET (self->form));
}

static void
form_setup (FormFixture *self, gconstpointer data)
{
  ui_fixture_setup (&self->ui, NULL);
  self->person = put_person (self->ui.store.store);
  new_form (self, TSN_KIND_PERSON, PERSON_FIELDS);
}

static void
form_teardown (FormFixture *self, gconstpointer data)
{
  ui_fixture_teardown (&self->ui, NULL);
}

static void
show_person (FormFixture *self)
{
  tsn_record_form_set_record (self->form, &self->person);
  ui_settle (&self->ui);
  g_assert_cmpint (self->loaded, ==, 1);
}

static GtkEditable *
entry (FormFixture *self, guint field)
{
  GtkEditable *text = tsn_field_row_get_editable (tsn_record_form_get_row (self->form, field));

  return GTK_EDITABLE (gtk_widget_get_parent (GTK_WIDGET (text)));
}

static void
type (FormFixture *self, guint field, const char *text)
{
  gtk_editable_set_text (entry (self, field), text);
}

static void
leave (FormFixture *self, guint field)
{
  tsn_field_row_finish (tsn_record_form_get_row (self->form, field));
  ui_settle (&self->ui);
}

static void
assert_stored (FormFixture *self, guint field, const char *expected)
{
  g_autoptr (TsnRecord) record = must_get (self->ui.store.store, TSN_KIND_PERSON, &self->person);

  g_assert_cmpstr (tsn_record_text (record, field), ==, expected);
}

static void
assert_shown (FormFixture *self, guint field, const char *expected)
{
  g_assert_cmpstr (gtk_editable_get_text (entry (self, field)), ==, expected);
}

/* Somebody else writes. */
static void
write_elsewhere (FormFixture *self, guint field, const char *text)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON),
                                                 &self->person);

  tsn_change_set_text (change, field, text);
  must_put (self->ui.store.store, change);
  tsn_station_changed (self->ui.station, TSN_KIND_PERSON, &self->person);
  ui_settle (&self->ui);
}

static void
test_save_and_undo (FormFixture *self, gconstpointer data)
{
  GtkWidget *undo;

  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (self->form)));
  show_person (self);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (self->form)));
  assert_shown (self, TSN_PERSON_NAME, CANARY_NAME);
  assert_shown (self, TSN_PERSON_BIRTH_DATE, "昭和15年3月2日");
  leave (self, TSN_PERSON_NAME);
  g_assert_cmpint (self->saved, ==, 0);

  type (self, TSN_PERSON_NAME, "　髙橋　花子 ");
  assert_stored (self, TSN_PERSON_NAME, CANARY_NAME);
  leave (self, TSN_PERSON_NAME);
  assert_stored (self, TSN_PERSON_NAME, "髙橋　花子");
  assert_shown (self, TSN_PERSON_NAME, "髙橋　花子");
  type (self, TSN_PERSON_BIRTH_DATE, "s20.1.15");
  leave (self, TSN_PERSON_BIRTH_DATE);
  assert_shown (self, TSN_PERSON_BIRTH_DATE, "昭和20年1月15日");
  g_assert_cmpint (self->saved, ==, 2);

  /* The toast speaks of the last change only, and undoes that. */
  undo = ui_find_labelled (self->ui.window, "Undo");
  g_assert_nonnull (undo);
  g_signal_emit_by_name (undo, "clicked");
  ui_settle (&self->ui);
  assert_shown (self, TSN_PERSON_BIRTH_DATE, "昭和15年3月2日");
  g_assert_null (ui_find_labelled (self->ui.window, "Undo"));
  g_assert_true (tsn_record_form_undo (self->form));
  ui_settle (&self->ui);
  assert_stored (self, TSN_PERSON_NAME, CANARY_NAME);
  assert_shown (self, TSN_PERSON_NAME, CANARY_NAME);
  g_assert_false (tsn_record_form_undo (self->form));
  must_be_clean (self->ui.store.store);
}

static void
test_wrong (FormFixture *self, gconstpointer data)
{
  TsnFieldRow *row = tsn_record_form_get_row (self->form, TSN_PERSON_BIRTH_DATE);

  show_person (self);
  type (self, TSN_PERSON_BIRTH_DATE, "S15.13.2");
  leave (self, TSN_PERSON_BIRTH_DATE);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (entry (self, TSN_PERSON_BIRTH_DATE)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "The calendar has no such day");
  assert_shown (self, TSN_PERSON_BIRTH_DATE, "S15.13.2");
  /* A change elsewhere does not take it away. */
  write_elsewhere (self, TSN_PERSON_NOTE, "よその人");
  assert_shown (self, TSN_PERSON_BIRTH_DATE, "S15.13.2");
  type (self, TSN_PERSON_BIRTH_DATE, "S15.12.2");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  leave (self, TSN_PERSON_BIRTH_DATE);
  g_assert_cmpint (self->saved, ==, 1);

  /* What must be there cannot be emptied. */
  type (self, TSN_PERSON_KANA, "");
  leave (self, TSN_PERSON_KANA);
  assert_stored (self, TSN_PERSON_KANA, CANARY_KANA);
  row = tsn_record_form_get_row (self->form, TSN_PERSON_KANA);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
}

static void
test_elsewhere (FormFixture *self, gconstpointer data)
{
  show_person (self);
  type (self, TSN_PERSON_NAME, "途中");
  write_elsewhere (self, TSN_PERSON_ADDRESS, "よその人の町");
  assert_shown (self, TSN_PERSON_ADDRESS, "よその人の町");
  assert_shown (self, TSN_PERSON_NAME, "途中");
  assert_stored (self, TSN_PERSON_NAME, CANARY_NAME);
}

static void
test_locking (FormFixture *self, gconstpointer data)
{
  show_person (self);
  type (self, TSN_PERSON_NAME, "書きかけ");
  tsn_station_lock (self->ui.station);
  ui_settle (&self->ui);
  fixture_reopen (&self->ui.store);
  assert_stored (self, TSN_PERSON_NAME, "書きかけ");
}

/* Erased meanwhile, as an example of what the store refuses. */
static void
test_refused (FormFixture *self, gconstpointer data)
{
  TsnFieldRow *row = tsn_record_form_get_row (self->form, TSN_PERSON_NAME);

  show_person (self);
  must_erase (self->ui.store.store, TSN_KIND_PERSON, &self->person);
  type (self, TSN_PERSON_NAME, "遅すぎた");
  leave (self, TSN_PERSON_NAME);
  g_assert_cmpint (self->failed, ==, 1);
  g_assert_cmpint (self->saved, ==, 0);
  assert_shown (self, TSN_PERSON_NAME, "遅すぎた");
  g_assert_true (tsn_field_row_is_typing (row));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
}

static void
test_another_record (FormFixture *self, gconstpointer data)
{
  TsnId other = put_person (self->ui.store.store);

  show_person (self);
  type (self, TSN_PERSON_NAME, "前の人");
  tsn_record_form_set_record (self->form, &other);
  ui_settle (&self->ui);
  assert_stored (self, TSN_PERSON_NAME, "前の人"); /* written where it was typed */
  assert_shown (self, TSN_PERSON_NAME, CANARY_NAME);
  g_assert_false (tsn_record_form_undo (self->form));
  tsn_record_form_set_record (self->form, NULL);
  assert_shown (self, TSN_PERSON_NAME, "");
}

static void
test_draft (FormFixture *self, gconstpointer data)
{
  TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
  TsnChange *change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &id);
  g_autoptr (TsnChange) draft = NULL;
  g_autoptr (TsnRecord) record = NULL;

  tsn_change_set_number (change, TSN_PERSON_SEX, 1); /* not a row of this form */
  tsn_record_form_set_draft (self->form, change);
  type (self, TSN_PERSON_NAME, "新しい人");
  g_assert_null (tsn_record_form_dup_draft (self->form)); /* no reading */
  tsn_record_form_create (self->form);
  ui_settle (&self->ui);
  g_assert_null (must_get (self->ui.store.store, TSN_KIND_PERSON, &id));

  type (self, TSN_PERSON_KANA, "アタラシイヒト");
  draft = tsn_record_form_dup_draft (self->form);
  g_assert_nonnull (draft);
  g_assert_cmpuint (draft->items->len, ==, 3);
  tsn_record_form_create (self->form);
  tsn_record_form_create (self->form); /* pressed twice */
  ui_settle (&self->ui);
  g_assert_cmpint (self->saved, ==, 1);
  record = must_get (self->ui.store.store, TSN_KIND_PERSON, &id);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NAME), ==, "新しい人");
  g_assert_cmpint (tsn_record_number (record, TSN_PERSON_SEX, 0), ==, 1);

  /* The focus was still in the entry; leaving it changes nothing. */
  leave (self, TSN_PERSON_KANA);
  g_assert_cmpint (self->saved, ==, 1);
  g_assert_null (ui_find_labelled (self->ui.window, "Undo"));

  /* From now on it is a record like others. */
  self->person = id;
  type (self, TSN_PERSON_NAME, "もう居る人");
  leave (self, TSN_PERSON_NAME);
  assert_stored (self, TSN_PERSON_NAME, "もう居る人");
}

static gboolean
address_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  char prefecture[] = "埼玉県", city[] = "本庄市", town[] = "銀座", kana[] = "ギンザ";
  const TsnAddress address = { .postcode = "3670052",
                               .municipality = "112119",
                               .prefecture = prefecture,
                               .city = city,
                               .town = town,
                               .town_kana = kana };

  return tsn_session_replace_addresses_begin (session, "test", error) &&
         tsn_session_add_address (session, "test", &address, error);
}

static void
test_postcode (FormFixture *self, gconstpointer data)
{
  tsn_store_run_sync (self->ui.store.store, TSN_STORE_WRITE, address_work, NULL, NULL, NULL);
  show_person (self);
  type (self, TSN_PERSON_POSTCODE, "３６７-００５２");
  ui_settle (&self->ui);
  assert_stored (self, TSN_PERSON_POSTCODE, "3670052");
  assert_shown (self, TSN_PERSON_POSTCODE, "367-0052");
  assert_stored (self, TSN_PERSON_ADDRESS, "埼玉県本庄市銀座");
  g_assert_true (tsn_record_form_undo (self->form));
  ui_settle (&self->ui);
  assert_stored (self, TSN_PERSON_ADDRESS, CANARY_ADDRESS);
}

static gboolean
says_name (gpointer data)
{
  return ui_find_text (((FormFixture *) data)->ui.window, "埼玉県本庄市") != NULL;
}

/* A list of codes says whose they are. */
static void
test_municipalities (FormFixture *self, gconstpointer data)
{
  static const guint fields[] = { TSN_EVENT_MUNICIPALITIES, 0 };
  const TsnField *field = tsn_kind_field (tsn_kind_by_number (TSN_KIND_EVENT),
                                          TSN_EVENT_MUNICIPALITIES);
  TsnId id = put_event (self->ui.store.store, "講演会");
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), &id);
  g_autoptr (GError) error = NULL;
  TsnValue codes = TSN_VALUE_NONE;

  gtk_window_destroy (GTK_WINDOW (self->ui.window));
  tsn_store_run_sync (self->ui.store.store, TSN_STORE_WRITE, address_work, NULL, NULL, NULL);
  tsn_value_parse (field, "112119", &codes, &error);
  g_assert_no_error (error);
  tsn_change_take (change, TSN_EVENT_MUNICIPALITIES, codes);
  must_put (self->ui.store.store, change);
  new_form (self, TSN_KIND_EVENT, fields);
  tsn_record_form_set_record (self->form, &id);
  ui_wait (says_name, self);
}

static void
test_append_only (FormFixture *self, gconstpointer data)
{
  static const guint fields[] = { TSN_CONVERSATION_DATE,
                                  TSN_CONVERSATION_OWN_WORDS,
                                  TSN_CONVERSATION_RECORDER,
                                  0 };
  TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONVERSATION),
                                                        &id);

  gtk_window_destroy (GTK_WINDOW (self->ui.window));
  tsn_change_set_reference (change, TSN_CONVERSATION_PERSON, &self->person);
  tsn_change_set_number (change, TSN_CONVERSATION_DATE, 20260401);
  must_put (self->ui.store.store, change);
  new_form (self, TSN_KIND_CONVERSATION, fields);
  tsn_record_form_set_record (self->form, &id);
  ui_settle (&self->ui);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (entry (self, TSN_CONVERSATION_DATE))));
  type (self, TSN_CONVERSATION_RECORDER, "担当者");
  leave (self, TSN_CONVERSATION_RECORDER);
  g_assert_cmpint (self->saved, ==, 1);
  g_assert_false (tsn_record_form_undo (self->form));
  type (self, TSN_CONVERSATION_RECORDER, "別の人");
  leave (self, TSN_CONVERSATION_RECORDER);
  g_assert_cmpint (self->saved, ==, 1);
}

static void
add (const char *path, void (*test) (FormFixture *, gconstpointer))
{
  g_test_add (path, FormFixture, NULL, form_setup, test, form_teardown);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/record-form/save-and-undo", test_save_and_undo);
  add ("/ui/record-form/wrong", test_wrong);
  add ("/ui/record-form/elsewhere", test_elsewhere);
  add ("/ui/record-form/locking", test_locking);
  add ("/ui/record-form/refused", test_refused);
  add ("/ui/record-form/another-record", test_another_record);
  add ("/ui/record-form/draft", test_draft);
  add ("/ui/record-form/postcode", test_postcode);
  add ("/ui/record-form/municipalities", test_municipalities);
  add ("/ui/record-form/append-only", test_append_only);
  return g_test_run ();
}
